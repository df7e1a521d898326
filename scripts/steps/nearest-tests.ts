import type { ImportGraph } from "./import-graph.ts";

/** A test file that a change reaches. */
export interface ReachedTest {
  readonly path: string;
  /** What it takes of one worker, as far as that is known. */
  readonly expectedMs: number;
}

/** What is played now, the nearest first, and what is left. */
export interface TestPlan<T> {
  readonly now: readonly T[];
  readonly left: readonly T[];
}

/**
 * The nearest tests that fit into `budgetMs` of all workers together; what is too long for the rest of it makes room for
 * what is a little further away. Near is who imports the change over the fewest files; among those equally far whoever
 * imports the least, since of what little it tests the change is the greater part. A test that has changed itself is
 * played whatever it takes.
 */
export function nearestTests<T extends ReachedTest>(
  tests: readonly T[],
  graph: ImportGraph,
  changed: readonly string[],
  budgetMs: number,
): TestPlan<T> {
  const distances = distancesFrom(graph, changed);
  const ranked = tests
    .map((test) => ({
      test,
      distance: distances.get(test.path) ?? Infinity,
      imports: importsOf(graph, test.path),
    }))
    .sort(
      (a, b) =>
        a.distance - b.distance || a.imports - b.imports || (a.test.path < b.test.path ? -1 : 1),
    );
  const now: T[] = [];
  const left: T[] = [];
  let leftMs = budgetMs;
  for (const { test, distance } of ranked) {
    if (distance > 0 && test.expectedMs > leftMs) {
      left.push(test);
      continue;
    }
    now.push(test);
    leftMs -= test.expectedMs;
  }
  return { now, left };
}

/** By each file that has changed or imports what has, over however many others: over how many at least. */
export function distancesFrom(
  graph: ImportGraph,
  changed: readonly string[],
): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>();
  for (const [path, imports] of graph) {
    for (const imported of imports) {
      const known = importers.get(imported);
      if (known === undefined) importers.set(imported, [path]);
      else known.push(path);
    }
  }
  const distances = new Map(changed.map((path) => [path, 0]));
  // A map is walked to its end, what is added on the way included: the nearest come first.
  for (const [path, distance] of distances) {
    for (const importer of importers.get(path) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return distances;
}

/** How many files a file imports, over however many others. */
function importsOf(graph: ImportGraph, path: string): number {
  const imported = new Set([path]);
  for (const each of imported) for (const next of graph.get(each) ?? []) imported.add(next);
  return imported.size;
}

/** "apps/gateway 12, packages/ui 3": where these files are, the most first. */
export function countedByFolder(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.split("/").slice(0, 2).join("/");
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1))
    .map(([folder, count]) => `${folder} ${count}`)
    .join(", ");
}
