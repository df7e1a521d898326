import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { supervisorPortOver } from "./supervisor-port.ts";
import { RecordedSupervisor } from "./testing/recorded-supervisor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function asked() {
  const supervisor = new RecordedSupervisor();
  const port = supervisorPortOver(supervisor);
  const heard: string[] = [];
  const reset = (who: string): void => port.reset((refusal) => heard.push(`${who}: ${refusal}`));
  return { supervisor, heard, reset };
}

test("of two consoles that want a new show at the same time one gives the order, and its answer is told to nobody else", () => {
  const { supervisor, heard, reset } = asked();
  reset("one");
  reset("other");
  expect(supervisor.orders).toEqual([{ kind: "reset" }]);
  expect(heard).toEqual(["other: busy"]);
  supervisor.say({ kind: "reset-refused", refusal: "not-set-aside" });
  expect(heard).toEqual(["other: busy", "one: not-set-aside"]);
  // Nobody waits any more.
  supervisor.say({ kind: "reset-refused", refusal: "unknown" });
  expect(heard).toHaveLength(2);
  reset("other");
  supervisor.say({ kind: "reset-refused", refusal: "incident-running" });
  expect(heard.at(-1)).toBe("other: incident-running");
});

test("what comes too late for who asked is no answer to who asks next", () => {
  const { supervisor, heard, reset } = asked();
  reset("one");
  vi.advanceTimersByTime(4_000);
  expect(heard).toEqual(["one: unknown"]);
  reset("other");
  supervisor.say({ kind: "reset-refused", refusal: "not-started" });
  expect(heard).toEqual(["one: unknown", "other: busy"]);
});

test("a supervisor that never answers keeps nobody from asking again", () => {
  const { supervisor, reset } = asked();
  reset("one");
  vi.advanceTimersByTime(60_000);
  reset("one");
  expect(supervisor.orders).toHaveLength(2);
});
