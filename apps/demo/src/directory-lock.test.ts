import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory } from "./directory-lock.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-lock-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

test("a second holder is refused and told who holds it", () => {
  const first = lockDirectory(directory);
  expect(first.ok).toBe(true);
  expect(lockDirectory(directory)).toEqual({ ok: false, holderPid: process.pid });
  if (first.ok) first.release();
  expect(lockDirectory(directory).ok).toBe(true);
  expect(readdirSync(directory)).toEqual(["lock.2"]);
});

test("the lock of a process that has died is taken over", async () => {
  const holder = spawn(process.execPath, ["-e", ""]);
  await once(holder, "exit");
  writeFileSync(join(directory, "lock.1"), `${holder.pid} 1\n`);
  expect(lockDirectory(directory).ok).toBe(true);
  expect(readFileSync(join(directory, "lock.2"), "utf8")).toMatch(new RegExp(`^${process.pid} `));
});

test.runIf(process.platform === "linux")(
  "a live process with the number of a dead holder is not the holder",
  () => {
    writeFileSync(join(directory, "lock.1"), `${process.pid} 1\n`);
    expect(lockDirectory(directory).ok).toBe(true);
  },
);

test("a lock that was written by nobody is taken over", () => {
  writeFileSync(join(directory, "lock.1"), "");
  expect(lockDirectory(directory).ok).toBe(true);
});

test("of many that start at once over a stale lock exactly one wins", async () => {
  writeFileSync(join(directory, "lock.1"), "999999999 1\n");
  const script = join(directory, "starter.mts");
  const module = new URL("directory-lock.ts", import.meta.url).href;
  writeFileSync(
    script,
    `import { lockDirectory } from ${JSON.stringify(module)};
     process.once("message", () => {
       process.send(lockDirectory(${JSON.stringify(directory)}).ok);
       process.once("message", () => process.exit(0));
     });
     process.send("here");`,
  );
  const starters = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ["--import", import.meta.resolve("tsx"), script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  await Promise.all(starters.map((starter) => once(starter, "message")));
  const answers = starters.map((starter) => once(starter, "message") as Promise<[boolean]>);
  for (const starter of starters) starter.send("go");
  const won = (await Promise.all(answers)).filter(([ok]) => ok);
  const ends = starters.map((starter) => once(starter, "exit"));
  for (const starter of starters) starter.send("end");
  await Promise.all(ends);
  expect(won).toHaveLength(1);
});

test("an old lock that comes back to life below a newer one does not count", () => {
  writeFileSync(join(directory, "lock.7"), "");
  const outcome = lockDirectory(directory);
  expect(outcome.ok).toBe(true);
  writeFileSync(join(directory, "lock.3"), "999999999 1\n");
  expect(lockDirectory(directory)).toEqual({ ok: false, holderPid: process.pid });
});
