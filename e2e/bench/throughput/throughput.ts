import { mkdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import type { Language, RoomIndex } from "@cablecut/protocol";
import { nowMs, RoomLine } from "../../client/room-line.ts";
import { etcdPidsOf } from "../../processes/members.ts";
import { describeMachine, loadOfMachine, processorTime, type ProcessorTime } from "../machine.ts";
import { addFigure, prepareReport, writeReport, type Figures } from "../report.ts";
import { median, percentile } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { BatchLoad } from "./batch-load.ts";
import { measureSync } from "./disk.ts";
import { startDirectlyJoinedRooms, type DirectlyJoinedRooms } from "./directly-joined-rooms.ts";
import { auditRooms } from "./final-audit.ts";
import { OneByOne } from "./one-by-one.ts";
import { openAccounts } from "./opening.ts";
import { Payers } from "./payers.ts";
import { parts as allParts, type Part, type Settings } from "./words.ts";

const goals = {
  batchPerSecond: 1_000_000,
  singlePerSecond: 15_000,
  singleP99Ms: 25,
  idleP50Ms: 0.6,
} as const;
/** Only bounds how long a bench waits that will never begin. */
const readyTimeoutMs = 60_000;
const clientsAtOnce = 64;
const idleSecondsPerRoom = 3;
const warmUpSeconds = 3;
const warmUpRoundsMax = 8;
const warmUpTransfers = 4_000_000;

/** What the figures depend on besides the settings. */
const builtIn = {
  clientsAtOnce,
  idleSecondsPerRoom,
  warmUpSeconds,
  warmUpRoundsMax,
  warmUpTransfers,
} as const;

interface Bench {
  readonly settings: Settings;
  readonly rooms: DirectlyJoinedRooms;
  readonly payers: Payers;
  /** Line of those who pay one by one, and of all questions. */
  readonly line: RoomLine;
  readonly clients: OneByOne;
  readonly load: BatchLoad;
  readonly figures: Figures;
}

/**
 * Five real rooms on this machine, joined over loopback TCP, durable, every transfer applied in all five: how many a
 * second in batches and one by one, and how long a single one takes. Answers whether every acknowledged transfer is in
 * every room; how fast it was decides nothing.
 */
export async function measureThroughput(settings: Settings, language: Language): Promise<boolean> {
  return (await throughputOf(settings, language)).sound;
}

/** The same, with what was measured; of some parts only. */
export async function throughputOf(
  settings: Settings,
  language: Language,
  parts: readonly Part[] = settings.only === null ? allParts : [settings.only],
): Promise<{ readonly sound: boolean; readonly figures: Figures }> {
  // As rooms have it: answers are short-lived memory outside of a small heap, and each few megabytes of them would be another full
  // collection here, some 200 ns for every transfer, in one run and not in the next.
  setFlagsFromString("--heap-growing-percent=500");
  const { pace, seed, profile, json, ...told } = settings;
  const { tls, engine } = settings;
  prepareReport(json);
  const loadBefore = loadOfMachine();
  console.log(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  console.log(
    `load before ${loadBefore.toFixed(1)}, log on ${engine}, pace ${pace}, seed ${seed}, links ${tls ? "TLS 1.3" : "plain"}`,
  );
  if (profile !== null) mkdirSync(profile, { recursive: true });
  const rooms = await startDirectlyJoinedRooms({
    pace,
    profileDirectory: profile,
    tls,
    archive: !settings["no-archive"],
    engine,
  });
  const lines: RoomLine[] = [];
  try {
    const bench = await prepare(settings, rooms, lines);
    if (parts.includes("idle")) await measureIdle(bench);
    if (parts.includes("single")) await measureOneByOne(bench);
    if (parts.includes("batches")) await measureBatches(bench);
    const sound = await judge(bench);
    console.log(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
    writeReport(json, {
      benchmark: "throughput",
      loadBefore,
      settings: { ...told, pace, seed, ...builtIn },
      figures: bench.figures,
      sound,
    });
    return { sound, figures: bench.figures };
  } finally {
    await Promise.all(lines.map((line) => line.close()));
    await rooms.stop();
  }
}

async function prepare(
  settings: Settings,
  rooms: DirectlyJoinedRooms,
  lines: RoomLine[],
): Promise<Bench> {
  const { topology, showId, linkSecret, dials, certificatesOf } = rooms;
  const payers = new Payers(topology, settings.seed);
  const garbage = (room: number, what: string): never => {
    throw new Error(`room ${room} sent ${what}`);
  };
  const line = new RoomLine({
    id: "bench-clients",
    showId,
    linkSecret,
    ...(await certificatesOf("gateway", "bench-clients")),
    topology,
    dials,
    owner: { answer: (_, answer) => clients.answer(answer), garbage },
  });
  const batchLine = new RoomLine({
    id: "bench-batches",
    showId,
    linkSecret,
    ...(await certificatesOf("gateway", "bench-batches")),
    topology,
    dials,
    owner: { answers: (room, frame) => load.answers(room, frame), garbage },
  });
  lines.push(line, batchLine);
  const clients = new OneByOne(line, payers);
  await readiness(lines);
  const startMs = nowMs();
  await openAccounts(line, payers, settings.payers);
  const seconds = ((nowMs() - startMs) / 1_000).toFixed(1);
  console.log(`${payers.all.length} accounts opened by ordinary requests in ${seconds} s`);
  const load = new BatchLoad(batchLine, payers, settings.frame);
  return { settings, rooms, payers, line, clients, load, figures: {} };
}

async function readiness(lines: readonly RoomLine[]): Promise<void> {
  const startMs = nowMs();
  const isReady = (line: RoomLine): boolean =>
    line.statuses.every((status) => status?.ready === true && status.leader !== null);
  while (!lines.every(isReady)) {
    if (nowMs() - startMs > readyTimeoutMs) throw new Error("the rooms did not become ready");
    await pause(20);
  }
}

async function measureIdle({ clients, line, payers, figures }: Bench): Promise<void> {
  const medians: number[] = [];
  // The first hundreds are several times as slow as the thousandth: their code is not compiled yet.
  for (const room of payers.topology.rooms.keys()) {
    await clients.run([payers.of(room)[0]!], idleSecondsPerRoom);
  }
  let ofLeader = Number.NaN;
  for (const [room, { id }] of payers.topology.rooms.entries()) {
    const { latenciesMs } = await clients.run([payers.of(room)[0]!], idleSecondsPerRoom);
    const isLeader = line.status(room as RoomIndex)?.role === "leader";
    const p50 = median(latenciesMs);
    medians.push(p50);
    if (isLeader) ofLeader = p50;
    console.log(
      `idle, one client in ${id}${isLeader ? " (leader)" : ""}: p50 ${p50.toFixed(2)} ms, p99 ${percentile(latenciesMs, 0.99).toFixed(2)} ms, ${latenciesMs.length} transfers`,
    );
  }
  const all = median(medians);
  addFigure(figures, "idle-leader-p50-ms", ofLeader);
  addFigure(figures, "idle-median-p50-ms", all);
  console.log(
    `IDLE p50 ${ofLeader.toFixed(2)} ms in the leader's room, ${all.toFixed(2)} ms in the median room (goal ${goals.idleP50Ms} ms)`,
  );
  const { aloneMs, atOnceMs } = await measureSync();
  console.log(
    `  a sync of this disk takes ${aloneMs.toFixed(2)} ms alone, ${atOnceMs.toFixed(2)} ms with four at once: ${(ofLeader / atOnceMs).toFixed(1)} of the latter per commit`,
  );
}

async function measureOneByOne(bench: Bench): Promise<void> {
  const { settings, rooms, clients, payers, figures } = bench;
  const atOnce = payers.all.slice(0, clientsAtOnce);
  await clients.run(atOnce, warmUpSeconds);
  for (let run = 1; run <= settings.runs; run += 1) {
    const before = processorTimes(rooms);
    const trial = await clients.run(atOnce, settings.seconds);
    const after = processorTimes(rooms);
    const rate = trial.transfers / trial.seconds;
    addFigure(figures, "one-by-one-per-second", rate);
    addFigure(figures, "one-by-one-p50-ms", percentile(trial.latenciesMs, 0.5));
    addFigure(figures, "one-by-one-p99-ms", percentile(trial.latenciesMs, 0.99));
    console.log(
      `one by one, ${clientsAtOnce} clients, run ${run}: ${Math.round(rate)}/s, ${percentilesOf(trial.latenciesMs)}; load ${loadOfMachine().toFixed(1)}`,
    );
    const { text, nanoseconds } = costs(rooms, trial, before, after);
    addFigure(figures, "one-by-one-processor-ns", nanoseconds);
    console.log(`  processor time per transfer: ${text}`);
  }
  const rates = figures["one-by-one-per-second"] ?? [];
  const p99s = figures["one-by-one-p99-ms"] ?? [];
  console.log(
    `ONE BY ONE ${Math.round(median(rates))}/s, p99 ${median(p99s).toFixed(1)} ms (goal ${goals.singlePerSecond}/s, ${goals.singleP99Ms} ms)`,
  );
}

/** The first million is several times as dear as the tenth: code is compiled, tables grow, receipts fill their rings. */
async function warmUp(load: BatchLoad): Promise<void> {
  let transfers = 0;
  for (let round = 0; round < warmUpRoundsMax && transfers < warmUpTransfers; round += 1) {
    transfers += (await load.run(warmUpSeconds)).transfers;
  }
}

async function measureBatches({ settings, rooms, load, figures }: Bench): Promise<void> {
  await warmUp(load);
  for (let run = 1; run <= settings.runs; run += 1) {
    const before = processorTimes(rooms);
    const trial = await load.run(settings.seconds);
    const after = processorTimes(rooms);
    const rate = trial.transfers / trial.seconds;
    addFigure(figures, "batches-per-second", rate);
    addFigure(figures, "batches-frame-p99-ms", percentile(trial.latenciesMs, 0.99));
    const repeated = [...trial.repeated].map(([name, count]) => `, ${count} ${name}`).join("");
    console.log(
      `in batches, run ${run}: ${(rate / 1e6).toFixed(3)}M/s applied on all five, frames answered in ${percentilesOf(trial.latenciesMs)}${repeated}; load ${loadOfMachine().toFixed(1)}`,
    );
    const { text, nanoseconds } = costs(rooms, trial, before, after);
    addFigure(figures, "batches-processor-ns", nanoseconds);
    console.log(`  processor time per transfer: ${text}`);
  }
  const middle = median(figures["batches-per-second"] ?? []);
  const goal = goals.batchPerSecond;
  console.log(
    `IN BATCHES ${(middle / 1e6).toFixed(3)}M/s, ${(middle / goal).toFixed(2)} of the goal of ${goal / 1e6}M/s`,
  );
}

function percentilesOf(latenciesMs: readonly number[]): string {
  const at = (share: number): string => percentile(latenciesMs, share).toFixed(1);
  return `p50 ${at(0.5)} p99 ${at(0.99)} max ${at(1)} ms`;
}

/** Of every room, of every etcd member, and of this process, which makes the load. */
function processorTimes({ rooms, members }: DirectlyJoinedRooms): ProcessorTime[] {
  const etcd = members.map((member) => etcdPidsOf(member)[0] ?? -1);
  return [...rooms.map(({ pid }) => pid ?? -1), ...etcd, process.pid].map(processorTime);
}

/** What others take of the machine is not in here: the figure by which two builds can be compared on a busy one. */
function costs(
  { topology, members }: DirectlyJoinedRooms,
  { transfers }: { readonly transfers: number },
  before: readonly ProcessorTime[],
  after: readonly ProcessorTime[],
): { readonly text: string; readonly nanoseconds: number } {
  const ids = topology.rooms.map(({ id }) => id);
  const names = [...ids, ...ids.slice(0, members.length).map((id) => `etcd ${id}`), "generator"];
  const perTransfer = (seconds: number): number => (seconds * 1e9) / transfers;
  const kernel = names.map((_, at) => perTransfer(after[at]!.kernel - before[at]!.kernel));
  const all = names.map((_, at) => perTransfer(after[at]!.user - before[at]!.user) + kernel[at]!);
  const sum = (each: readonly number[]): number => each.reduce((total, one) => total + one, 0);
  const each = names.map((name, at) => `${name} ${Math.round(all[at]!)}`).join(", ");
  const share = Math.round((100 * sum(kernel)) / sum(all));
  return {
    text: `${each}; together ${Math.round(sum(all))} ns, ${share} % of it in the kernel`,
    nanoseconds: sum(all),
  };
}

async function judge({ line, payers, rooms }: Bench): Promise<boolean> {
  const { index, digests, accountsCompared, faults } = await auditRooms(line, payers);
  for (const [room, { id }] of rooms.topology.rooms.entries()) {
    console.log(`state of ${id} at ${index}: ${digests[room]}`);
  }
  const all = [...faults, ...rooms.crashes];
  for (const fault of all) console.log(`FAULT: ${fault}`);
  const suspicions = line.furthest()?.incidentNumber ?? 0;
  console.log(
    `${payers.acknowledgedCount} transfers acknowledged, ${accountsCompared} accounts compared, ${suspicions} false alarms: ${all.length === 0 ? "nothing is missing, nothing is double" : "NOT SOUND"}`,
  );
  return all.length === 0;
}
