import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CheckResult, Finding, SourceFile } from "./source-files.ts";

const link = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Every relative link of a Markdown file leads to a file or folder of the repository: moved code takes its page along. */
export function checkDocLinks(
  files: readonly SourceFile[],
  exists: (path: string) => boolean,
): CheckResult {
  const findings: Finding[] = [];
  let seen = 0;
  for (const { path, text } of files) {
    if (!path.endsWith(".md")) continue;
    for (const [at, line] of text.split("\n").entries()) {
      for (const [, target = ""] of line.matchAll(link)) {
        const [file = ""] = target.split("#");
        if (file === "" || /^[a-z]+:/.test(file)) continue;
        seen += 1;
        if (exists(join(path, "..", file))) continue;
        findings.push({ path, line: at + 1, message: `links to ${file}, which is not there` });
      }
    }
  }
  return { seen, unit: "links in Markdown files", findings };
}

export function existsBelow(root: string): (path: string) => boolean {
  return (path) => existsSync(join(root, path));
}
