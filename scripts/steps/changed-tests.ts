// node --import tsx scripts/steps/changed-tests.ts FILE…: runs the tests that import one of these files, or are one of
// them, and names those that take long and are left to npm test.
import { relative, sep } from "node:path";
import { createVitest, type TestSpecification } from "vitest/node";
import { importGraph, reachedBy } from "./import-graph.ts";
import { repositoryRoot } from "./run-program.ts";
import { testReportVariable, writeReportTo } from "./test-report.ts";

/** Projects of vitest.config.ts whose tests run here only if they have changed themselves. */
const longProjects = ["long", "processes"];

/** What every test runs by. */
const settings = ["pnpm-lock.yaml", "vitest.config.ts"];

const changed = process.argv.slice(2);
const report = process.env[testReportVariable];
const vitest = await createVitest("test", {
  root: repositoryRoot,
  passWithNoTests: true,
  // What has not changed is not translated again; npm test begins with nothing.
  experimental: { fsModuleCache: true },
  reporters: ["default", ...(report === undefined ? [] : [writeReportTo(report)])],
});
await vitest.standalone();

const pathOf = ({ moduleId }: TestSpecification): string =>
  relative(repositoryRoot, moduleId).split(sep).join("/");
const tests = await vitest.globTestSpecifications();
const graph = await importGraph(repositoryRoot, tests.map(pathOf));
const reachedPaths = reachedBy(graph, changed);
const reached = changed.some((path) => settings.includes(path))
  ? tests
  : tests.filter((test) => reachedPaths.has(pathOf(test)));
const left = reached.filter(
  (test) => longProjects.includes(test.project.name) && !changed.includes(pathOf(test)),
);
const now = reached.filter((test) => !left.includes(test));
if (now.length > 0) await vitest.runTestSpecifications(now);
console.log(`${now.length} test files run`);
if (left.length > 0) {
  console.log(`${left.length} take long and are left to npm test: ${left.map(pathOf).join(", ")}`);
}
await vitest.close();
