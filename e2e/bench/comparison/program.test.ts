import { tmpdir } from "node:os";
import { expect, test, vi } from "vitest";
import { runProgram } from "./program.ts";
import { isRunning } from "./testing/is-running.ts";

function node(script: string, timeoutMs: number) {
  const args = ["--eval", script];
  return runProgram({ command: process.execPath, args, directory: tmpdir(), timeoutMs });
}

test("how a program ended and what it said on both channels", async () => {
  const script = `console.log("one"); console.error("two"); process.exitCode = 3;`;
  const end = await node(script, 60_000);
  expect(end).toMatchObject({ code: 3, timedOut: false });
  expect(end.output).toContain("one");
  expect(end.output).toContain("two");
});

test("one that takes too long is ended with everything it started", async () => {
  const script = `
    const child = require("node:child_process").spawn(
      process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    console.log("child " + child.pid);
    setInterval(() => {}, 1000);`;
  let pid = 0;
  // On a busy machine it may not have started anything yet when it is ended.
  for (let timeoutMs = 1_000; pid === 0 && timeoutMs < 100_000; timeoutMs *= 4) {
    const end = await node(script, timeoutMs);
    expect(end).toMatchObject({ code: null, timedOut: true });
    pid = Number(/child (\d+)/.exec(end.output)?.[1] ?? 0);
  }
  expect(pid).toBeGreaterThan(0);
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 60_000 });
});

test("one that cannot be started says so", async () => {
  const end = await runProgram({
    command: "no-such-program",
    args: [],
    directory: tmpdir(),
    timeoutMs: 60_000,
  });
  expect(end.code).toBeNull();
  expect(end.output).toContain("ENOENT");
});
