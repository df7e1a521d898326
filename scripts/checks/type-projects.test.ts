import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkEveryFileCompiled, checkProjectsReached, checkReferences } from "./type-projects.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-projects-"));
  write("tsconfig.json", { references: [{ path: "./apps/room" }] });
  write("apps/room/tsconfig.json", {
    references: [{ path: "../../packages/raft/tsconfig.pure.json" }],
  });
  write("packages/raft/tsconfig.pure.json", {});
  write("apps/room/package.json", { name: "room-app", dependencies: { "@x/raft": "workspace:*" } });
  write("packages/raft/package.json", { name: "@x/raft" });
  write("packages/raft/src/log.ts", {});
  write("packages/raft/.tsbuild/tsconfig.pure.tsbuildinfo", { fileNames: ["../src/log.ts"] });
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: object): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

function paths(check: typeof checkReferences): string[] {
  return check(root).findings.map(({ path }) => path);
}

test("projects that refer to each other from the root on are all compiled", () => {
  expect(checkProjectsReached(root)).toMatchObject({ seen: 2, findings: [] });
  expect(checkReferences(root)).toMatchObject({ seen: 1, findings: [] });
  expect(checkEveryFileCompiled(root)).toMatchObject({ seen: 1, findings: [] });
});

test("a project that nobody refers to is found", () => {
  write("packages/raft/tsconfig.json", {});
  expect(paths(checkProjectsReached)).toEqual(["packages/raft/tsconfig.json"]);
});

test("a dependency without a reference is found", () => {
  write("apps/room/tsconfig.json", {});
  expect(paths(checkReferences)).toEqual(["apps/room/package.json"]);
});

test("a file that no project has compiled is found, a script as well", () => {
  write("packages/raft/bench/append.ts", {});
  write("scripts/start.mjs", {});
  expect(paths(checkEveryFileCompiled)).toEqual([
    "packages/raft/bench/append.ts",
    "scripts/start.mjs",
  ]);
});

test("what was compiled before its project was left out does not count", () => {
  write("tsconfig.json", {});
  expect(checkEveryFileCompiled(root).seen).toBe(0);
  expect(paths(checkEveryFileCompiled)).toEqual(["packages/raft/src/log.ts"]);
});
