// node --import tsx scripts/checks/run.ts <check> ...: prints what was looked at and what is wrong.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBundleBudget, checkPageBudget } from "./bundle-budget.ts";
import { checkDocLinks, existsBelow } from "./doc-links.ts";
import { checkImportDirections, unusedAllowances } from "./import-directions.ts";
import { checkManifests, readManifests } from "./package-manifests.ts";
import { brought, checkOldBrowsers } from "./old-browsers.ts";
import { checkOverridePaths, checkPureTypes } from "./purity.ts";
import { checkRegistryHosts, readTextFiles } from "./registry-hosts.ts";
import { readSourceFiles, readStyleFiles, type CheckResult } from "./source-files.ts";
import { checkMockedTests, checkStyleSizes, checkTidy, checkWaits } from "./tidy.ts";
import { checkEveryFileCompiled, checkProjectsReached, checkReferences } from "./type-projects.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const checks: Readonly<Record<string, () => readonly CheckResult[]>> = {
  "import-directions": () => {
    const files = readSourceFiles(root);
    return [checkImportDirections(files), unusedAllowances(files)];
  },
  purity: () => [checkOverridePaths(root), checkPureTypes(root)],
  tidy: () => [
    checkTidy(readSourceFiles(root)),
    checkMockedTests(readSourceFiles(root)),
    checkWaits(readSourceFiles(root)),
    checkStyleSizes(readStyleFiles(root)),
    checkRegistryHosts(readTextFiles(root)),
    checkDocLinks(readTextFiles(root), existsBelow(root)),
  ],
  manifests: () => [checkManifests(readManifests(root))],
  // Of what the last tsc -b has left behind.
  "type-projects": () => [
    checkProjectsReached(root),
    checkReferences(root),
    checkEveryFileCompiled(root),
  ],
  "phone-budget": () => {
    const page = join(root, "dist", "web", "phone");
    return [checkBundleBudget(page), checkPageBudget(page)];
  },
  "old-browsers": () =>
    ["phone", "stage", "presenter"].map((page) =>
      checkOldBrowsers(join(root, "dist", "web", page), page === "phone" ? new Set() : brought),
    ),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(checks, name));
if (names.length === 0 || unknown.length > 0) {
  console.error(`There is no check ${unknown[0]}; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}
for (const name of names) {
  for (const { seen, unit, findings } of checks[name]!()) {
    console.log(`${name}: ${seen} ${unit}`);
    for (const { path, line, message } of findings) {
      console.log(`  ${path}${line === undefined ? "" : `:${line}`}: ${message}`);
    }
    if (seen === 0) console.log(`  looked at nothing, which proves nothing: fix the check`);
    if (seen === 0 || findings.length > 0) process.exitCode = 1;
  }
}
