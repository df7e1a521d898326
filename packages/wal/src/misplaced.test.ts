import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { logPresence } from "./loss-marks.ts";
import { nodeFiles } from "./node-files.ts";
import { openWal } from "./open-wal.ts";
import { readWal } from "./read-wal.ts";
import { freshProcess, identity } from "./testing/open-for-test.ts";

const limits = { segmentBytes: 32 * 1024, groupBytesMax: 4 * 1024 };

let root = "";
let directory = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-misplaced-"));
  directory = join(root, "hz-a");
});

afterEach(() => rmSync(root, { recursive: true }));

const open = (): ReturnType<typeof openWal> =>
  openWal({
    directory,
    identity,
    ifEmpty: "create",
    onFailure: () => undefined,
    limits,
    processes: freshProcess(),
  });

async function aLog(): Promise<void> {
  const opened = await open();
  if (!opened.ok) throw new Error(opened.refusal.kind);
  await new Promise<void>((closed) => opened.value.wal.close(closed));
}

test.each(["identity", "segment-0000000001.wal", "segment-next.tmp", "lock-0000000099"])(
  "a folder in the place of %s is refused by the name of that file, and stays",
  async (name) => {
    await aLog();
    const path = join(directory, name);
    rmSync(path, { force: true });
    mkdirSync(path);
    expect(await open()).toMatchObject({ ok: false, refusal: { kind: "misplaced", file: path } });
    expect(await nodeFiles.list(directory)).toContain(name);
    expect(await nodeFiles.list(path)).toEqual([]);
  },
);

test.each([
  ["pipe", "identity"],
  ["pipe", "segment-0000000001.wal"],
  ["pipe", "lock-0000000099"],
  ["device without an end", "identity"],
  ["device without an end", "segment-0000000001.wal"],
  ["device without an end", "lock-0000000099"],
])("a %s in the place of %s is refused by its name and not read", async (what, name) => {
  await aLog();
  const path = join(directory, name);
  rmSync(path, { force: true });
  if (what === "pipe") spawnSync("mkfifo", [path]);
  else symlinkSync("/dev/zero", path);
  const refusal = { kind: "misplaced", file: path, code: "ENXIO" };
  expect(await open()).toMatchObject({ ok: false, refusal });
  expect(await nodeFiles.list(directory)).toContain(name);
});

test("a file in the place of the directory is refused by name, by readers too, and counts as a log that is there", async () => {
  writeFileSync(directory, "no directory");
  expect(await logPresence(directory)).toBe("there");
  const refusal = { kind: "misplaced", file: directory };
  expect(await open()).toMatchObject({ ok: false, refusal });
  expect(await readWal({ directory, identity, processes: freshProcess() })).toMatchObject({
    ok: false,
    refusal,
  });
});

test("a link that leads in a circle is refused by name", async () => {
  symlinkSync(directory, directory);
  expect(await logPresence(directory)).toBe("there");
  expect(await open()).toMatchObject({
    ok: false,
    refusal: { kind: "misplaced", file: directory },
  });
});
