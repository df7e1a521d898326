import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EtcdFound } from "@cablecut/replicated-log/etcd-place";
import { afterEach, beforeEach, expect, test } from "vitest";
import { foreignMember, memberDirectory } from "./member-data.ts";
import { openShowAndLogs, type OpenedShow } from "./opened-show.ts";
import { refusalText } from "./start-refusal.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-member-data-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const there: EtcdFound = { kind: "there", version: "3.4.23" };

async function open(etcd: EtcdFound, engine?: "etcd", pin?: string): Promise<OpenedShow> {
  const choices = { acceptLoss: false, findEtcd: () => etcd };
  const wishes = { ...(engine && { engine }), ...(pin !== undefined && { pin }) };
  const opened = await openShowAndLogs(directory, wishes, choices);
  if (opened.ok) opened.keep();
  return opened;
}

async function refusalOf(opening: Promise<OpenedShow>): Promise<{ en: string; zh: string }> {
  const opened = await opening;
  if (opened.ok) throw new Error("it was opened");
  return refusalText(opened.refusal);
}

function mark(room: string, owner: object | string): void {
  const path = memberDirectory(directory, room);
  mkdirSync(path, { recursive: true });
  const text = typeof owner === "string" ? owner : JSON.stringify(owner);
  writeFileSync(join(path, "cablecut-member.json"), text);
}

test("no etcd, and one of another version, are refused in one sentence before anything is made", async () => {
  const missing = await refusalOf(open({ kind: "missing" }, "etcd"));
  expect(missing.en).toContain("apt-get install etcd-server");
  expect(missing.zh).toContain("未安装 etcd");
  const other = await refusalOf(open({ kind: "other-version", version: "3.6.1" }, "etcd"));
  expect(other.en).toContain("version 3.6.1; a show needs 3.4 or 3.5");
  expect(other.zh).toContain("3.6.1版");
  // Nothing of it was begun: the directory may still become one without etcd.
  expect(await open({ kind: "missing" })).toMatchObject({ ok: true, continued: false });
});

test("a show on etcd is not continued where there is none", async () => {
  expect(await open(there, "etcd")).toMatchObject({ ok: true });
  const { en } = await refusalOf(open({ kind: "missing" }));
  expect(en).toContain("etcd is not installed");
});

test("a member's directory of another show, or of another room, is refused by name", async () => {
  const opened = await open(there, "etcd");
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const { show } = opened;
  mark("hz-a", { show: show.showId, room: "hz-a" });
  expect(foreignMember(show, directory)).toBeNull();
  mark("sh-b", { show: "show-of-yesterday", room: "sh-b" });
  const yesterday = await refusalOf(open(there));
  expect(yesterday.en).toContain("the etcd member of sh-b in the show show-of-yesterday");
  expect(yesterday.zh).toContain("属于演示 show-of-yesterday");
  rmSync(memberDirectory(directory, "sh-b"), { recursive: true });
  renameSync(memberDirectory(directory, "hz-a"), memberDirectory(directory, "sz-a"));
  const swapped = await refusalOf(open(there));
  expect(swapped.en).toContain("the etcd member of hz-a");
  expect(swapped.en).toContain("not to that of sz-a");
});

const markPath = (): string => join(memberDirectory(directory, "hz-b"), "cablecut-member.json");

test.each([
  ["cut off", () => mark("hz-b", "{")],
  ["empty", () => mark("hz-b", "")],
  ["a pipe that nobody writes into", () => spawnSync("mkfifo", [markPath()])],
  ["a device without an end", () => symlinkSync("/dev/zero", markPath())],
  ["a folder", () => mkdirSync(markPath())],
  ["too long", () => mark("hz-b", { show: "a", room: "b", more: "x".repeat(2_000) })],
  ["of no name", () => mark("hz-b", { show: "a\nAll is well.", room: "hz-b" })],
])("marks of which one is %s are nobody's, which is said, and not waited for", async (_, make) => {
  const opened = await open(there, "etcd");
  if (!opened.ok) throw new Error(opened.refusal.kind);
  mkdirSync(memberDirectory(directory, "hz-b"), { recursive: true });
  // A directory without one may be used.
  expect(foreignMember(opened.show, directory)).toBeNull();
  make();
  // One is its member's own trouble, as a damaged log is its room's.
  mark("sh-a", "{");
  expect(await open(there)).toMatchObject({ ok: true });
  mark("sh-b", "{");
  expect(foreignMember(opened.show, directory)).toMatchObject({ room: "hz-b" });
  const { en, zh } = await refusalOf(open(there));
  expect(en).toMatch(/^Whose .*hz-b is cannot be read in its cablecut-member\.json; [^\n]*$/);
  expect(zh).toMatch(/^无法从 .*hz-b 的 cablecut-member\.json 读出其归属；[^\n]*$/);
});

test("a member whose data are gone is no part of the quorum that carries those with marks that cannot be read", async () => {
  const opened = await open(there, "etcd");
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const show = { ...opened.show, roomsRan: ["hz-a"] };
  for (const room of ["sh-a", "sh-b"]) mark(room, "{");
  expect(foreignMember(show, directory)).toMatchObject({ room: "sh-a", owner: "unreadable" });
  mkdirSync(join(memberDirectory(directory, "hz-a"), "member", "wal"), { recursive: true });
  expect(foreignMember(show, directory)).toBeNull();
});

test("a show whose file is gone and whose members are not is missing its file, and no new one is begun", async () => {
  expect(await open(there, "etcd")).toMatchObject({ ok: true });
  mkdirSync(join(memberDirectory(directory, "hz-a"), "member", "wal"), { recursive: true });
  rmSync(join(directory, "show.json"));
  const { en } = await refusalOf(open(there, "etcd"));
  expect(en).toContain("show.json is missing although there is data of a show");
  expect(existsSync(join(directory, "show.json"))).toBe(false);
});

test("a show that is refused for what its members have keeps its PIN", async () => {
  const opened = await open(there, "etcd", "111111");
  if (!opened.ok) throw new Error(opened.refusal.kind);
  const file = (): string => readFileSync(join(directory, "show.json"), "utf8");
  const before = file();
  mark("hz-a", { show: "show-of-yesterday", room: "hz-a" });
  const { en } = await refusalOf(open(there, undefined, "222222"));
  expect(en).toContain("Nothing was changed.");
  expect(file()).toBe(before);
});
