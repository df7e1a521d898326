import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allowedImports, allowedInTests } from "./import-directions.ts";
import { filesBelow, type CheckResult, type Finding, type SourceFile } from "./source-files.ts";

type Manifest = {
  readonly name?: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

/** Every package.json of the workspace, the root's first. */
export function readManifests(root: string): SourceFile[] {
  const paths = filesBelow(root, ["apps", "packages", "e2e"]);
  return ["package.json", ...paths.filter((path) => path.endsWith("/package.json"))].map(
    (path) => ({
      path,
      text: readFileSync(join(root, path), "utf8"),
    }),
  );
}

/**
 * Our own packages are wanted as `workspace:*` and only where the import table allows them; all are
 * private, Apache-2.0 and ES modules. One range per npm package, their order and the like are
 * sherif's, a step of its own.
 */
export function checkManifests(files: readonly SourceFile[]): CheckResult {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    const manifest = JSON.parse(text) as Manifest;
    const complain = (message: string): void => void findings.push({ path, message });
    if (manifest.private !== true) complain('must say "private": true; nothing is published');
    if (manifest.license !== "Apache-2.0") complain('must say "license": "Apache-2.0"');
    if (manifest.type !== "module") complain('must say "type": "module"');
    for (const [name, range] of dependenciesOf(manifest)) {
      if (!name.startsWith("@cablecut/")) continue;
      const message = ownDependencyComplaint(path, name, range, manifest);
      if (message !== undefined) complain(message);
    }
  }
  return { seen: files.length, unit: "package.json files", findings };
}

function dependenciesOf(manifest: Manifest): [string, string][] {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
}

function ownDependencyComplaint(
  path: string,
  name: string,
  range: string,
  manifest: Manifest,
): string | undefined {
  if (range !== "workspace:*") return `must depend on ${name} as workspace:*`;
  // The manifest at the root is that of the scripts.
  const home = path.replace(/\/?package\.json$/, "") || "scripts";
  const target = name.slice("@cablecut/".length);
  const allowed = (allowedImports[home] ?? []).map((entry) => entry.split("/")[0]);
  if (allowed.includes(target)) return undefined;
  const forTests = [...(allowedInTests[home] ?? []), "sim"].map((entry) => entry.split("/")[0]);
  const onlyForTests = manifest.dependencies?.[name] === undefined;
  if (onlyForTests && forTests.includes(target)) return undefined;
  return `depends on ${name}, which ${home} may not import; remove it`;
}
