import { afterEach, expect, test, vi } from "vitest";
import { keepAwake } from "./keep-awake.ts";

let seen: DocumentVisibilityState = "visible";
function look(state: DocumentVisibilityState): void {
  seen = state;
  document.dispatchEvent(new Event("visibilitychange"));
}
afterEach(() => {
  seen = "visible";
  Reflect.deleteProperty(navigator, "wakeLock");
  vi.restoreAllMocks();
});

test("the screen that is held up stays on after a glance at something else, until the page is left", async () => {
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => seen);
  const asked: string[] = [];
  let held = 0;
  const wakeLock = {
    request: async (kind: string) => {
      asked.push(kind);
      held += 1;
      return { release: async () => void (held -= 1) };
    },
  };
  Object.assign(navigator, { wakeLock });
  const stop = keepAwake();
  await Promise.resolve();
  expect(asked).toEqual(["screen"]);
  look("hidden");
  expect(asked).toHaveLength(1);
  look("visible");
  await Promise.resolve();
  expect(asked).toHaveLength(2);
  stop();
  await Promise.resolve();
  expect(held).toBe(0);
  look("visible");
  expect(asked).toHaveLength(2);
});
