import {
  isNode,
  lineOf,
  parse,
  type CheckResult,
  type Finding,
  type SourceFile,
  type SyntaxNode,
  walk,
} from "./source-files.ts";

const styleLinesMax = 200;

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const vagueNames = /(^|-)(utils?|helpers?|managers?|common|misc)(-|\.|$)/;

/**
 * Names that say something, folders in kebab-case, and no barrels. Size, file names' case and spelled-out
 * import paths are the linter's; it sees no folder's name, and of barrels only those of `export *`.
 */
export function checkTidy(files: readonly SourceFile[]): CheckResult {
  const findings = files.flatMap((file) => [...nameFindings(file), ...barrelFindings(file)]);
  return { seen: files.length, unit: "files", findings };
}

/** Tests share a process, and what it has loaded, with those before and after them. */
export function checkMockedTests(files: readonly SourceFile[]): CheckResult {
  const tests = files.filter(({ path }) => /\.test\.tsx?$/.test(path));
  const findings = tests.flatMap(({ path, text }) => {
    if (path.includes(".mocked.test.") || !/\bvi\.(mock|doMock|resetModules)\(/.test(text))
      return [];
    return [{ path, message: "puts something in a module's place; name it *.mocked.test.ts" }];
  });
  return { seen: tests.length, unit: "tests", findings };
}

/** Vitest gives up after a second unless it is told otherwise, and no setting of it says so once for all. */
export function checkWaits(files: readonly SourceFile[]): CheckResult {
  let seen = 0;
  const findings: Finding[] = [];
  for (const file of files.filter(({ text }) => /\bvi\.wait(For|Until)\(/.test(text))) {
    const program = parse(file);
    if (!isNode(program)) {
      findings.push(program);
      continue;
    }
    walk(program, (node) => {
      const waits = waitOf(node);
      if (waits === null) return undefined;
      seen += 1;
      if (waits.saysHowLong) return undefined;
      const message = "waits for one second only; say { timeout: 60_000 }, for a busy machine";
      findings.push({ path: file.path, line: lineOf(file, node), message });
      return undefined;
    });
  }
  return { seen, unit: "waits", findings };
}

function waitOf(node: SyntaxNode): { readonly saysHowLong: boolean } | null {
  const { type, callee, arguments: given } = node;
  if (type !== "CallExpression" || !isNode(callee) || !Array.isArray(given)) return null;
  const { object, property } = callee;
  if (!isNode(object) || !isNode(property) || object.name !== "vi") return null;
  return /^wait(For|Until)$/.test(String(property.name)) ? { saysHowLong: given.length > 1 } : null;
}

/** A style sheet belongs to one feature and is no longer than what it dresses. */
export function checkStyleSizes(files: readonly SourceFile[]): CheckResult {
  const findings = files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    const message = `has ${lines} lines, more than ${styleLinesMax}; split it by feature`;
    return lines > styleLinesMax ? [{ path, message }] : [];
  });
  return { seen: files.length, unit: "style sheets", findings };
}

function nameFindings({ path }: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const parts = path.split("/");
  for (const [depth, part] of parts.entries()) {
    const folder = depth < parts.length - 1;
    if (folder && !kebabCase.test(part)) {
      findings.push({ path, message: `${part} is not in kebab-case; rename it` });
    }
    if (vagueNames.test(part)) {
      findings.push({ path, message: `${part} says nothing; name it after the concept it holds` });
    }
  }
  return findings;
}

function barrelFindings(file: SourceFile): Finding[] {
  const program = parse(file);
  if (!isNode(program)) return [program];
  if (!isBarrel(file.path, program)) return [];
  const message = "only passes on what others export; import from the file that has it instead";
  return [{ path: file.path, message }];
}

/** Further entries of a package, so that whoever does not use them does not load what they need. */
const entries: ReadonlySet<string> = new Set([
  "packages/replicated-log/src/etcd.ts",
  "packages/replicated-log/src/etcd-member.ts",
  "packages/replicated-log/src/etcd-place.ts",
]);

/** A package has one index.ts, at src/index.ts; but for its further entries nothing else may consist of re-exports alone. */
function isBarrel(path: string, program: SyntaxNode): boolean {
  if (entries.has(path) || /^packages\/[^/]+\/src\/index\.ts$/.test(path)) return false;
  const body = Array.isArray(program.body) ? program.body.filter(isNode) : [];
  return body.length > 0 && body.every((node) => isNode(node.source) && isReExport(node));
}

function isReExport(node: SyntaxNode): boolean {
  return node.type === "ExportAllDeclaration" || node.type === "ExportNamedDeclaration";
}
