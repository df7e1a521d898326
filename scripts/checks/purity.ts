import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  importsOf,
  isNode,
  isTest,
  lineOf,
  parse,
  walk,
  type CheckResult,
  type Finding,
  type SourceFile,
  type SyntaxNode,
} from "./source-files.ts";

/** Packages without I/O, clock, randomness or timers: these are arguments there. */
const purePackages = ["protocol", "ledger", "raft", "failover", "room"];

/**
 * Cores of packages that also have a driver with I/O: pure as well, file by file or folder by
 * folder. The drivers beside them are named in `driverFiles`.
 */
const pureCores = [
  "packages/link/src/frame.ts",
  "packages/link/src/handshake.ts",
  "packages/link/src/link-session.ts",
  "packages/link/src/path-health.ts",
  "packages/link/src/send-window.ts",
  "packages/replicated-log/src/port.ts",
  "packages/replicated-log/src/drivers/memory/",
  "packages/replicated-log/src/drivers/raft/",
];
const driverFiles = [
  "packages/replicated-log/src/drivers/raft/node-timers.ts",
  "packages/replicated-log/src/drivers/raft/wal-storage.ts",
];

/** npm packages that a pure package may use. */
const pureDependencies: Readonly<Record<string, readonly string[]>> = { protocol: ["zod"] };

const ambient: Readonly<Record<string, string>> = {
  Date: "take the time as an argument (milliseconds)",
  performance: "take the time as an argument (milliseconds)",
  setTimeout: "return when to be called next; the driver owns the timers",
  setInterval: "return when to be called next; the driver owns the timers",
  setImmediate: "return an effect; the driver decides when it happens",
  queueMicrotask: "return an effect; the driver decides when it happens",
  process: "take configuration as an argument",
  console: "return an event; the process that runs this prints it",
  crypto: "take random bytes or hashes as arguments",
  fetch: "return an effect; the driver does the talking",
  Buffer: "use Uint8Array and DataView",
  globalThis: "name what you need as an argument",
  Intl: "formatting depends on the machine; leave it to the apps",
};

const machineDependentMethods: Readonly<Record<string, string>> = {
  localeCompare: "the order depends on the machine's locale; compare with < and >",
  toLocaleString: "the text depends on the machine's locale; leave it to the apps",
};

/** Names that the syntax gives to a key, a property or a type: they are not uses of a global. */
function isUse(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent === undefined) return false;
  const key = parent.key === node || parent.property === node;
  if (key && parent.computed !== true && parent.shorthand !== true) return false;
  return !["TSTypeReference", "TSQualifiedName", "TSTypePredicate", "ImportSpecifier"].includes(
    parent.type,
  );
}

/** Checks the sources of pure packages, tests excepted, for clocks, randomness, timers and I/O. */
export function checkPurity(files: readonly SourceFile[]): CheckResult {
  const findings: Finding[] = [];
  const pure = files.filter(({ path }) => isPure(path) && !isTest(path));
  for (const file of pure) {
    const program = parse(file);
    if (!isNode(program)) {
      findings.push(program);
      continue;
    }
    findings.push(...foreignImports(file, program), ...ambientUses(file, program));
  }
  for (const core of pureCores) {
    const message = "is listed as pure but is not there; correct pureCores in this check";
    const missing = !files.some(({ path }) => path.startsWith(core));
    if (missing && files.some(({ path }) => path.startsWith(packageFolder(core)))) {
      findings.push({ path: core, message });
    }
  }
  return { seen: pure.length, unit: "pure files", findings };
}

/** "packages/link/src/": files of a package that is looked at at all. */
function packageFolder(path: string): string {
  return path.split("/").slice(0, 3).join("/");
}

function isPure(path: string): boolean {
  if (driverFiles.includes(path)) return false;
  return purePackageOf(path) !== undefined || pureCores.some((core) => path.startsWith(core));
}

function purePackageOf(path: string): string | undefined {
  return purePackages.find((name) => path.startsWith(`packages/${name}/src/`));
}

function foreignImports(file: SourceFile, program: SyntaxNode): Finding[] {
  const allowed = pureDependencies[purePackageOf(file.path) ?? ""] ?? [];
  return importsOf(file, program)
    .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("@cablecut/"))
    .filter(({ specifier }) => !allowed.includes(specifier))
    .map(({ specifier, line }) => ({
      path: file.path,
      line,
      message: `imports ${specifier}; this is pure code: let the caller pass it in as an argument`,
    }));
}

