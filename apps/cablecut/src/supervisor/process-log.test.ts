import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  boundProcessLog,
  lastWordsIn,
  openProcessLog,
  tryToBoundProcessLog,
} from "./process-log.ts";

let directory = "";
let log = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-log-"));
  log = join(directory, "room.log");
});

afterEach(() => rmSync(directory, { recursive: true }));

test("a log that became too long is kept once, and the writer goes on in the emptied file", () => {
  const file = openProcessLog(log)!;
  writeSync(file, "old line\n");
  boundProcessLog(log, 5);
  writeSync(file, "new line\n");
  closeSync(file);
  expect(readFileSync(`${log}.1`, "utf8")).toBe("old line\n");
  expect(readFileSync(log, "utf8")).toBe("new line\n");
});

test("a log within its bound is left alone", () => {
  writeFileSync(log, "line\n");
  boundProcessLog(log, 5);
  expect(readFileSync(log, "utf8")).toBe("line\n");
});

test("only the owner can read a log", () => {
  closeSync(openProcessLog(log)!);
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test("the last words of an earlier life are not those of this one", () => {
  writeFileSync(log, "from before\n");
  expect(lastWordsIn(log, statSync(log).size)).toBeNull();
  expect(lastWordsIn(log)).toBe("from before");
});

test("last words are short even if the line is not, and broken JSON is told as it is", () => {
  writeFileSync(log, `${"x".repeat(5_000)}\n\n`);
  expect(lastWordsIn(log)).toHaveLength(200);
  appendFileSync(log, '{"msg":\n');
  expect(lastWordsIn(log)).toBe('{"msg":');
});

test("the usual business of a process is none of its last words, an error is", () => {
  writeFileSync(log, '{"level":60,"msg":"cannot write"}\n');
  expect(lastWordsIn(log)).toBe("cannot write");
  appendFileSync(log, '{"level":30,"msg":"leader changed"}\n');
  expect(lastWordsIn(log)).toBeNull();
  appendFileSync(log, "RangeError [ERR]: out of it\n    at x (y:1:2)\n\nNode.js v20.20.2\n");
  expect(lastWordsIn(log)).toBe("RangeError [ERR]: out of it");
});

test("where the disk does not let a log be opened there is none, and no last words", () => {
  const path = join(directory, "nowhere", "room.log");
  expect(openProcessLog(path)).toBeNull();
  expect(lastWordsIn(path)).toBeNull();
});

test("a folder where a log is expected, or its copy, ends nothing: there is no log, and there are no last words", () => {
  mkdirSync(log);
  expect(openProcessLog(log)).toBeNull();
  expect(lastWordsIn(log)).toBeNull();
  rmSync(log, { recursive: true });
  mkdirSync(`${log}.1`);
  writeFileSync(log, "");
  truncateSync(log, 17 * 1024 * 1024);
  expect(() => tryToBoundProcessLog(log)).not.toThrow();
});
