import type { ConsoleSnapshot } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { consoleSnapshot } from "../testing/console-state.ts";
import { createConsoleStore, seenForMs } from "./store.ts";

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
  const frame = (changes: Partial<ConsoleSnapshot> = {}): void =>
    say("console", { ...consoleSnapshot(showScenes["live"]!), ...changes });
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

test("a pace that waited and that the rooms then refused is told in words, once, and not to who has just come", () => {
  const { frame, store } = console();
  const refused = (): unknown => store.getState().refused;
  frame({ waiting: { pace: "booth", failback: null } });
  expect(refused()).toBeNull();
  frame({ paceRefused: "booth" });
  frame({ paceRefused: "booth" });
  expect(refused()).toEqual({ refusal: "pace-while-switching", number: 1 });

  const late = console();
  late.store.setState({ console: null });
  late.frame({ paceRefused: "booth" });
  expect(late.store.getState().refused).toBeNull();
});

test("an incident of which nobody knows since when it runs is counted from when this page saw it, each one anew", () => {
  const { frame, store } = console();
  const { incident } = showScenes["switching-moving"]!;
  const running = (id: number | null): number => {
    const show = { ...showScenes["switching-moving"]!, incident: { ...incident!, id } };
    frame({ show });
    return seenForMs(store.getState());
  };
  expect(running(null)).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(running(7)).toBe(2_000);
  vi.advanceTimersByTime(40_000);
  expect(running(7)).toBe(42_000);
  expect(running(8)).toBe(0);
  frame();
  expect(seenForMs(store.getState())).toBe(0);
});
