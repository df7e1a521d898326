import { showScenes } from "@cablecut/ui/show-scenes";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { consoleSnapshot } from "../testing/console-state.ts";
import { createConsoleStore } from "./store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A console that has logged in and shows a frame, and the socket that feeds it. */
function console() {
  const listeners = new Map<string, ((...values: never[]) => void)[]>();
  const say = (event: string, value?: unknown): void => {
    for (const listener of listeners.get(event) ?? []) listener(value as never);
  };
  const live = createConsoleStore({
    connected: false,
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: () => undefined,
  });
  const frame = (): void => say("console", consoleSnapshot(showScenes["live"]!));
  say("connect");
  live.store.setState({ access: { kind: "in" } });
  frame();
  return { say, frame, store: live.store, connection: () => live.store.getState().connection };
}

test("a console is connected while frames come, and silent three seconds after the last one", () => {
  const { frame, connection } = console();
  for (let second = 0; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    frame();
    expect(connection()).toBe("connected");
  }
  vi.advanceTimersByTime(2_900);
  expect(connection()).toBe("connected");
  vi.advanceTimersByTime(700);
  expect(connection()).toBe("silent");
  frame();
  expect(connection()).toBe("connected");
});

test("a console whose line is back shows what was, until the next frame comes", () => {
  const { say, frame, connection } = console();
  say("disconnect");
  vi.advanceTimersByTime(60_000);
  say("connect");
  expect(connection()).toBe("silent");
  frame();
  expect(connection()).toBe("connected");
});

test("a console whose session is over waits for no frame: somebody can log in", () => {
  const { say, store, connection } = console();
  say("disconnect");
  say("connect");
  store.setState({ access: { kind: "out", refusal: "session-over" } });
  vi.advanceTimersByTime(500);
  expect(connection()).toBe("connected");
  say("disconnect");
  say("connect");
  expect(connection()).toBe("connected");
});
