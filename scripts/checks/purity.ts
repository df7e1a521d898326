import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckResult, Finding } from "./source-files.ts";

/**
 * Clocks, randomness, timers and I/O in pure code are found by the linter: the overrides of
 * `.oxlintrc.json` name the pure files and what is refused there. What no rule of the linter can
 * see is whether those names still exist, and whether pure packages still compile without the
 * machine's types.
 */
const linterConfig = ".oxlintrc.json";

type LinterOverride = {
  readonly files: readonly string[];
  readonly excludeFiles?: readonly string[];
  readonly rules?: Readonly<Record<string, unknown>>;
};

function readOverrides(root: string): readonly LinterOverride[] {
  const settings = JSON.parse(readFileSync(join(root, linterConfig), "utf8")) as {
    readonly overrides?: readonly LinterOverride[];
  };
  return settings.overrides ?? [];
}

/** A renamed file or folder would silently leave its override: every path without a wildcard inside is there. */
export function checkOverridePaths(root: string): CheckResult {
  const paths = readOverrides(root)
    .flatMap(({ files, excludeFiles = [] }) => [...files, ...excludeFiles])
    .map((pattern) => pattern.replace(/\/\*\*$/, ""))
    .filter((path) => path !== "" && !path.includes("*"));
  const message = `is named in ${linterConfig} but is not there; correct the path`;
  const findings = paths
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => ({ path, message }));
  return { seen: paths.length, unit: `paths in overrides of ${linterConfig}`, findings };
}

/** Packages that are pure as a whole: their folder stands in the override that refuses the machine's names. */
function purePackages(root: string): string[] {
  return readOverrides(root)
    .filter(({ rules }) => rules?.["no-restricted-globals"] !== undefined)
    .flatMap(({ files }) => files)
    .flatMap((pattern) => /^packages\/([^/]+)\/src\/\*\*$/.exec(pattern)?.[1] ?? []);
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
  const packages = purePackages(root);
  for (const name of packages) {
    const path = `packages/${name}/tsconfig.pure.json`;
    const message = existsSync(join(root, path))
      ? impureSettings(readFileSync(join(root, path), "utf8"))
      : `is missing; ${name} is pure: let it compile without the machine's types as well`;
    if (message !== undefined) findings.push({ path, message });
  }
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const path = `packages/${name}/tsconfig.pure.json`;
    if (packages.includes(name) || !existsSync(join(root, path))) continue;
    if (namesAPart(readFileSync(join(root, path), "utf8"))) continue;
    const message = `is for a pure package, but packages/${name}/src/** is not among those in ${linterConfig}; add it`;
    findings.push({ path, message });
  }
  return { seen: packages.length, unit: "tsconfig.pure.json of pure packages", findings };
}

const pureProject = "/tsconfig.pure.json";
const testPatterns = ["src/**/*.test.ts", "src/testing"];

/** The second only has declarations written, for the packages that refer to this one. */
const pureBases = '["../../tsconfig.base.json","../../tsconfig.library.json"]';

type TypeSettings = {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly lib?: unknown; readonly types?: unknown };
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly references?: readonly { readonly path: string }[];
};

/** A package of which only a part is pure names that part, not "src" whole. */
function namesAPart(text: string): boolean {
  return (JSON.parse(text) as TypeSettings).include?.includes("src") === false;
}

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
