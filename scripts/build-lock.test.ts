import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, uptime } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { markInUse, usersOf } from "./build-lock.mjs";
import { prepared, PreparationFailed } from "./prepare.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-build-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Of a process that has ended, and of one that lives but began at another time than the file says. */
const gone = (): string => `${spawnSync(process.execPath, ["--version"]).pid}\n\n`;
const recycled = (): string => `${process.ppid}\nanother boot/1\n`;

test("of two starts at once one builds; the other waits, and finds it done", async () => {
  let [builds, isBuilt] = [0, false];
  const build = async (): Promise<void> => {
    builds += 1;
    await pause(300);
    isBuilt = true;
  };
  const start = (): Promise<void> => prepared(() => !isBuilt, build, folder);
  await Promise.all([start(), start()]);
  expect({ builds, isBuilt }).toEqual({ builds: 1, isBuilt: true });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["has ended", gone] as const,
  ...(process.platform === "linux" ? [["has another's number", recycled] as const] : []),
])("nobody waits for a process that %s", async (_, holder) => {
  writeFileSync(join(folder, ".preparing"), holder());
  let builds = 0;
  await prepared(
    () => true,
    async () => void (builds += 1),
    folder,
  );
  expect(builds).toBe(1);
  writeFileSync(join(folder, ".used-by-7"), holder());
  expect(usersOf(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

const builds = (): Promise<void> => Promise.reject(new Error("it builds"));

test("nothing replaces a file of a show that runs; it says which process that is, and the way out where there is none", async () => {
  markInUse(folder);
  const file = join(folder, `.used-by-${process.pid}`);
  expect(usersOf(folder)).toEqual([{ pid: process.pid, file }]);
  const refused = prepared(() => true, builds, folder);
  await expect(refused).rejects.toThrow(PreparationFailed);
  await expect(refused).rejects.toThrow(`process ${process.pid}`);
  await expect(refused).rejects.toThrow(`if there is no show, delete ${file}`);
  await expect(refused).rejects.toThrow(`若并无演示在运行，请删除 ${file}`);
  // Nothing is to be replaced.
  await prepared(() => false, builds, folder);
});

test("where the system does not tell when a process began, what was left before the machine was started refuses no start", () => {
  const file = join(folder, ".used-by-7");
  writeFileSync(file, `${process.pid}\n\n`);
  expect(usersOf(folder)).toEqual([{ pid: process.pid, file }]);
  const beforeSeconds = Date.now() / 1_000 - uptime() - 60;
  utimesSync(file, beforeSeconds, beforeSeconds);
  expect(usersOf(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("who was ended while it waited leaves nothing for good", async () => {
  writeFileSync(join(folder, ".preparing-7-1"), gone());
  writeFileSync(join(folder, ".preparing-8-1"), `${process.ppid}\n\n`);
  await prepared(
    () => true,
    async () => undefined,
    folder,
  );
  expect(readdirSync(folder)).toEqual([".preparing-8-1"]);
});

test("what a start may not write is told, not thrown", async () => {
  const file = join(folder, "dist");
  writeFileSync(file, "no folder");
  const failed = prepared(
    () => true,
    async () => undefined,
    file,
  );
  await expect(failed).rejects.toThrow(PreparationFailed);
});

test("a start that is told to end while it builds leaves nobody who builds", async () => {
  const prepare = new URL("prepare.mjs", import.meta.url).href;
  const pidFile = join(folder, "pid");
  const building = `require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1_000);`;
  const program = `const { run } = await import(${JSON.stringify(prepare)});
    await run(process.execPath, ["-e", ${JSON.stringify(building)}], process.env, "failed").catch((error) => console.log(error.message));`;
  const start = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = (): number => (existsSync(pidFile) ? Number(readFileSync(pidFile)) : 0);
  await expect.poll(pid, { timeout: 20_000 }).toBeGreaterThan(0);
  start.kill("SIGTERM");
  const [said] = (await once(start.stdout, "data")) as [Buffer];
  expect(String(said)).toContain("Stopped.");
  expect(() => process.kill(pid(), 0)).toThrow("ESRCH");
});
