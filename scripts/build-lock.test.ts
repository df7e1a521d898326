import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  const start = (): Promise<void> => prepared(() => !isBuilt, undefined, build, folder);
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
    undefined,
    async () => void (builds += 1),
    folder,
  );
  expect(builds).toBe(1);
  writeFileSync(join(folder, ".used-by-7"), holder());
  expect(usersOf(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a start replaces no file of a show that runs, and says which process that is", async () => {
  markInUse(folder);
  expect(usersOf(folder)).toEqual([process.pid]);
  const refused = prepared(
    () => true,
    { sparesShows: true },
    () => Promise.reject(new Error("it builds")),
    folder,
  );
  await expect(refused).rejects.toThrow(PreparationFailed);
  await expect(refused).rejects.toThrow(`process ${process.pid}`);
  // Nothing is to be replaced.
  await prepared(
    () => false,
    { sparesShows: true },
    () => Promise.reject(new Error("it builds")),
    folder,
  );
});

test("what a start may not write is told, not thrown", async () => {
  const file = join(folder, "dist");
  writeFileSync(file, "no folder");
  const failed = prepared(
    () => true,
    undefined,
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
