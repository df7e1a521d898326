import { fork, spawn } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const busyProgram = fileURLToPath(new URL("busy.mjs", import.meta.url));
/** From SIGTERM to SIGKILL, for the suite. */
const stopTimeoutMs = 10_000;

/**
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {{ number: number, green: boolean, seconds: string, counts: Counts | null, kept: string | null }} Run
 * @typedef {{
 *   program: string,
 *   args: readonly string[],
 *   times: number,
 *   busy: number,
 *   leftovers: string,
 *   folder: string,
 *   onRun: (run: Run) => void,
 * }} Order `leftovers` is where the program leaves its reports, `folder`, where red runs are kept.
 * @typedef {{ kind: "finished", green: number }
 *   | { kind: "refused", message: string }
 *   | { kind: "busy-ended" }
 *   | { kind: "stopped" }} Outcome
 */

/**
 * The counts with which the test program ends, "12 passed, 0 failed" as a line of its own; the last such line counts.
 * @param {string} output
 * @returns {Counts | null}
 */
export function countsIn(output) {
  const told = [...output.matchAll(/^(\d+) passed, (\d+) failed\r?$/gm)].at(-1);
  return told === undefined ? null : { passed: Number(told[1]), failed: Number(told[2]) };
}

/**
 * Green is a run that says so and ends so; one in which nothing passed has proved nothing.
 * @param {number | null} exitCode
 * @param {Counts | null} counts
 */
export function isGreen(exitCode, counts) {
  return exitCode === 0 && counts !== null && counts.failed === 0 && counts.passed > 0;
}

/** Runs a test program again and again beside busy processes, which never outlive it. */
export class Runs {
  /** @type {Order} */
  #order;
  /** @type {import("node:child_process").ChildProcess[]} */
  #busy = [];
  /** @type {import("node:child_process").ChildProcess | null} */
  #suite = null;
  #stopped = false;
  #busyEnded = false;

  /** @param {Order} order */
  constructor(order) {
    this.#order = order;
  }

  /** Of those that run now. */
  get busyPids() {
    return this.#busy.flatMap(({ pid }) => pid ?? []);
  }

  /** @returns {Promise<Outcome>} */
  async run() {
    const { times, onRun } = this.#order;
    mkdirSync(this.#order.folder, { recursive: true });
    this.#makeBusy();
    let green = 0;
    try {
      for (let number = 1; number <= times; number += 1) {
        const outcome = await this.#once(number);
        if (this.#busyEnded) return { kind: "busy-ended" };
        if (this.#stopped) return { kind: "stopped" };
        if ("message" in outcome) return { kind: "refused", message: outcome.message };
        onRun(outcome);
        if (outcome.green) green += 1;
      }
    } finally {
      // One that was killed has closed its channel already.
      for (const child of this.#busy.splice(0)) if (child.connected) child.disconnect();
      if (readdirSync(this.#order.folder).length === 0)
        rmSync(this.#order.folder, { recursive: true });
    }
    return { kind: "finished", green };
  }

  /** Ends the run that goes on, with all of its processes, and begins no other. */
  stop() {
    this.#stopped = true;
    const suite = this.#suite;
    if (suite === null) return;
    endGroup(suite, "SIGTERM");
    const timer = setTimeout(() => endGroup(suite, "SIGKILL"), stopTimeoutMs);
    suite.once("exit", () => clearTimeout(timer));
  }

  #makeBusy() {
    for (let made = 0; made < this.#order.busy; made += 1) {
      const child = fork(busyProgram, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
      child.once("exit", () => {
        if (!this.#busy.includes(child)) return;
        this.#busyEnded = true;
        this.stop();
      });
      this.#busy.push(child);
    }
  }

  /**
   * @param {number} number
   * @returns {Promise<Run | { message: string }>}
   */
  async #once(number) {
    const name = `run-${String(number).padStart(3, "0")}`;
    const log = join(this.#order.folder, `${name}.log`);
    const startedWallMs = Date.now();
    const startedMs = performance.now();
    const exitCode = await this.#runSuite(log);
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    const output = readFileSync(log, "utf8");
    // The program does not know a step by that name, and has done nothing.
    if (exitCode === 2) {
      rmSync(log);
      return { message: output.trim() };
    }
    const counts = countsIn(output);
    const green = isGreen(exitCode, counts);
    if (green) rmSync(log);
    else this.#keepLeftovers(join(this.#order.folder, name), startedWallMs);
    return { number, green, seconds, counts, kept: green ? null : log };
  }

  /**
   * @param {string} log
   * @returns {Promise<number | null>}
   */
  #runSuite(log) {
    const output = openSync(log, "w");
    // A process group of its own, so that a stop reaches all that the suite has started.
    const suite = spawn(process.execPath, [this.#order.program, ...this.#order.args], {
      stdio: ["ignore", output, output],
      detached: process.platform !== "win32",
    });
    closeSync(output);
    this.#suite = suite;
    return new Promise((resolve, reject) => {
      suite.once("error", reject);
      suite.once("exit", (code) => {
        this.#suite = null;
        resolve(code);
      });
    });
  }

  /**
   * The next run would overwrite what this one has left: traces, pictures, reports.
   * @param {string} target
   * @param {number} sinceWallMs
   */
  #keepLeftovers(target, sinceWallMs) {
    const { leftovers, folder } = this.#order;
    if (!existsSync(leftovers)) return;
    for (const name of readdirSync(leftovers)) {
      const path = join(leftovers, name);
      if (folder.startsWith(path) || !changedSince(path, sinceWallMs)) continue;
      cpSync(path, join(target, name), { recursive: true });
    }
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * A file that was written since then, or a folder with one.
 * @param {string} path
 * @param {number} wallMs
 * @returns {boolean}
 */
function changedSince(path, wallMs) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs >= wallMs;
  return readdirSync(path).some((name) => changedSince(join(path, name), wallMs));
}
