import {
  importsOf,
  isNode,
  isTest,
  parse,
  type CheckResult,
  type Finding,
  type SourceFile,
  type SyntaxNode,
} from "./source-files.ts";

const linesMax = 400;
const componentLinesMax = 200;
const styleLinesMax = 200;

/** Files that may be longer, each with its reason. Keep it empty: split by concept instead. */
const longerFiles: Readonly<Record<string, string>> = {};

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const vagueNames = /(^|-)(utils?|helpers?|managers?|common|misc)(-|\.|$)/;
const codeExtension = /\.(ts|tsx|mjs|js)$/;

/** Size, names, barrels and spelled-out import paths of every source file. */
export function checkTidy(files: readonly SourceFile[]): CheckResult {
  const findings = files.flatMap((file) => [
    ...sizeFindings(file),
    ...nameFindings(file),
    ...syntaxFindings(file),
  ]);
  return { seen: files.length, unit: "files", findings };
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

function sizeFindings({ path, text }: SourceFile): Finding[] {
  const lines = text.split("\n").length - 1;
  const component = path.endsWith(".tsx") && !isTest(path);
  const max = component ? componentLinesMax : linesMax;
  if (lines <= max || path in longerFiles) return [];
  return [{ path, message: `has ${lines} lines, more than ${max}; split it by concept` }];
}

function nameFindings({ path }: SourceFile): Finding[] {
  const findings: Finding[] = [];
  for (const part of path.split("/")) {
    if (!kebabCase.test(part)) {
      findings.push({ path, message: `${part} is not in kebab-case; rename it` });
    }
    if (vagueNames.test(part)) {
      findings.push({ path, message: `${part} says nothing; name it after the concept it holds` });
    }
  }
  return findings;
}

function syntaxFindings(file: SourceFile): Finding[] {
  const program = parse(file);
  if (!isNode(program)) return [program];
  const findings: Finding[] = [];
  if (isBarrel(file.path, program)) {
    const message = "only passes on what others export; import from the file that has it instead";
    findings.push({ path: file.path, message });
  }
  for (const { specifier, line } of importsOf(file, program)) {
    if (specifier.startsWith(".") && !hasExtension(specifier)) {
      const message = `imports "${specifier}" without its extension; write .ts or .tsx`;
      findings.push({ path: file.path, line, message });
    }
  }
  return findings;
}

function hasExtension(specifier: string): boolean {
  if (codeExtension.test(specifier)) return true;
  return /\.(css|json|svg|png|woff2)(\?[a-z]+)?$/.test(specifier);
}

/** A package has one index.ts, at src/index.ts; nothing else may consist of re-exports alone. */
function isBarrel(path: string, program: SyntaxNode): boolean {
  if (/^packages\/[^/]+\/src\/index\.ts$/.test(path)) return false;
  const body = Array.isArray(program.body) ? program.body.filter(isNode) : [];
  return body.length > 0 && body.every((node) => isNode(node.source) && isReExport(node));
}

function isReExport(node: SyntaxNode): boolean {
  return node.type === "ExportAllDeclaration" || node.type === "ExportNamedDeclaration";
}
