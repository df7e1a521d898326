import { readStageHello, readStageKey } from "@cablecut/ui";
import { expect, test } from "vitest";
import { guardKeys } from "./keys.ts";

function page(opener: unknown, changeView = (): void => {}) {
  const listeners: ((event: KeyboardEvent) => void)[] = [];
  let own: "dashboard" | null = null;
  guardKeys(
    {
      addEventListener: (_: string, listener: (event: KeyboardEvent) => void) =>
        listeners.push(listener),
      opener,
      location: { origin: "http://127.0.0.1" },
      setInterval: () => 0,
      document,
    } as unknown as Window,
    {
      change: () => {
        own = own === null ? "dashboard" : null;
        changeView();
      },
      own: () => own,
    },
  );
  return (key: string, more: KeyboardEventInit = {}): boolean => {
    const event = new KeyboardEvent("keydown", { key, cancelable: true, ...more });
    for (const listener of listeners) listener(event);
    return event.defaultPrevented;
  };
}

test("F5, Escape and Tab are swallowed; a deliberate Ctrl+R stays the browser's", () => {
  const press = page(null);
  expect(["F5", "Escape", "Tab"].map((key) => press(key))).toEqual([true, true, true]);
  expect(press("r", { ctrlKey: true })).toBe(false);
  expect(press("F5", { ctrlKey: true })).toBe(false);
});

test("keys go to the console that opened the screen, once each, and nowhere else", () => {
  const heard: unknown[] = [];
  const press = page({
    postMessage: (message: unknown, origin: string) => heard.push([readStageKey(message), origin]),
  });
  press("PageDown");
  press("PageDown", { repeat: true });
  expect(heard).toEqual([["PageDown", "http://127.0.0.1"]]);
});

test("E changes the view of this screen, once for each press, and the console hears what is shown and no key", () => {
  const heard: unknown[] = [];
  let changes = 0;
  const postMessage = (message: unknown): void =>
    void heard.push(readStageKey(message) ?? readStageHello(message)?.ownView);
  const press = page({ postMessage }, () => void (changes += 1));
  press("e");
  press("e", { repeat: true });
  press("E");
  press("e", { ctrlKey: true });
  expect([changes, heard]).toEqual([2, ["dashboard", null]]);
});
