import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkBundleBudget, checkPageBudget } from "./bundle-budget.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-budget-"));
  mkdirSync(join(folder, ".vite"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A built page of an entry, a chunk it imports, one it loads later, and a style sheet. */
function buildPage(sizes: { entry: number; chunk: number; later: number }): void {
  const manifest = {
    "index.html": { file: "entry.js", isEntry: true, imports: ["_chunk.js"], css: ["app.css"] },
    "_chunk.js": { file: "chunk.js", imports: ["index.html"] },
    "later.tsx": { file: "later.js", isDynamicEntry: true, imports: ["_chunk.js"] },
  };
  writeFileSync(join(folder, ".vite", "manifest.json"), JSON.stringify(manifest));
  // Random bytes do not compress: the sizes on the wire are those asked for.
  for (const [name, size] of Object.entries(sizes)) {
    writeFileSync(join(folder, `${name}.js`), randomBytes(size));
  }
}

test("counts what is loaded at first, not what is loaded later", () => {
  buildPage({ entry: 40_000, chunk: 40_000, later: 500_000 });
  const result = checkBundleBudget(folder, 100_000);
  expect(result.findings).toEqual([]);
  expect(result.seen).toBe(2);
  expect(result.unit).toMatch(/^initial scripts, 80\.\d of 100 KB gzip$/);
});

test("a page above its budget is refused, with the figure", () => {
  buildPage({ entry: 60_000, chunk: 60_000, later: 0 });
  const { findings } = checkBundleBudget(folder, 100_000);
  expect(findings[0]?.message).toMatch(/^loads 120\.\d of 100 KB of JavaScript at first/);
});

test("a script that asks for a file that is not there is refused before anybody taps", () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<script src="/assets/view.js"></script>');
  writeFileSync(join(folder, "assets", "view.js"), 'load(["assets/main.css"])');
  const messages = (): readonly string[] =>
    checkPageBudget(folder).findings.map(({ message }) => message);
  expect(messages()).toEqual(["names assets/main.css, which is not there"]);
  writeFileSync(join(folder, "assets", "main.css"), "");
  expect(messages()).toEqual([]);
});

test("a build without entries has proved nothing", () => {
  writeFileSync(join(folder, ".vite", "manifest.json"), "{}");
  expect(checkBundleBudget(folder).seen).toBe(0);
});
