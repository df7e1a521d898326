import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PastRuns, type Run } from "./past-runs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cablecut-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const failed = (error: unknown): never => {
  throw error;
};
const run = (startedAtMs: number, durationMs: number, changes: Partial<Run> = {}): Run => ({
  startedAtMs,
  durationMs,
  roomsLost: 2,
  shardsHit: 40,
  ...changes,
});

test("the first run is no record, a faster one is, a slower or equal one is not", () => {
  const runs = new PastRuns(null, failed);
  const told = [run(1, 900), run(2, 800), run(3, 850), run(4, 800), run(5, 799)].map((each) => {
    runs.add(each);
    return runs.isRecord(each);
  });
  expect(told).toEqual([false, true, false, false, true]);
});

test("a record stays what it was when it is beaten later, and is not beaten by itself", () => {
  const runs = new PastRuns(null, failed);
  for (const each of [run(1, 900), run(2, 800), run(3, 700)]) runs.add(each);
  runs.add(run(2, 800));
  expect(runs.isRecord(run(2, 800))).toBe(true);
});

test("a run that lost less beats nobody", () => {
  const runs = new PastRuns(null, failed);
  runs.add(run(1, 900));
  expect(runs.isRecord(run(2, 500, { roomsLost: 1, shardsHit: 20 }))).toBe(false);
  expect(runs.isRecord(run(2, 500, { shardsHit: 27 }))).toBe(false);
});

test("runs survive a restart, each once", async () => {
  const file = path.join(folder, "gateway", "runs.json");
  const first = new PastRuns(file, failed);
  await first.load();
  first.add(run(1, 900));
  first.add(run(2, 800));
  await first.saved();
  const second = new PastRuns(file, failed);
  await second.load();
  second.add(run(2, 800));
  expect(second.isRecord(run(3, 850))).toBe(false);
  expect(second.isRecord(run(3, 799))).toBe(true);
  await second.saved();
  expect(JSON.parse(readFileSync(file, "utf8")).runs).toHaveLength(2);
});

test("where the past cannot be read nothing is a record, and the file is left as it is", async () => {
  const file = path.join(folder, "runs.json");
  for (const text of ["{", '{"format":2,"runs":[]}', '{"format":1,"runs":[{"durationMs":-1}]}']) {
    writeFileSync(file, text);
    const told: unknown[] = [];
    const runs = new PastRuns(file, (error) => told.push(error));
    await runs.load();
    runs.add(run(1, 900));
    runs.add(run(2, 800));
    await runs.saved();
    expect(runs.isRecord(run(2, 800))).toBe(false);
    expect(told).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});
