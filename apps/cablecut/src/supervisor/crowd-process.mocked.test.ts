import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CrowdState } from "@cablecut/protocol";
import { beforeEach, expect, test, vi } from "vitest";
import { CrowdProcess } from "./crowd-process.ts";

/** A process that ends when the test says so. */
class Child extends EventEmitter {
  readonly told: string[] = [];
  readonly people: string;
  constructor(args: readonly string[]) {
    super();
    this.people = args[args.indexOf("--people") + 1]!;
  }
  kill(signal: string): void {
    this.told.push(signal);
  }
}
const begun = vi.hoisted((): unknown[] => []);
vi.mock("./spawned.ts", () => ({
  spawned: (args: readonly string[]) => {
    const child = new Child(args);
    begun.push(child);
    return child as unknown as ChildProcess;
  },
}));
const children = begun as Child[];

const url = "http://127.0.0.1:1";
/** What follows from what has happened has happened then. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function crowd() {
  const states: CrowdState[] = [];
  // A log that cannot be opened is none.
  const logPath = join(tmpdir(), "cablecut-nowhere", "crowd.log");
  const process = new CrowdProcess({
    script: "crowd.mjs",
    logPath,
    changed: (state) => states.push(state),
  });
  return { process, states };
}
beforeEach(() => void (begun.length = 0));

test("a crowd that is changed never pays at two places: who ran before has ended first, and of several wishes the last holds", async () => {
  const { process, states } = crowd();
  for (const people of [40, 50, 60, 70]) process.run({ people, rate: 20 }, url);
  await settled();
  expect(children.map(({ people, told }) => [people, told])).toEqual([["40", ["SIGTERM"]]]);
  children[0]!.emit("exit", 0);
  await settled();
  expect(children.map(({ people }) => people)).toEqual(["40", "70"]);
  expect(states).toEqual([
    { kind: "running", people: 40, rate: 20 },
    { kind: "running", people: 70, rate: 20 },
  ]);
});

test("what was wished before the crowd was stopped is not begun after it", async () => {
  const { process } = crowd();
  process.run({ people: 40, rate: 20 }, url);
  process.run({ people: 50, rate: 20 }, url);
  process.run({ people: 0, rate: 1 }, url);
  children[0]!.emit("exit", 0);
  await settled();
  expect(children).toHaveLength(1);
  expect(process.state).toEqual({ kind: "none" });
});

test("a crowd is stopped when all of it has ended, also who had to make way for another one", async () => {
  const { process } = crowd();
  process.run({ people: 40, rate: 20 }, url);
  process.run({ people: 50, rate: 20 }, url);
  let isStopped = false;
  const stopping = process.stop().then(() => (isStopped = true));
  await settled();
  expect(isStopped).toBe(false);
  children[0]!.emit("exit", 0);
  await stopping;
  await settled();
  expect(children).toHaveLength(1);
});
