import { defaultTopology, type Topology } from "@cablecut/protocol";
import { Cluster } from "./processes/cluster.ts";
import { GatewayShow } from "./processes/gateway-show.ts";
import type { Load } from "./processes/load.ts";
import { RoomLoad } from "./processes/room-load.ts";
import { Prng } from "./world/prng.ts";
import type { Counts } from "./checks/coverage.ts";
import { askForFailback, healEverything } from "./world/nemesis.ts";
import { scenarioOf, type Scenario } from "./scenarios.ts";
import { Violation } from "./checks/violation.ts";

/** Two shards a room: enough for every kind of move, few enough to be quick. */
export const simulatedTopology: Topology = { ...defaultTopology, shardsPerRoom: 2 };

const gatewayCount = 2;
/** Of a phone between two payments, on average. */
const thinkMs = 300;
const calmStartMs = 700;
const usualTroubleMs = 3_500;
/** Time after the healing within which everything must be well again. */
const recoveryMaxMs = 20_000;

export interface RunReport {
  readonly seed: number;
  readonly scenario: string;
  readonly virtualMs: number;
  readonly entries: number;
  readonly counts: Counts;
}

export interface RunOptions {
  /** Instead of the one that the seed would choose. */
  readonly scenario?: Scenario;
  /** False: clients ask the rooms directly, and no gateway runs. */
  readonly gateways?: boolean;
  readonly trace?: ((line: string) => void) | null;
}

/** One run: trouble, healing, progress. Throws the Violation that it finds. The same seed gives the same run. */
export function runSeed(seed: number, options: RunOptions = {}): RunReport {
  const prng = new Prng(seed);
  const scenario = options.scenario ?? scenarioOf(seed, prng);
  const linked = options.gateways ?? true;
  const cluster = new Cluster({
    seed: prng.integer(0, 0xffff_ffff),
    topology: simulatedTopology,
    pace: scenario.pace(prng),
    gateways: gatewayCount,
    linked,
    limits: { snapshotEveryEntries: scenario.snapshotEveryEntries ?? 100_000, keepEntriesMax: 20 },
    raft: scenario.entryByEntry === true ? { appendEntriesMax: 1, inflightMessagesMax: 1 } : {},
    trace: options.trace ?? null,
  });
  cluster.note(() => `seed ${seed}: ${scenario.name}`);
  const load = startLoad(cluster, scenario, linked, prng);
  for (const room of cluster.rooms) room.start();
  cluster.pass(calmStartMs);

  scenario.begin?.(cluster, prng);
  const endMs = cluster.clock.nowMs + (scenario.troubleMs ?? usualTroubleMs);
  while (cluster.clock.nowMs < endMs) {
    scenario.act(cluster, prng);
    cluster.pass(prng.between(0.3, 1.7) * scenario.everyMs);
  }
  healEverything(cluster);
  load.heal();
  demandProgress(cluster, load);
  if (scenario.demandsHomecoming === true) demandHomecoming(cluster);
  demandAgreement(cluster, load);
  load.demandTheWholeStory();
  const compared = cluster.order.demandRealTimeOrder(cluster.ledger.model);
  cluster.coverage.note("operations in real-time order", compared);
  return {
    seed,
    scenario: scenario.name,
    virtualMs: cluster.clock.nowMs,
    entries: cluster.raft.committedIndex,
    counts: cluster.coverage.counts,
  };
}

function startLoad(cluster: Cluster, scenario: Scenario, linked: boolean, prng: Prng): Load {
  if (!linked) {
    const hasSecondTabs = scenario.hasSecondTabs === true;
    return new RoomLoad(cluster, { groups: gatewayCount, thinkMs, hasSecondTabs }, prng);
  }
  const spared = scenario.sparesGateways === true;
  return new GatewayShow(cluster, { gateways: gatewayCount, thinkMs, spared }, prng.fork());
}

/** After the healing: every shard is served and pays, nothing stays unknown. */
function demandProgress(cluster: Cluster, load: Load): void {
  const { model } = cluster.ledger;
  load.finish();
  until(cluster, "every number to end", () => load.isIdle);
  until(cluster, "every shard to serve", () =>
    model.shards.every((_, shard) => !model.isSwitching(shard)),
  );
  load.payInEveryShard();
  until(cluster, "every shard to pay", () => load.hasEveryShardPaid);
}

/** Every shard ends in its home, unless that room flapped so often that it gets none for a minute. */
function demandHomecoming(cluster: Cluster): void {
  const { reference } = cluster.ledger;
  // Whoever was asked during the trouble may have forgotten it.
  for (const room of cluster.rooms) askForFailback(cluster, room.index, true);
  until(cluster, "all shards to go home", () => {
    const { shards, rooms } = reference.failoverView();
    return shards.every(({ home, owner }) => owner === home || rooms[home]!.status === "drained");
  });
}

/** Every room applies all there is, comes to the same state, and shows every receipt that was ever given. */
function demandAgreement(cluster: Cluster, load: Load): void {
  until(cluster, "all rooms to be equally far", () => sameIndex(cluster));
  until(cluster, "all rooms to have recovered", () =>
    cluster.rooms.every(({ disk }) => !disk.durable.recovering),
  );
  for (const room of cluster.rooms) {
    const { ledger } = room.room!;
    cluster.ledger.reached(room.index, ledger.appliedIndex, ledger);
    cluster.ledger.recount(room.index, ledger);
  }
  load.verifyAll();
  until(cluster, "all receipts to be shown", () => load.isVerified);
  until(
    cluster,
    () => `what is to be told: ${load.untold.join(", ")}`,
    () => load.untold.length === 0,
  );
}

function sameIndex(cluster: Cluster): boolean {
  const { committedIndex } = cluster.raft;
  return cluster.rooms.every((room) => room.room?.ledger.appliedIndex === committedIndex);
}

function until(cluster: Cluster, what: string | (() => string), condition: () => boolean): void {
  const giveUpMs = cluster.clock.nowMs + recoveryMaxMs;
  while (!condition()) {
    if (cluster.clock.nowMs > giveUpMs) {
      const wanted = typeof what === "string" ? what : what();
      throw new Violation("progress", `waited ${recoveryMaxMs} ms in vain for ${wanted}`);
    }
    cluster.pass(4);
  }
}
