import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countsIn, isGreen, Runs, type Run } from "./runs.mjs";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-repeat-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs of a program that stands for npm test; `turn` counts its runs from 1. */
function runsOf(
  body: string,
  times: number,
  busy = 0,
): { runs: Runs; told: Run[]; folder: string } {
  const program = join(root, "program.mjs");
  const counter = JSON.stringify(join(root, "turns"));
  writeFileSync(
    program,
    `import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
     const turn = existsSync(${counter}) ? Number(readFileSync(${counter}, "utf8")) + 1 : 1;
     writeFileSync(${counter}, String(turn));
     const root = ${JSON.stringify(root)};
     ${body}`,
  );
  const told: Run[] = [];
  const folder = join(root, "results", "repeat", "now");
  const leftovers = join(root, "results");
  const onRun = (run: Run): unknown => told.push(run);
  const args = ["stories"];
  return { runs: new Runs({ program, args, times, busy, leftovers, folder, onRun }), told, folder };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The test's own timeout bounds the wait. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("counted is the last line that tells of counts, and only a line of its own", () => {
  expect(countsIn("=== summary\nok stories 60 s\n12 passed, 3 failed\n")).toEqual({
    passed: 12,
    failed: 3,
  });
  expect(countsIn("5 passed, 0 failed\nmore\n0 passed, 1 failed\n")).toEqual({
    passed: 0,
    failed: 1,
  });
  expect(countsIn("ok stories  60.0 s  4 passed, 0 failed\n")).toBeNull();
  expect(countsIn("")).toBeNull();
});

test("green is what says so and ends so, and not what ran nothing", () => {
  expect(isGreen(0, { passed: 3, failed: 0 })).toBe(true);
  expect(isGreen(1, { passed: 3, failed: 0 })).toBe(false);
  expect(isGreen(null, { passed: 3, failed: 0 })).toBe(false);
  expect(isGreen(0, { passed: 3, failed: 1 })).toBe(false);
  expect(isGreen(0, { passed: 0, failed: 0 })).toBe(false);
  expect(isGreen(0, null)).toBe(false);
});

test("of three runs the red one is kept with all it said and left, and the green ones are not", async () => {
  mkdirSync(join(root, "results", "older"), { recursive: true });
  const { runs, told, folder } = runsOf(
    `mkdirSync(root + "/results/stories", { recursive: true });
     writeFileSync(root + "/results/stories/trace", "trace " + turn);
     console.log("turn", turn, process.argv.slice(2).join());
     console.error("on the other stream");
     console.log("1 passed, " + (turn === 2 ? 1 : 0) + " failed");
     process.exitCode = turn === 2 ? 1 : 0;`,
    3,
  );
  expect(await runs.run()).toEqual({ kind: "finished", green: 2 });
  expect(told.map(({ number, green, counts }) => [number, green, counts])).toEqual([
    [1, true, { passed: 1, failed: 0 }],
    [2, false, { passed: 1, failed: 1 }],
    [3, true, { passed: 1, failed: 0 }],
  ]);
  expect(readdirSync(folder).toSorted()).toEqual(["run-002", "run-002.log"]);
  const log = readFileSync(told[1]!.kept!, "utf8");
  expect(log).toContain("turn 2 stories");
  expect(log).toContain("on the other stream");
  expect(readdirSync(join(folder, "run-002"))).toEqual(["stories"]);
  expect(readFileSync(join(folder, "run-002", "stories", "trace"), "utf8")).toBe("trace 2");
});

test("where every run is green nothing is left behind", async () => {
  const { runs, folder } = runsOf(`console.log("1 passed, 0 failed");`, 2);
  expect(await runs.run()).toEqual({ kind: "finished", green: 2 });
  expect(existsSync(folder)).toBe(false);
});

test("a suite that is not known ends it after the first run, with the program's words", async () => {
  const { runs, told } = runsOf(`console.error("There is no step stories."); process.exit(2);`, 5);
  expect(await runs.run()).toEqual({ kind: "refused", message: "There is no step stories." });
  expect(told).toEqual([]);
});

test("a stop ends the run that goes on, all it has started included, and no other begins", async () => {
  const { runs, told } = runsOf(
    `import { spawn } from "node:child_process";
     const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
     writeFileSync(root + "/pids", JSON.stringify([process.pid, child.pid]));
     setInterval(() => {}, 1000);`,
    5,
    1,
  );
  const outcome = runs.run();
  const file = join(root, "pids");
  await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("]"));
  const pids = JSON.parse(readFileSync(file, "utf8")) as number[];
  runs.stop();
  expect(await outcome).toEqual({ kind: "stopped" });
  expect(told).toEqual([]);
  await until(() => !pids.some(isRunning));
});

test("a busy process that is killed ends it all: what is green from then on proves nothing", async () => {
  const hangs = `writeFileSync(root + "/pid", process.pid + "\\n"); setInterval(() => {}, 1000);`;
  const { runs, told } = runsOf(hangs, 5, 2);
  const outcome = runs.run();
  const file = join(root, "pid");
  await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
  const [victim, other] = runs.busyPids;
  process.kill(victim!, "SIGKILL");
  expect(await outcome).toEqual({ kind: "busy-ended" });
  expect(told).toEqual([]);
  const suite = Number(readFileSync(file, "utf8"));
  await until(() => !isRunning(suite) && !isRunning(other!));
});

test("a busy process ends with whoever started it, even by kill -9", async () => {
  const busy = JSON.stringify(fileURLToPath(new URL("busy.mjs", import.meta.url)));
  const script = join(root, "parent.mjs");
  writeFileSync(
    script,
    `import { fork } from "node:child_process";
     process.send(fork(${busy}).pid);`,
  );
  const parent = spawn(process.execPath, [script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [pid] = (await once(parent, "message")) as [number];
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !isRunning(pid));
});
