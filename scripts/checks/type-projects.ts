import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { filesBelow, type CheckResult, type Finding } from "./source-files.ts";

type Project = { readonly references?: readonly { readonly path: string }[] };
type Manifest = {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

/** The folders with projects in them; the settings at the root are only extended. */
const projectFolders = ["packages", "apps", "e2e", "scripts"];
const root = "tsconfig.json";

/** What `tsc -b` looks at: everything that the tsconfig.json at the root refers to, and so on. */
export function reachedProjects(rootFolder: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const target of referencesOf(rootFolder, path)) visit(target);
  };
  visit(root);
  return reached;
}

function referencesOf(rootFolder: string, project: string): string[] {
  const file = join(rootFolder, project);
  if (!existsSync(file)) return [];
  const { references = [] } = JSON.parse(readFileSync(file, "utf8")) as Project;
  return references.map(({ path }) => {
    const target = resolve(dirname(file), path);
    return pathIn(rootFolder, target.endsWith(".json") ? target : join(target, root));
  });
}

/** Every project must be reached from the root: one that is not is never compiled, and never fails. */
export function checkProjectsReached(rootFolder: string): CheckResult {
  const projects = projectsBelow(rootFolder);
  const reached = reachedProjects(rootFolder);
  const message = `is referred to by nobody, so tsc -b leaves it out; add it to the references of ${root}`;
  const findings = projects
    .filter((path) => !reached.has(path))
    .map((path): Finding => ({ path, message }));
  return { seen: projects.length, unit: "TypeScript projects", findings };
}

function projectsBelow(rootFolder: string): string[] {
  return filesBelow(rootFolder, projectFolders).filter((path) =>
    /(^|\/)tsconfig[^/]*\.json$/.test(path),
  );
}

/**
 * Whoever depends on one of our packages must refer to its project: without, its sources are
 * compiled once more with every package that uses it.
 */
export function checkReferences(rootFolder: string): CheckResult {
  const manifests = filesBelow(rootFolder, projectFolders)
    .filter((path) => path.endsWith("/package.json"))
    .map((path) => ({
      folder: dirname(path),
      ...(JSON.parse(readFileSync(join(rootFolder, path), "utf8")) as Manifest),
    }));
  const folderOf = new Map(manifests.map(({ name, folder }) => [name, folder]));
  const findings: Finding[] = [];
  let seen = 0;
  for (const { folder, dependencies, devDependencies } of manifests) {
    const referredTo = projectsBelow(rootFolder)
      .filter((project) => dirname(project) === folder)
      .flatMap((project) => referencesOf(rootFolder, project).map((target) => dirname(target)));
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      const target = folderOf.get(name);
      if (target === undefined) continue;
      seen++;
      if (referredTo.includes(target)) continue;
      const message = `depends on ${name}; add its project to the references of ${folder}/${root}`;
      findings.push({ path: `${folder}/package.json`, message });
    }
  }
  return { seen, unit: "dependencies on our own packages", findings };
}

/**
 * Every TypeScript file, and every script, must have been compiled by the last `tsc -b`: what it
 * read stands in the .tsbuildinfo files that it leaves behind.
 */
export function checkEveryFileCompiled(rootFolder: string): CheckResult {
  const compiled = new Set<string>();
  for (const project of reachedProjects(rootFolder)) {
    for (const file of compiledBy(rootFolder, project)) compiled.add(file);
  }
  const sources = filesBelow(rootFolder, projectFolders).filter(
    (path) => /\.tsx?$/.test(path) || /^scripts\/.*\.mjs$/.test(path),
  );
  const message = "belongs to no TypeScript project; add its folder to a tsconfig.json";
  const findings = sources
    .filter((path) => !compiled.has(path))
    .map((path): Finding => ({ path, message }));
  return { seen: compiled.size, unit: "files that tsc -b has read", findings };
}

function compiledBy(rootFolder: string, project: string): string[] {
  const out = join(rootFolder, dirname(project), ".tsbuild");
  if (!existsSync(out)) return [];
  const name = project
    .split("/")
    .at(-1)!
    .replace(/\.json$/, ".tsbuildinfo");
  return filesBelow(out, [""])
    .filter((path) => path.split("/").at(-1) === name)
    .flatMap((path) => {
      const info = join(out, path);
      const { fileNames = [] } = JSON.parse(readFileSync(info, "utf8")) as {
        readonly fileNames?: readonly string[];
      };
      return fileNames.map((file) => pathIn(rootFolder, resolve(dirname(info), file)));
    })
    .filter((path) => !path.startsWith("..") && !/(^|\/)(node_modules|\.tsbuild)\//.test(path));
}

function pathIn(rootFolder: string, file: string): string {
  return relative(rootFolder, file).split(sep).join("/");
}
