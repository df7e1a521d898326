// node --import tsx scripts/steps/changed-tests.ts BASE: runs the tests that import what has changed since a commit, or
// have changed themselves, and names those that take long and are left to npm test.
import { relative } from "node:path";
import { createVitest, type TestSpecification } from "vitest/node";
import { repositoryRoot } from "./run-program.ts";
import { testReportVariable, writeReportTo } from "./test-report.ts";

/** Projects of vitest.config.ts whose tests run here only if they have changed themselves. */
const longProjects = ["long", "processes"];

const [base = "HEAD", ...changedFiles] = process.argv.slice(2);
const report = process.env[testReportVariable];
const vitest = await createVitest("test", {
  root: repositoryRoot,
  changed: base,
  passWithNoTests: true,
  reporters: ["default", ...(report === undefined ? [] : [writeReportTo(report)])],
});
await vitest.standalone();

const pathOf = ({ moduleId }: TestSpecification): string => relative(repositoryRoot, moduleId);
const reached = await vitest.getRelevantTestSpecifications();
const left = reached.filter(
  (test) => longProjects.includes(test.project.name) && !changedFiles.includes(pathOf(test)),
);
const now = reached.filter((test) => !left.includes(test));
if (now.length > 0) await vitest.runTestSpecifications(now);
console.log(`${now.length} test files run`);
if (left.length > 0) {
  console.log(`${left.length} take long and are left to npm test: ${left.map(pathOf).join(", ")}`);
}
await vitest.close();
