// node --import tsx scripts/steps/changed-tests.ts FILE…: runs the tests that import one of these files, or are one of
// them: of many the nearest that fit into the time of npm run check. It names what is left to npm test.
import { relative, sep } from "node:path";
import { createVitest, type TestSpecification } from "vitest/node";
import { importGraph } from "./import-graph.ts";
import { countedByFolder, distancesFrom, nearestTests } from "./nearest-tests.ts";
import { repositoryRoot } from "./run-program.ts";
import { testReportVariable, writeReportTo } from "./test-report.ts";

/** Projects of vitest.config.ts whose tests run here only if they have changed themselves. */
const longProjects = ["long", "processes"];

/**
 * What each worker may take, of the twenty seconds that whoever waits for `npm run check` has: the rest is starting, and
 * what the other steps take of the processors.
 */
const budgetPerWorkerMs = 8_000;

/** Before its first test: imports, and the pages of a browser for components. As measured over 230 files on two cores. */
const loadMs = (project: string): number => (project === "dom" ? 1_000 : 100);

/** Of a file that was never run here: the mean of all. */
const unknownMs = 400;

/** What every test runs by. */
const settings = ["pnpm-lock.yaml", "vitest.config.ts"];

const changed = process.argv.slice(2);
let leftCount = 0;
const leftNote = (): string | undefined =>
  leftCount === 0 ? undefined : `${leftCount} test files further away left to npm test`;
const report = process.env[testReportVariable];
const vitest = await createVitest("test", {
  root: repositoryRoot,
  passWithNoTests: true,
  // What has not changed is not translated again; npm test begins with nothing.
  experimental: { fsModuleCache: true },
  reporters: ["default", ...(report === undefined ? [] : [writeReportTo(report, leftNote)])],
});
await vitest.standalone();

const pathOf = ({ moduleId }: TestSpecification): string =>
  relative(repositoryRoot, moduleId).split(sep).join("/");
const tests = await vitest.globTestSpecifications();
const graph = await importGraph(repositoryRoot, tests.map(pathOf));
const reachedPaths = distancesFrom(graph, changed);
const everything = changed.some((path) => settings.includes(path));
const reached = tests.flatMap((specification) => {
  const path = pathOf(specification);
  if (!everything && !reachedPaths.has(path)) return [];
  const { name } = specification.project;
  const measured = vitest.cache.getFileTestResults(`${name}:${path}`)?.duration ?? unknownMs;
  return [{ path, specification, expectedMs: loadMs(name) + measured }];
});
const isLong = ({ path, specification }: (typeof reached)[number]): boolean =>
  longProjects.includes(specification.project.name) && !changed.includes(path);
const long = reached.filter(isLong);
const { now, left } = nearestTests(
  reached.filter((test) => !isLong(test)),
  graph,
  changed,
  budgetPerWorkerMs * vitest.config.maxWorkers,
);
leftCount = left.length;
if (now.length > 0) await vitest.runTestSpecifications(now.map((test) => test.specification));
console.log(`${now.length} test files run`);
const pathsOf = (those: typeof reached): string[] => those.map(({ path }) => path);
if (long.length > 0) {
  console.log(`${long.length} take long and are left to npm test: ${pathsOf(long).join(", ")}`);
}
if (left.length > 0) {
  console.log(
    `${left.length} are further away and left to npm test: ${countedByFolder(pathsOf([...left]))}`,
  );
}
await vitest.close();
