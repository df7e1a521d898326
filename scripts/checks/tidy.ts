import {
  isNode,
  parse,
  type CheckResult,
  type Finding,
  type SourceFile,
  type SyntaxNode,
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
