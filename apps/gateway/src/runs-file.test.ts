import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Run } from "@cablecut/gateway";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunsFile } from "./runs-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cablecut-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const failed = (error: unknown): never => {
  throw error;
};
const run = (startedAtMs: number, durationMs: number): Run => ({
  startedAtMs,
  durationMs,
  roomsLost: 2,
  shardsHit: 40,
});

test("runs survive a restart, and a file that is not there is a show without runs", async () => {
  const file = path.join(folder, "gateway", "runs.json");
  const first = new RunsFile(file, failed);
  expect(await first.read()).toEqual([]);
  first.save([run(1, 900)]);
  first.save([run(2, 800), run(1, 900)]);
  await first.saved();
  expect(await new RunsFile(file, failed).read()).toEqual([run(2, 800), run(1, 900)]);
});

test("a file that cannot be read is told, and left as it is", async () => {
  const file = path.join(folder, "runs.json");
  for (const text of ["{", '{"format":2,"runs":[]}', '{"format":1,"runs":[{"durationMs":-1}]}']) {
    writeFileSync(file, text);
    const told: unknown[] = [];
    expect(await new RunsFile(file, (error) => told.push(error)).read()).toBeNull();
    expect(told).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});
