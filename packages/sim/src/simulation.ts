import { defaultTopology, asAccountId, type Topology } from "@cablecut/protocol";
import { Cluster } from "./cluster.ts";
import { StandInGateway } from "./stand-in-gateway.ts";
import { Prng } from "./prng.ts";
import type { Counts } from "./coverage.ts";
import { askForFailback, healEverything } from "./nemesis.ts";
import { scenarios, type Scenario } from "./scenarios.ts";
import { Violation } from "./violation.ts";

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
  readonly trace?: ((line: string) => void) | null;
}

/** One run: trouble, healing, progress. Throws the Violation that it finds. The same seed gives the same run. */
export function runSeed(seed: number, options: RunOptions = {}): RunReport {
  const prng = new Prng(seed);
  const scenario = options.scenario ?? prng.pick(scenarios);
  const cluster = new Cluster({
    seed: prng.integer(0, 0xffff_ffff),
    topology: simulatedTopology,
    pace: scenario.pace(prng),
    gateways: gatewayCount,
    limits: { snapshotEveryEntries: scenario.snapshotEveryEntries ?? 100_000, keepEntriesMax: 20 },
    raft: scenario.entryByEntry === true ? { appendEntriesMax: 1, inflightMessagesMax: 1 } : {},
    trace: options.trace ?? null,
  });
  cluster.note(() => `seed ${seed}: ${scenario.name}`);
  const gateways = startGateways(cluster, prng);
  for (const room of cluster.rooms) room.start();
  cluster.pass(calmStartMs);

  scenario.begin?.(cluster, prng);
  const endMs = cluster.clock.nowMs + (scenario.troubleMs ?? usualTroubleMs);
  while (cluster.clock.nowMs < endMs) {
    scenario.act(cluster, prng);
    cluster.pass(prng.between(0.3, 1.7) * scenario.everyMs);
  }
  healEverything(cluster);
  demandProgress(cluster, gateways);
  if (scenario.demandsHomecoming === true) demandHomecoming(cluster);
  demandAgreement(cluster, gateways);
  return {
    seed,
    scenario: scenario.name,
    virtualMs: cluster.clock.nowMs,
    entries: cluster.raft.committedIndex,
    counts: cluster.coverage.counts,
  };
}

function startGateways(cluster: Cluster, prng: Prng): readonly StandInGateway[] {
  const shards = simulatedTopology.rooms.length * simulatedTopology.shardsPerRoom;
  const gateways = Array.from(
    { length: gatewayCount },
    (_, gateway) => new StandInGateway(cluster, gateway, thinkMs),
  );
  for (const [position, gateway] of gateways.entries()) {
    // Some phones use accounts that exist from the beginning, others open theirs.
    for (let phone = position; phone < shards; phone += 2 * gatewayCount) {
      gateway.addPhone(asAccountId(2 * phone), phone);
    }
    for (let phone = 0; phone < 3; phone += 1) {
      const token = `${position}/${phone}/${prng.next()}`;
      gateway.join(token, prng.integer(0, shards - 1));
    }
  }
  return gateways;
}

/** After the healing: every shard is served and pays, nothing stays unknown. */
function demandProgress(cluster: Cluster, gateways: readonly StandInGateway[]): void {
  for (const gateway of gateways) gateway.busy = false;
  until(cluster, "every number to end", () => gateways.every((gateway) => gateway.idle));
  until(cluster, "every shard to serve", () =>
    cluster.ledger.model.shards.every((_, shard) => !cluster.ledger.model.isSwitching(shard)),
  );
  const { model } = cluster.ledger;
  // Tills have paid nobody so far: their first number is free.
  const collector = gateways[0]!;
  for (const shard of model.shards.keys()) {
    collector.payOnce(asAccountId(2 * shard + 1), shard, asAccountId(2 * shard));
  }
  until(cluster, "every shard to pay", () => collector.idle);
  for (const shard of model.shards.keys()) {
    const paid = model.accounts[2 * shard + 1]!.ended[1]?.result;
    // A phone that hears nothing for long may have cancelled its payment.
    if (paid === "booked" || paid === "cancelled") continue;
    throw new Violation("progress", `shard ${shard} does not pay: ${paid}`);
  }
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
function demandAgreement(cluster: Cluster, gateways: readonly StandInGateway[]): void {
  until(cluster, "all rooms to be equally far", () => sameIndex(cluster));
  for (const room of cluster.rooms) {
    const { ledger } = room.room!;
    cluster.ledger.reached(room.index, ledger.appliedIndex, ledger);
    cluster.ledger.recount(room.index, ledger);
  }
  for (const gateway of gateways) gateway.verifyAll();
  until(cluster, "all receipts to be shown", () => gateways.every((gateway) => gateway.verified));
}

function sameIndex(cluster: Cluster): boolean {
  const { committedIndex } = cluster.raft;
  return cluster.rooms.every((room) => room.room?.ledger.appliedIndex === committedIndex);
}

function until(cluster: Cluster, what: string, condition: () => boolean): void {
  const giveUpMs = cluster.clock.nowMs + recoveryMaxMs;
  while (!condition()) {
    if (cluster.clock.nowMs > giveUpMs) {
      throw new Violation("progress", `waited ${recoveryMaxMs} ms in vain for ${what}`);
    }
    cluster.pass(4);
  }
}
