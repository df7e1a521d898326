/**
 * What a room's own part of a transfer costs, on one thread: a frame of a gateway taken, stamped, proposed and answered.
 * The log commits at once and the ledger's apply is measured apart and subtracted.
 *
 *   node --import tsx packages/room/bench/transfers.ts [--accounts 65536] [--seconds 3] [--receipts]
 */
import { createHash, createHmac, hash } from "node:crypto";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { paceProfiles } from "@cablecut/failover";
import { BatchWriter, type Ledger } from "@cablecut/ledger";
import {
  defaultTopology,
  houseAccountsOf,
  markTokenHash,
  shardCountOf,
  TransferWriter,
  transfersPerFrameMax,
} from "@cablecut/protocol";
import { MachineRoom } from "../src/index.ts";
import { InstantLog } from "../src/testing/instant-log.ts";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "65536" },
    seconds: { type: "string", default: "3" },
    receipts: { type: "boolean", default: false },
  },
});
const people = Number(values.accounts);
const gateway = "bench";
const shards = shardCountOf(defaultTopology);
const house = houseAccountsOf(defaultTopology);

const deferred: (() => void)[] = [];
let answerBytes = 0;
const room = new MachineRoom({
  topology: defaultTopology,
  room: 0,
  boot: 1,
  // Nobody but this room is there: the others must not be suspected for it.
  pace: { ...paceProfiles.keynote, suspectMs: 3_600_000, leaseMs: 3_600_000 },
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  ports: {
    nowMs: () => performance.now(),
    clockMs: () => Date.now(),
    mac: (text) => createHmac("sha256", "key of the bench").update(text).digest(),
    send: (_, message) => (answerBytes += message.length) > 0,
    defer: (task) => deferred.push(task),
    halt: (reason) => {
      throw new Error(reason.en);
    },
    encodeText: (text) => new TextEncoder().encode(text),
    decodeText: (bytes) => new TextDecoder().decode(bytes),
  },
});
const log = new InstantLog(room.consumer);
room.attach(log);
room.consumer.leaderChanged(0, 1);
log.inject(new Uint8Array(0));
room.gatewayJoined(gateway);

function runDeferred(): void {
  for (let task = deferred.shift(); task !== undefined; task = deferred.shift()) task();
}

function openEverybody(): void {
  const writer = new BatchWriter();
  for (let person = 0; person < people; person += 1) {
    const tokenHash = createHash("sha256").update(String(person)).digest();
    markTokenHash(tokenHash, false);
    writer.open(tokenHash.toString("hex"), person % shards, 1);
    if (writer.count === 1_024 || person === people - 1) log.inject(writer.finish());
    runDeferred();
  }
}

let applyMs = 0;
const { ledger } = room;
const apply: Ledger["apply"] = ledger.apply.bind(ledger);
ledger.apply = (index, payload) => {
  const start = performance.now();
  const applied = apply(index, payload);
  applyMs += performance.now() - start;
  return applied;
};

openEverybody();
while (room.failover.transferRefusal(ledger.shardOf(house)) !== null) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  room.tick();
  runDeferred();
}

const own = Array.from({ length: people }, (_, person) => house + person).filter(
  (account) => room.failover.transferRefusal(ledger.shardOf(account)) === null,
);
const groups: number[][] = [];
for (let at = 0; at < own.length; at += transfersPerFrameMax) {
  groups.push(own.slice(at, at + transfersPerFrameMax));
}

function frameOf(group: readonly number[], sequence: number): Uint8Array {
  const writer = new TransferWriter(group.length);
  for (const payer of group) {
    const payee = house + ((payer * 7_919 + sequence * 104_729) % people);
    writer.add(false, payer, payee === payer ? payer + 1 : payee, 1 + (payer % 999), sequence);
  }
  return writer.finish({ receipts: values.receipts });
}

const rounds: { total: number; apply: number }[] = [];
const endMs = performance.now() + Number(values.seconds) * 1_000;
let sequence = 0;
while (performance.now() < endMs) {
  sequence += 1;
  const frames = groups.map((group) => frameOf(group, sequence));
  const booked = ledger.totals().bookedTransfers;
  applyMs = 0;
  const start = performance.now();
  for (const frame of frames) {
    room.receive(gateway, frame);
    runDeferred();
  }
  const total = performance.now() - start;
  if (ledger.totals().bookedTransfers - booked !== own.length) {
    throw new Error("the bench's transfers must all be booked");
  }
  if (sequence > 10) rounds.push({ total, apply: applyMs });
}

function nanoseconds(of: (round: { total: number; apply: number }) => number): string {
  const sorted = rounds.map(of).toSorted((one, other) => one - other);
  const at = (share: number): string =>
    ((sorted[Math.floor(share * sorted.length)]! * 1e6) / own.length).toFixed(0);
  return `p10 ${at(0.1)}, p50 ${at(0.5)} ns per transfer`;
}

console.log(
  `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(
  `${own.length} payers of one room among ${people} accounts, ${rounds.length} rounds, receipts: ${values.receipts}`,
);
console.log(`ledger:  ${nanoseconds((round) => round.apply)}`);
console.log(`the room's own part: ${nanoseconds((round) => round.total - round.apply)}`);
