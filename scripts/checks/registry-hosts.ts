import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, type CheckResult, type SourceFile } from "./source-files.ts";

/** Hosts of package registries and their mirrors, wherever they are written out. */
const registryHost = /https?:\/\/[a-z0-9.:-]*(registry|npmjs|npmmirror|yarnpkg|artifactory|nexus)/i;

const binary = /\.(png|jpg|ico|woff2?|pdf|zip|gz)$/;

/** Every text file that decides where packages come from, and all others that could. */
export function readTextFiles(root: string): SourceFile[] {
  const top = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".ci/run"];
  return [...top, ...filesBelow(root, ["apps", "packages", "e2e", "scripts", "docs"])]
    .filter((path) => !binary.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Packages come from whichever registry the reader's npm is set to: no file may name one. */
export function checkRegistryHosts(files: readonly SourceFile[]): CheckResult {
  const findings = files
    .filter(({ text }) => registryHost.test(text))
    .map(({ path, text }) => ({
      path,
      line: text.slice(0, text.search(registryHost)).split("\n").length,
      message: "names a package registry; leave that to the reader's npm settings",
    }));
  return { seen: files.length, unit: "text files", findings };
}
