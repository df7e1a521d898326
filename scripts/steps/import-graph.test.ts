import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importGraph } from "./import-graph.ts";
import { distancesFrom } from "./nearest-tests.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cablecut-import-graph-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("a file is reached by what it imports, over however many others and in whatever way", async () => {
  write("a/rate.ts", "export const rate = 1;");
  write("a/price.ts", 'export * from "./rate.ts";');
  write("a/shop.tsx", 'import "./shop.css"; export const open = () => import("./price.ts");');
  write("a/shop.css", "a { color: red }");
  write(
    "a/shop.test.ts",
    'import { open } from "./shop.tsx"; import { expect } from "vitest"; expect(open);',
  );
  write("a/other.test.ts", 'import { join } from "node:path"; import "react"; join();');
  write(
    "a/typed.test.ts",
    'import type { rate } from "./rate.ts"; export type Rate = typeof rate;',
  );
  const tests = ["a/shop.test.ts", "a/other.test.ts", "a/typed.test.ts"];
  const graph = await importGraph(root, tests);
  const testsReachedBy = (...changed: string[]): string[] => {
    const reached = distancesFrom(graph, changed);
    return tests.filter((path) => reached.has(path));
  };
  expect(testsReachedBy("a/rate.ts")).toEqual(["a/shop.test.ts"]);
  expect(testsReachedBy("a/shop.css")).toEqual(["a/shop.test.ts"]);
  expect(testsReachedBy("a/other.test.ts")).toEqual(["a/other.test.ts"]);
  expect(testsReachedBy("docs/none.md")).toEqual([]);
});

test("files that import each other are reached once", async () => {
  write("one.ts", 'import "./two.ts";');
  write("two.ts", 'import "./one.ts";');
  const graph = await importGraph(root, ["one.ts"]);
  expect([...distancesFrom(graph, ["two.ts"]).keys()].sort()).toEqual(["one.ts", "two.ts"]);
});

test("a test whose import leads nowhere is named, not left out", async () => {
  write("lost.test.ts", 'import "./gone.ts";');
  await expect(importGraph(root, ["lost.test.ts"])).rejects.toThrow("gone.ts");
});