function ambientUses(file: SourceFile, program: SyntaxNode): Finding[] {
  const findings: Finding[] = [];
  const report = (node: SyntaxNode, name: string, advice: string): void => {
    const message = `uses ${name}; ${advice}`;
    findings.push({ path: file.path, line: lineOf(file, node), message });
  };
  walk(program, (node, parent) => {
    if (node.type === "MemberExpression") memberUse(node, report);
    if (node.type !== "Identifier" || typeof node.name !== "string") return undefined;
    const advice = Object.hasOwn(ambient, node.name) ? ambient[node.name] : undefined;
    if (advice !== undefined && isUse(node, parent)) report(node, node.name, advice);
    return undefined;
  });
  return findings;
}

function memberUse(
  node: SyntaxNode,
  report: (node: SyntaxNode, name: string, advice: string) => void,
): void {
  const { object, property } = node;
  if (!isNode(property)) return;
  const member = property.type === "Identifier" ? property.name : property.value;
  if (typeof member !== "string") return;
  if (isNode(object) && object.name === "Math" && member === "random") {
    report(node, "Math.random", "take a random number source as an argument");
  }
  const advice = Object.hasOwn(machineDependentMethods, member)
    ? machineDependentMethods[member]
    : undefined;
  if (advice !== undefined) report(node, member, advice);
}

/**
 * A pure package compiles without Node's and the DOM's types, so that TypeScript itself refuses
 * every name that only a machine has. Checks that its tsconfig.pure.json still says so; its
 * tsconfig.json has the tests, with Node's types.
 */
export function checkPureTypes(root: string): CheckResult {
  const findings: Finding[] = [];
  const baseTypes = (path: string): string => {
    const text = readFileSync(join(root, path), "utf8");
    const { compilerOptions = {} } = JSON.parse(text) as TypeSettings;
    return JSON.stringify([compilerOptions.lib ?? null, compilerOptions.types ?? null]);
  };
  if (baseTypes("tsconfig.base.json") !== '[["ES2023"],[]]') {
    const message = 'must keep "lib": ["ES2023"] and "types": [], on which purity rests';
    findings.push({ path: "tsconfig.base.json", message });
  }
  if (baseTypes("tsconfig.library.json") !== "[null,null]") {
    const message = "must leave lib and types alone; pure packages extend it";
    findings.push({ path: "tsconfig.library.json", message });
  }
  for (const name of purePackages) {
    const path = `packages/${name}/tsconfig.pure.json`;
    const message = impureSettings(readFileSync(join(root, path), "utf8"));
    if (message !== undefined) findings.push({ path, message });
  }
  return { seen: purePackages.length, unit: "tsconfig.pure.json of pure packages", findings };
}

const pureProject = "/tsconfig.pure.json";
const testPatterns = ["src/**/*.test.ts", "src/testing"];

/** The second only has declarations written, for the packages that refer to this one. */
const pureBases = '["../../tsconfig.base.json","../../tsconfig.library.json"]';

type TypeSettings = {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly lib?: unknown; readonly types?: unknown };
  readonly exclude?: readonly string[];
  readonly references?: readonly { readonly path: string }[];
};

function impureSettings(text: string): string | undefined {
  const settings = JSON.parse(text) as TypeSettings;
  if (JSON.stringify(settings.extends) !== pureBases) return `must extend ${pureBases}`;
  const { lib, types } = settings.compilerOptions ?? {};
  if (lib !== undefined) return "must not set lib: the base has plain ES2023, without the DOM";
  if (types !== undefined && !(Array.isArray(types) && types.length === 0)) {
    return "must not set types; Node's types belong into tsconfig.json, for tests only";
  }
  const impure = (settings.references ?? []).find(({ path }) => !path.endsWith(pureProject));
  if (impure !== undefined) return `must refer to the ${pureProject} of others, not ${impure.path}`;
  const others = (settings.exclude ?? []).filter((pattern) => !testPatterns.includes(pattern));
  if (others.length === 0) return undefined;
  return `may exclude tests only (${testPatterns.join(", ")}), not ${others.join(", ")}`;
}
