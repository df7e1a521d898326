import { expect, test } from "vitest";
import { PastRuns, type Run } from "./past-runs.ts";

const run = (startedAtMs: number, durationMs: number, changes: Partial<Run> = {}): Run => ({
  startedAtMs,
  durationMs,
  roomsLost: 2,
  shardsHit: 40,
  ...changes,
});

/** Of a show in which nothing happened before. */
function knownRuns(): PastRuns {
  const runs = new PastRuns();
  runs.loaded([], () => undefined);
  return runs;
}

test("the first run is no record, a faster one is, a slower or equal one is not", () => {
  const runs = knownRuns();
  const told = [run(1, 900), run(2, 800), run(3, 850), run(4, 800), run(5, 799)].map((each) => {
    runs.add(each);
    return runs.isRecord(each);
  });
  expect(told).toEqual([false, true, false, false, true]);
});

test("a record stays what it was when it is beaten later, and is not beaten by itself", () => {
  const runs = knownRuns();
  for (const each of [run(1, 900), run(2, 800), run(3, 700)]) runs.add(each);
  runs.add(run(2, 800));
  expect(runs.isRecord(run(2, 800))).toBe(true);
});

test("a run that lost less beats nobody", () => {
  const runs = knownRuns();
  runs.add(run(1, 900));
  expect(runs.isRecord(run(2, 500, { roomsLost: 1, shardsHit: 20 }))).toBe(false);
  expect(runs.isRecord(run(2, 500, { shardsHit: 27 }))).toBe(false);
});

test("runs of an earlier process count, and all of them are saved with each new one", () => {
  const runs = new PastRuns();
  // One that ended before the file was read.
  runs.add(run(3, 850));
  const saved: (readonly Run[])[] = [];
  runs.loaded([run(1, 900), run(2, 800)], (all) => saved.push([...all]));
  runs.add(run(2, 800));
  expect(saved).toEqual([]);
  runs.add(run(4, 799));
  expect(saved.map((all) => all.map(({ startedAtMs }) => startedAtMs))).toEqual([[4, 2, 3, 1]]);
  expect(runs.isRecord(run(3, 850))).toBe(false);
  expect(runs.isRecord(run(4, 799))).toBe(true);
});

test("while it is not known what happened before nothing is a record", () => {
  const runs = new PastRuns();
  runs.add(run(1, 900));
  runs.add(run(2, 800));
  expect(runs.isRecord(run(2, 800))).toBe(false);
});
