import { act } from "react";
import { expect, test } from "vitest";
import { consoleScenes } from "./testing/console-scenes.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

const readOut = (element: Element): (string | null)[] =>
  [...element.querySelectorAll("[role=status], [role=alert], [aria-live]")].map(
    ({ textContent }) => textContent,
  );

test("a clicker that is armed is read out once, while its seconds run", async () => {
  const { element, key, pass } = await openConsole("cue");
  await key("PageDown");
  const armed = (): string | null | undefined =>
    element.querySelector('[data-testid="armed"] [aria-hidden]')?.textContent;
  const [first, words] = [armed(), readOut(element)];
  expect(words.join()).toContain("Armed");
  await pass(2_000);
  expect(armed()).not.toBe(first);
  expect(readOut(element)).toEqual(words);
});

test("that a switch takes longer is read out, and not each account and second of it", async () => {
  const longer = consoleScenes["longer"]!;
  const { element, store } = await openConsole("live", { console: longer });
  const list = (): string | null => element.querySelector('[data-testid="awaited"]')!.textContent;
  const [first, words] = [list(), readOut(element)];
  expect(words).toContain("Longer than announced. Missing:");
  const incident = { ...longer.show.incident!, shardsMoved: 26 };
  await act(async () =>
    store.setState({ console: { ...longer, show: { ...longer.show, incident } } }),
  );
  expect(list()).not.toBe(first);
  expect(readOut(element)).toEqual(words);
});
