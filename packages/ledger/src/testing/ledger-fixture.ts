import { createHash } from "node:crypto";
import {
  defaultTopology,
  houseAccountsOf,
  ledgerResultOf,
  type LedgerResult,
  type LogEvent,
  type Pace,
  type Topology,
} from "@cablecut/protocol";
import { createLedger } from "../ledger.ts";
import type { Applied, Ledger } from "../ledger-api.ts";
import type { Command } from "./commands.ts";
import { encodeRaw } from "./raw-payload.ts";

/** Five rooms, ten shards: shard s is at home in room s mod 5, its canary is account 2s. */
export const smallTopology: Topology = { ...defaultTopology, shardsPerRoom: 2 };
export const smallHouse = houseAccountsOf(smallTopology);

export const keynote: Pace = {
  name: "keynote",
  heartbeatMs: 100,
  suspectMs: 2_000,
  leaseMs: 20_000,
  moveIntervalMs: 150,
};
export const fullSpeed: Pace = {
  name: "full-speed",
  heartbeatMs: 50,
  suspectMs: 450,
  leaseMs: 500,
  moveIntervalMs: 0,
};

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  createHash("sha256").update(bytes).digest();

export function smallLedger(): Ledger {
  return createLedger({ topology: smallTopology, pace: keynote, sha256 });
}

/** Of a person: its first bit is 0. */
export function tokenHashOf(name: string | number): string {
  return markedHashOf(name, (byte) => byte & 0x7f);
}

/** Of a synthetic attendee: its first bit is 1. */
export function syntheticHashOf(name: string | number): string {
  return markedHashOf(name, (byte) => byte | 0x80);
}

function markedHashOf(name: string | number, mark: (byte: number) => number): string {
  const hash = createHash("sha256").update(String(name)).digest();
  hash[0] = mark(hash[0]!);
  return hash.toString("hex");
}

export function resultsOf(applied: Applied): LedgerResult[] {
  return [...applied.results.subarray(0, applied.count)].map((code) => {
    const result = ledgerResultOf(code);
    if (result === null) throw new Error(`unknown result code ${code}`);
    return result;
  });
}

export function applyNext(ledger: Ledger, payload: Uint8Array): Applied {
  return ledger.apply(ledger.appliedIndex + 1, payload);
}

/** One payload of these commands; their results by name. */
export function commit(ledger: Ledger, ...commands: Command[]): LedgerResult[] {
  return resultsOf(applyNext(ledger, encodeRaw(commands)));
}

export function eventsOf(ledger: Ledger, ...commands: Command[]): readonly LogEvent[] {
  return applyNext(ledger, encodeRaw(commands)).events;
}

/** Opens an account in the shard (present epoch) and answers its id. */
export function openIn(ledger: Ledger, shard: number, name: string): number {
  const { epoch } = ledger.failoverView().shards[shard]!;
  const command: Command = { kind: "open", tokenHash: tokenHashOf(name), shard, epoch };
  return applyNext(ledger, encodeRaw([command])).openings[0]!.account;
}

/** A transfer with the payer's next number and the present epochs, unless told otherwise. */
export function pay(
  ledger: Ledger,
  payer: number,
  payee: number,
  amount: number,
  other: Partial<Extract<Command, { kind: "transfer" }>> = {},
): Extract<Command, { kind: "transfer" }> {
  const { shards } = ledger.failoverView();
  const epochFor = (account: number): number => {
    const view = ledger.account(account);
    return view === null ? 0 : shards[view.shard]!.epoch;
  };
  return {
    kind: "transfer",
    payer,
    payee,
    amount,
    sequence: (ledger.account(payer)?.lastSequence ?? 0) + 1,
    payerEpoch: epochFor(payer),
    payeeEpoch: epochFor(payee),
    ...other,
  };
}

export function cancel(
  ledger: Ledger,
  payer: number,
  sequence: number,
): Extract<Command, { kind: "cancel" }> {
  const { payerEpoch } = pay(ledger, payer, payer, 1);
  return { kind: "cancel", payer, sequence, payerEpoch };
}

/** The next valid heartbeat of the room. */
export function beat(ledger: Ledger, room: number, clockMs = 0): Command {
  const predecessor = ledger.failoverView().rooms[room]!.lastHeartbeat;
  return { kind: "heartbeat", room, predecessor, clockMs };
}

export function suspect(ledger: Ledger, room: number, by = (room + 1) % 5): Command {
  const { lastHeartbeat } = ledger.failoverView().rooms[room]!;
  return { kind: "suspect", room, by, lastHeartbeat };
}

export function failover(ledger: Ledger, shard: number, to: number): Command {
  return { ...move(ledger, shard, to), reason: "failover", by: to };
}

export function handover(ledger: Ledger, shard: number, to: number): Command {
  return { ...move(ledger, shard, to), reason: "handover" };
}

function move(ledger: Ledger, shard: number, to: number): Extract<Command, { kind: "move" }> {
  const { rooms, shards } = ledger.failoverView();
  const { owner, epoch } = shards[shard]!;
  const ownerHeartbeat = rooms[owner]!.lastHeartbeat;
  return {
    kind: "move",
    shard,
    from: owner,
    to,
    epoch,
    reason: "failover",
    ownerHeartbeat,
    by: owner,
  };
}

/** Empty entries up to and including `index`. */
export function fillTo(ledger: Ledger, index: number): void {
  while (ledger.appliedIndex < index) applyNext(ledger, new Uint8Array(0));
}

export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}
