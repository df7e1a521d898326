import { spawn, type ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { KeptProgram } from "./kept-program.ts";

const shell = (line: string): ChildProcess => spawn("/bin/sh", ["-c", line], { stdio: "ignore" });

function keeping() {
  let stopped = 0;
  const kept = new KeptProgram(() => (stopped += 1));
  return { kept, stopped: () => stopped };
}

test("one that runs is ended by a stop, and nothing more is said of it", async () => {
  const { kept, stopped } = keeping();
  const program = shell("exec sleep 600");
  const over = new Promise((done) => program.once("close", done));
  const endings: (string | number)[] = [];
  kept.keep(program, (how) => endings.push(how));
  kept.stop("SIGTERM");
  await over;
  expect([stopped(), endings]).toEqual([1, []]);
});

test("between two tries, when the last program has ended by itself, a stop waits for nothing", async () => {
  const { kept, stopped } = keeping();
  expect(await new Promise((ended) => kept.keep(shell("exit 3"), ended))).toBe(3);
  kept.stop("SIGTERM");
  expect(stopped()).toBe(1);
});

test("whether one runs, and how many did, is told at any time", async () => {
  const { kept } = keeping();
  expect([kept.isRunning, kept.starts]).toEqual([false, 0]);
  await new Promise((ended) => {
    kept.keep(shell("exit 3"), ended);
    expect([kept.isRunning, kept.starts]).toEqual([true, 1]);
  });
  expect([kept.isRunning, kept.starts]).toEqual([false, 1]);
});
