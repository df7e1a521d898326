import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

/** One file of the repository, with its path relative to the root, always with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

/** One `import`, `export … from`, `import()` or `import("…")` type in a source file. */
export type ImportSite = { readonly specifier: string; readonly line: number };

/** What a check found wrong, where, and how to put it right. */
export type Finding = { readonly path: string; readonly line?: number; readonly message: string };

/** What every check answers. `seen` says what was looked at; nothing seen is a failure too. */
export type CheckResult = {
  readonly seen: number;
  readonly unit: string;
  readonly findings: readonly Finding[];
};

/** A node of the syntax tree: we only rely on `type` and walk everything else. */
export type SyntaxNode = { readonly type: string; readonly [key: string]: unknown };

const skippedFolders = new Set([
  "node_modules",
  "dist",
  ".tsbuild",
  ".git",
  ".data",
  "fixtures",
  "coverage",
]);
const sourceExtension = /\.(ts|tsx|mts|mjs|js|jsx)$/;

/** The folders that hold our own code. */
const codeFolders = ["packages", "apps", "e2e", "scripts"];

/** Every TypeScript and JavaScript file below packages, apps, e2e and scripts, sorted by path. */
export function readSourceFiles(root: string): SourceFile[] {
  return filesBelow(root, codeFolders)
    .filter((path) => sourceExtension.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Every style sheet below packages and apps, sorted by path. */
export function readStyleFiles(root: string): SourceFile[] {
  return filesBelow(root, ["packages", "apps"])
    .filter((path) => path.endsWith(".css"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Paths of all files below the given folders, sorted; generated and foreign folders left out. */
export function filesBelow(root: string, folders: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) visit(path);
      } else if (entry.isFile()) {
        found.push(path);
      }
    }
  };
  for (const folder of folders) {
    if (statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) visit(folder);
  }
  return found.sort();
}

/** The syntax tree of a file; a file that does not parse is a finding, not an empty tree. */
export function parse(file: SourceFile): SyntaxNode | Finding {
  const result = parseSync(file.path, file.text);
  const [error] = result.errors;
  if (error !== undefined) return { path: file.path, message: `does not parse: ${error.message}` };
  return result.program as unknown as SyntaxNode;
}

/** Calls `visit` for every node of the tree with its parent; `visit` may return false to not descend. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => boolean | undefined,
  parent?: SyntaxNode,
): void {
  if (visit(node, parent) === false) return;
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit, node);
    } else if (isNode(value)) {
      walk(value, visit, node);
    }
  }
}

/** All imports of a parsed file, including re-exports, dynamic imports and import types. */
export function importsOf(file: SourceFile, program: SyntaxNode): ImportSite[] {
  const sites: ImportSite[] = [];
  walk(program, (node) => {
    if (!importingTypes.has(node.type)) return undefined;
    const source = node.source;
    if (isNode(source) && typeof source.value === "string") {
      sites.push({ specifier: source.value, line: lineOf(file, source) });
    }
    return undefined;
  });
  return sites;
}

const importingTypes = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

/** The 1-based line on which a node starts. */
export function lineOf(file: SourceFile, node: SyntaxNode): number {
  const start = typeof node.start === "number" ? node.start : 0;
  let line = 1;
  for (let i = 0; i < start; i++) if (file.text.charCodeAt(i) === 10) line++;
  return line;
}

/** Tests, and the folders `src/testing` and `test-harness`, which hold what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/(src\/testing|test-harness)\//.test(path) || path.startsWith("e2e/");
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value;
}
