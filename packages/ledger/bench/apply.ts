/**
 * How fast one ledger applies transfers, on one thread, with everything on: checksum, chain hash, client table, receipts,
 * digest, conservation. And how long snapshot and restore take of a ledger whose receipts are all in use.
 *
 *   node --import tsx packages/ledger/bench/apply.ts [--accounts 65536] [--batch 1024] [--seconds 4]
 */
import { createHash } from "node:crypto";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import {
  defaultTopology,
  houseAccountsOf,
  markTokenHash,
  shardCountOf,
  type Pace,
} from "@cablecut/protocol";
import { BatchReader, BatchWriter, createLedger, type Ledger } from "../src/index.ts";
import { checksumOf } from "../src/format/checksum.ts";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "65536" },
    batch: { type: "string", default: "1024" },
    seconds: { type: "string", default: "4" },
  },
});
const people = Number(values.accounts);
const batch = Number(values.batch);
const seconds = Number(values.seconds);

const pace: Pace = {
  name: "full-speed",
  heartbeatMs: 50,
  suspectMs: 450,
  leaseMs: 500,
  moveIntervalMs: 0,
};
const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const house = houseAccountsOf(defaultTopology);

let random = 0x2545f491;
function below(limit: number): number {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return (random >>> 0) % limit;
}

function openEverybody(ledger: Ledger): void {
  const writer = new BatchWriter();
  for (let person = 0; person < people;) {
    for (let n = 0; n < 1_024 && person < people; n++, person++) {
      const hash = createHash("sha256").update(String(person)).digest();
      markTokenHash(hash, false);
      writer.open(hash.toString("hex"), person % shardCountOf(defaultTopology), 1);
    }
    ledger.apply(ledger.appliedIndex + 1, writer.finish());
  }
}

const order = Uint32Array.from({ length: people }, (_, person) => person);
for (let place = people - 1; place > 0; place--) {
  const other = below(place + 1);
  [order[place], order[other]] = [order[other]!, order[place]!];
}

/** Every payer once per round, in no order, payees at random: one transfer in flight per account, as with phones. */
function payloadsOfRound(sequence: number): Uint8Array[] {
  const writer = new BatchWriter();
  const payloads: Uint8Array[] = [];
  for (const person of order) {
    const payer = house + person;
    let payee = house + below(people);
    if (payee === payer) payee = house + ((person + 1) % people);
    writer.transfer(payer, payee, 1 + below(999), sequence, 1, 1);
    if (writer.count === batch) payloads.push(writer.finish());
  }
  if (writer.count > 0) payloads.push(writer.finish());
  return payloads;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function perTransfer(
  name: string,
  payloads: readonly Uint8Array[],
  work: (payload: Uint8Array) => void,
): void {
  for (let warm = 0; warm < 3; warm++) payloads.forEach(work);
  const start = performance.now();
  for (let times = 0; times < 5; times++) payloads.forEach(work);
  const ns = ((performance.now() - start) * 1e6) / (5 * people);
  console.log(`  ${name.padEnd(34)} ${ns.toFixed(1).padStart(7)} ns per transfer`);
}

const ledger = createLedger({ topology: defaultTopology, pace, sha256 });
openEverybody(ledger);

const batchMs: number[] = [];
let transfers = 0;
let encodeMs = 0;
let busyMs = 0;
for (let sequence = 1; busyMs < seconds * 1_000; sequence++) {
  const encodeStart = performance.now();
  const payloads = payloadsOfRound(sequence);
  encodeMs += performance.now() - encodeStart;
  const warm = sequence > 5;
  for (const payload of payloads) {
    const start = performance.now();
    const applied = ledger.apply(ledger.appliedIndex + 1, payload);
    const ms = performance.now() - start;
    if (applied.booked !== applied.count)
      throw new Error("the bench's transfers must all be booked");
    if (!warm) continue;
    batchMs.push(ms);
    busyMs += ms;
    transfers += applied.count;
  }
  if (!warm) encodeMs = 0;
}
batchMs.sort((one, two) => one - two);

console.log(
  `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(
  `${people} payers in no order, payees at random, ${batch} transfers per payload, all booked`,
);
console.log(
  `apply: ${(transfers / busyMs / 1_000).toFixed(2)}M transfers/s (${((busyMs * 1e6) / transfers).toFixed(1)} ns each)`,
);
console.log(
  `  per payload: p10 ${(percentile(batchMs, 0.1) * 1e3).toFixed(0)} us, p50 ${(percentile(batchMs, 0.5) * 1e3).toFixed(0)} us, p99 ${(percentile(batchMs, 0.99) * 1e3).toFixed(0)} us, ` +
    `p99.9 ${(percentile(batchMs, 0.999) * 1e3).toFixed(0)} us, max ${(batchMs.at(-1)! * 1e3).toFixed(0)} us`,
);
console.log("where it goes, measured apart:");
console.log(
  `  ${"encode (BatchWriter, once per batch)".padEnd(34)} ${((encodeMs * 1e6) / transfers).toFixed(1).padStart(7)} ns per transfer`,
);
const sample = payloadsOfRound(1);
const reader = new BatchReader();
perTransfer("load: copy, checksum, structure", sample, (payload) => void reader.load(payload));
perTransfer("  of it the checksum", sample, (payload) => {
  checksumOf(
    new Uint32Array(payload.buffer, payload.byteOffset, payload.length / 4),
    0,
    payload.length / 4,
    0,
  );
});
perTransfer("chain hash (SHA-256, node:crypto)", sample, (payload) => void sha256(payload));
perTransfer("walk the records, no effect", sample, (payload) => {
  reader.load(payload);
  while (reader.next());
});
const replays = payloadsOfRound(1);
perTransfer("apply of what is archived", replays, (payload) => {
  ledger.apply(ledger.appliedIndex + 1, payload);
});

const times = { snapshot: [] as number[], restore: [] as number[] };
let bytes = 0;
for (let round = 0; round < 9; round++) {
  const start = performance.now();
  const chunks = ledger.snapshot();
  times.snapshot.push(performance.now() - start);
  bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const other = createLedger({ topology: defaultTopology, pace, sha256 });
  const restoreStart = performance.now();
  const outcome = other.restore(chunks);
  times.restore.push(performance.now() - restoreStart);
  if (!outcome.ok || other.digest() !== ledger.digest()) throw new Error("restored differently");
}
for (const [name, list] of Object.entries(times)) {
  list.sort((one, two) => one - two);
  console.log(
    `${name}: p50 ${percentile(list, 0.5).toFixed(1)} ms, max ${list.at(-1)!.toFixed(1)} ms, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
  );
}
const recountStart = performance.now();
const recount = ledger.recount();
console.log(
  `full recount: ${(performance.now() - recountStart).toFixed(1)} ms, sound: ${String(recount.sound)}`,
);
console.log(`memory: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB resident`);
