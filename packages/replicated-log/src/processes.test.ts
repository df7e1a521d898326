import { seededRandom } from "@cablecut/seeded-random";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ReplicaProcesses } from "./testing/replica-processes.ts";

const root = mkdtempSync(join(tmpdir(), "cablecut-log-"));
let replicas: ReplicaProcesses | null = null;

afterAll(async () => {
  await replicas?.end();
  rmSync(root, { recursive: true, force: true });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function committed(lines: readonly string[]): { payload: string; index: number }[] {
  return lines
    .map((line) => line.split(" "))
    .filter(([kind]) => kind === "committed")
    .map(([, payload = "", index]) => ({ payload, index: Number(index) }));
}

async function moreCommits(processes: ReplicaProcesses, count: number): Promise<void> {
  const goal = committed(processes.printed()).length + count;
  for (let waitedMs = 0; committed(processes.printed()).length < goal; waitedMs += 50) {
    if (waitedMs > 30_000) throw new Error("no more commits");
    await pause(50);
  }
}

/** The logs of all replicas once nothing is open any more and all have applied the same. */
async function finalLogs(processes: ReplicaProcesses): Promise<(readonly string[])[]> {
  for (const id of processes.ids) processes.tell(id, { kind: "append-no-more" });
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    const reports = [];
    for (const id of processes.ids)
      reports.push(await processes.ask(id, { kind: "report" }, "report"));
    const applied = new Set(reports.map(({ payloads }) => payloads.length));
    const commits = new Set(reports.map(({ status }) => status.commitIndex));
    if (applied.size === 1 && commits.size === 1 && reports.every(({ open }) => open === 0)) {
      return reports.map(({ payloads }) => payloads);
    }
    await pause(100);
  }
  throw new Error("the replicas did not come together");
}

test("five processes, killed -9 in the middle of commits: all that was acknowledged is on all of them, once", async () => {
  const seed = Number(process.env["CABLECUT_SEED"] ?? Date.now() % 100_000);
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const limits = { snapshotEveryEntries: 500, keepEntriesMax: 200 };
  const processes = await ReplicaProcesses.create({
    root,
    replicas: 5,
    consumer: "recording",
    limits,
  });
  replicas = processes;
  await Promise.all(processes.ids.map((id) => processes.start(id)));
  for (const id of processes.ids) processes.tell(id, { kind: "append", atOnce: 3 });
  await moreCommits(processes, 300);
  for (const victims of [2, 5, 1]) {
    const killed = [...processes.ids].sort(() => random() - 0.5).slice(0, victims);
    await Promise.all(killed.map((id) => processes.kill(id)));
    // Three of five are a quorum and go on.
    if (victims <= 2) await moreCommits(processes, 300);
    await Promise.all(killed.map((id) => processes.start(id)));
    for (const id of killed) processes.tell(id, { kind: "append", atOnce: 3 });
    await moreCommits(processes, 200 + Math.floor(random() * 200));
  }
  const [first, ...others] = await finalLogs(processes);
  for (const other of others) expect(other).toEqual(first);
  const acknowledged = committed(processes.printed());
  expect(acknowledged.length).toBeGreaterThanOrEqual(1500);
  const misplaced = acknowledged.filter(({ payload, index }) => first![index - 1] !== payload);
  expect([seed, misplaced]).toEqual([seed, []]);
  const payloads = first!.filter((payload) => payload !== "");
  expect(new Set(payloads).size).toBe(payloads.length);
  const unavailable = processes
    .printed()
    .map((line) => line.split(" "))
    .filter(([kind, payload]) => kind === "unavailable" && payloads.includes(payload ?? ""));
  expect([seed, unavailable]).toEqual([seed, []]);
}, 180_000);
