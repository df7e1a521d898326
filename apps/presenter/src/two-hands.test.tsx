import { act } from "react";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { pressOnceMs } from "./model/clicker.ts";
import { consoleSnapshot } from "./testing/console-state.ts";
import { openConsole, withConsoles } from "./testing/opened-console.tsx";

withConsoles();

const seen = (scene: string) => ({ console: consoleSnapshot(showScenes[scene]!) });

test("a finger and a clicker that give the same act at the same time give it once, whichever comes first", async () => {
  const { store, sent, element, key, pass } = await openConsole("lobby");
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  await act(async () => next().click());
  await act(async () => store.setState(seen("live")));
  await key("PageDown");
  expect(sent.map(({ kind }) => kind)).toEqual(["turn"]);
  await pass(pressOnceMs);
  await key("PageDown");
  expect(sent.map(({ kind }) => kind)).toEqual(["turn", "cue"]);
  await act(async () => store.setState(seen("lobby")));
  await act(async () => next().click());
  expect(sent).toHaveLength(2);
});

test("an act that another console has put under the finger is not given by a tap that was meant for the one before", async () => {
  const { store, sent, element, key, pass } = await openConsole("lobby");
  const next = () => element.querySelector<HTMLButtonElement>(".next-button")!;
  await act(async () => store.setState(seen("live")));
  expect(next().textContent).toBe("Ask everyone to pay");
  await act(async () => next().click());
  await key("PageDown");
  expect(sent).toEqual([]);
  await pass(pressOnceMs);
  expect(next().getAttribute("aria-disabled")).toBe("false");
  await act(async () => next().click());
  expect(sent).toEqual([{ kind: "cue", on: true }]);
});

test("a second tap on what ends the call to pay does not take the hall back to the lobby", async () => {
  const { store, sent, button, pass } = await openConsole("cue");
  await act(async () => button("End the call to pay").click());
  await act(async () => store.setState(seen("live")));
  await act(async () => button("Back to the lobby").click());
  expect(sent).toEqual([{ kind: "cue", on: false }]);
  await pass(pressOnceMs);
  await act(async () => button("Back to the lobby").click());
  expect(sent).toHaveLength(2);
});

test("while it is asked about a cut the clicker gives no act behind the question: back is a no", async () => {
  const { store, sent, element, button, key, pass } = await openConsole("three-cities");
  await act(async () => button("Cut cable Shanghai A A").click());
  expect(element.querySelector('[data-testid="quorum-guard"]')).not.toBeNull();
  for (let press = 0; press < 3; press += 1) {
    await key("PageDown");
    await pass(pressOnceMs);
  }
  expect(sent).toEqual([]);
  expect(store.getState().armed).toBeNull();
  await key("B");
  expect(sent).toEqual([{ kind: "blank", on: true }]);
  await key("PageUp");
  expect(element.querySelector('[data-testid="quorum-guard"]')).toBeNull();
  // Clickers bounce.
  await key("PageUp");
  expect(sent).toHaveLength(1);
});

test("a press that came while next rested is not given by its bounce just after that", async () => {
  const { store, sent, key, pass } = await openConsole("lobby");
  await act(async () => store.setState(seen("live")));
  await pass(pressOnceMs - 10);
  await key("PageDown");
  await pass(20);
  await key("PageDown");
  expect(sent).toEqual([]);
});

test("what comes where there was nothing to give may be given at once", async () => {
  const { store, sent, key } = await openConsole("starting");
  await act(async () => store.setState(seen("live")));
  await key("PageDown");
  expect(sent).toEqual([{ kind: "cue", on: true }]);
});

/** Whether a key that is pressed, or goes on being held, does nothing of its own at that control. */
async function isPrevented(at: Element, key: string, repeat: boolean): Promise<boolean> {
  const press = new KeyboardEvent("keydown", { key, repeat, bubbles: true, cancelable: true });
  await act(async () => void at.dispatchEvent(press));
  return press.defaultPrevented;
}

test.each([
  ["the next act", ".next-button", null],
  ["blank", ".bottom-bar .button[aria-pressed]", null],
  ["a cable", '[data-testid="cable-sz-a/A"]', null],
  ["a switch of the drawer", ".toggle", "door"],
])("a key that is held presses once: %s", async (_, selector, section) => {
  const { element, drawer } = await openConsole("live");
  if (section !== null) await drawer(section);
  const control = element.querySelector(selector)!;
  for (const key of ["Enter", " "]) {
    expect(await isPrevented(control, key, false)).toBe(false);
    expect(await isPrevented(control, key, true)).toBe(true);
  }
  // Whoever holds Tab goes on through the console.
  expect(await isPrevented(control, "Tab", true)).toBe(false);
});

test("a clicker works while a field has the focus, and changes nothing that is chosen there", async () => {
  const { element, sent, drawer } = await openConsole("live");
  await drawer("faults");
  const where = element.querySelector('[data-testid="drawer-faults"] select')!;
  expect(await isPrevented(where, "PageDown", false)).toBe(true);
  expect(sent).toEqual([{ kind: "cue", on: true }]);
  expect(await isPrevented(where, "PageDown", true)).toBe(true);
  expect(sent).toHaveLength(1);
  // What is typed there is typed there.
  expect(await isPrevented(where, "b", false)).toBe(false);
  const figure = element.querySelector('[data-testid="drawer-faults"] input')!;
  expect(await isPrevented(figure, ".", false)).toBe(false);
  expect(sent).toHaveLength(1);
});

test("a clicker's F5 does not load the console again, however long it is pressed", async () => {
  const { sent } = await openConsole("cue");
  for (const repeat of [false, true]) {
    const press = new KeyboardEvent("keydown", { key: "F5", repeat, cancelable: true });
    await act(async () => void window.dispatchEvent(press));
    expect(press.defaultPrevented).toBe(true);
  }
  expect(sent).toEqual([]);
});
