import { act } from "react";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { pressOnceMs } from "./model/clicker.ts";
import { holdMs } from "./shared/use-hold.ts";
import { consoleScenes } from "./testing/console-scenes.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

test("a nervous second press of the next act does not give the one that has taken its place", async () => {
  const { store, sent, element, pass } = await openConsole("lobby");
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  expect(next().textContent).toBe("Close the lobby, go live");
  await act(async () => next().click());
  await act(async () => store.setState({ console: consoleSnapshot(showScenes["live"]!) }));
  expect(next().textContent).toBe("Ask everyone to pay");
  expect(next().getAttribute("aria-disabled")).toBe("true");
  await pass(pressOnceMs - 100);
  await act(async () => next().click());
  expect(sent.map(({ kind }) => kind)).toEqual(["turn"]);
  await pass(100);
  expect(next().getAttribute("aria-disabled")).toBe("false");
  await act(async () => next().click());
  expect(sent.map(({ kind }) => kind)).toEqual(["turn", "cue"]);
});

test("a tap behind an act that was held is meant, however soon it comes", async () => {
  const { store, sent, element, pass, pointer } = await openConsole("recovered", {
    console: consoleScenes["report"]!,
  });
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  await pointer(next(), "pointerdown");
  await pass(holdMs);
  expect(sent.map(({ kind }) => kind)).toEqual(["restore"]);
  await act(async () => store.setState({ console: consoleScenes["restored"]! }));
  await act(async () => next().click());
  expect(sent.map(({ kind }) => kind)).toEqual(["restore", "set-failback"]);
});
