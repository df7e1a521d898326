import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkPureTypes, checkPurity } from "./purity.ts";

function complaintAbout(text: string, path = "packages/ledger/src/apply.ts"): string | undefined {
  return checkPurity([{ path, text }]).findings[0]?.message;
}

test.each([
  ["export const now = Date.now();", "uses Date"],
  ["export const now = () => new Date();", "uses Date"],
  ["export const r = Math.random();", "uses Math.random"],
  ['export const r = Math["random"]();', "uses Math.random"],
  ["setTimeout(() => {}, 10);", "uses setTimeout"],
  ["export const t = performance.now();", "uses performance"],
  ["export const e = process.env;", "uses process"],
  ["const d = { Date };", "uses Date"],
  ["export const c = globalThis;", "uses globalThis"],
  ["names.sort((a, b) => a.localeCompare(b));", "uses localeCompare"],
  ['import { readFileSync } from "node:fs";', "imports node:fs"],
  ['import pino from "pino";', "imports pino"],
])("in a pure package %s is refused", (text, message) => {
  expect(complaintAbout(text)).toContain(message);
});

test.each([
  ["type Moment = { Date: number };"],
  ["export const process1 = (state: { process: number }) => state.process;"],
  ["/** Not Date.now(). */ export const x = 1;"],
  ["export const m = Math.floor(2.5);"],
  ['import { z } from "./numbers.ts";'],
])("%s is no use of the machine", (text) => {
  expect(complaintAbout(text)).toBeUndefined();
});

test("tests and packages that are not pure are left alone, and not counted", () => {
  const text = "export const now = Date.now();";
  expect(complaintAbout(text, "packages/ledger/src/apply.test.ts")).toBeUndefined();
  expect(complaintAbout(text, "packages/wal/src/wal.ts")).toBeUndefined();
  expect(checkPurity([{ path: "packages/wal/src/wal.ts", text }]).seen).toBe(0);
});

test("the core of a package with a driver is pure too, its driver is not", () => {
  const text = "setTimeout(() => {}, 10);";
  expect(complaintAbout(text, "packages/link/src/link-session.ts")).toContain("uses setTimeout");
  const folder = "packages/replicated-log/src/drivers/raft";
  expect(complaintAbout(text, `${folder}/raft-log.ts`)).toContain("uses setTimeout");
  expect(complaintAbout(text, `${folder}/node-timers.ts`)).not.toContain("uses setTimeout");
});

test("a core that was renamed is missed", () => {
  const files = [{ path: "packages/link/src/session.ts", text: "" }];
  expect(checkPurity(files).findings.map(({ path }) => path)).toContain(
    "packages/link/src/link-session.ts",
  );
});

test("zod is for protocol alone", () => {
  const text = 'import { z } from "zod";';
  expect(complaintAbout(text, "packages/protocol/src/topology.ts")).toBeUndefined();
  expect(complaintAbout(text)).toContain("imports zod");
});

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-purity-"));
  write("tsconfig.base.json", { compilerOptions: { lib: ["ES2023"], types: [] } });
  write("tsconfig.library.json", { compilerOptions: { composite: true } });
  for (const name of ["protocol", "ledger", "raft", "failover", "room"]) {
    write(`packages/${name}/tsconfig.pure.json`, pureSettings);
  }
});

afterEach(() => rmSync(root, { recursive: true }));

const pureSettings = {
  extends: ["../../tsconfig.base.json", "../../tsconfig.library.json"],
  include: ["src"],
  exclude: ["src/**/*.test.ts"],
  references: [{ path: "../protocol/tsconfig.pure.json" }],
};

function write(path: string, settings: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(settings));
}

test("pure packages compile without the types of Node and the DOM", () => {
  expect(checkPureTypes(root).findings).toEqual([]);
});

test.each([
  ["Node's types", { ...pureSettings, compilerOptions: { types: ["node"] } }, "types"],
  ["the DOM", { ...pureSettings, compilerOptions: { lib: ["ES2023", "DOM"] } }, "lib"],
  ["another base", { ...pureSettings, extends: "../../tsconfig.web.json" }, "extend"],
  ["another's Node types", { ...pureSettings, references: [{ path: "../wal" }] }, "../wal"],
  ["sources left out", { ...pureSettings, exclude: ["src/clock.ts"] }, "src/clock.ts"],
])("%s in the settings of a pure package is refused", (_, settings, message) => {
  write("packages/raft/tsconfig.pure.json", settings);
  const { findings } = checkPureTypes(root);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain(message);
});

test.each(["tsconfig.base.json", "tsconfig.library.json"])(
  "more than plain ES2023 in %s is refused",
  (path) => {
    write(path, { compilerOptions: { lib: ["ES2023", "DOM"], types: [] } });
    expect(checkPureTypes(root).findings.map((finding) => finding.path)).toEqual([path]);
  },
);
