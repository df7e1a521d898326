import { hash } from "node:crypto";
import { join } from "node:path";
import { createLedger, type Ledger } from "@cablecut/ledger";
import { openWalStorage, payloadOfEntry } from "@cablecut/replicated-log";
import { describeRefusal, readWal } from "@cablecut/wal";
import type { KeptShow } from "../processes/five-rooms.ts";

export type Counts = Record<string, number>;

/** What the log of a room holds behind its snapshot, as counted while it was applied. */
export interface LogContents {
  /** Records by their kind, and what they came to, both by the code in the bytes: names may change, codes do not. */
  readonly records: Counts;
  readonly results: Counts;
  /** Events by name, moves by their reason. */
  readonly events: Counts;
  /** Entries whose payload meant nothing to the ledger. */
  readonly notUnderstood: number;
}

export interface ReplayedRoom {
  readonly ledger: Ledger;
  /** 0 without a snapshot. */
  readonly snapshotIndex: number;
  /** The last entry on the disk, committed or not. */
  readonly lastIndex: number;
  /** Of the last applied entry. */
  readonly term: number;
  readonly contents: LogContents;
}

/** Restores a stopped room's snapshot and applies its log up to `upTo`, by the ledger of this checkout. Throws what is wrong. */
export async function replayRoom(
  show: KeptShow,
  room: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<ReplayedRoom> {
  const read = await readWal({
    directory: join(show.dataDirectory, "rooms", room),
    identity: { room, show: show.showId },
  });
  if (!read.ok) throw new Error(`${room}: ${describeRefusal(read.refusal).en}`);
  const { recovered, snapshotChunks } = read.value;
  const { snapshot, entries } = recovered;
  const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
  const ledger = createLedger({ topology: show.topology, pace: show.pace, sha256 });
  if (snapshot !== null) {
    const restored = ledger.restore(snapshotChunks);
    if (!restored.ok) throw new Error(`${room}: its snapshot is refused: ${restored.detail}`);
  }
  let term = snapshot?.term ?? 0;
  const contents = { records: {}, results: {}, events: {}, notUnderstood: 0 };
  for (const entry of entries) {
    if (entry.index <= ledger.appliedIndex) continue;
    if (entry.index > upTo) break;
    const applied = ledger.apply(entry.index, payloadOfEntry(entry.data));
    term = entry.term;
    if (applied.outcome !== "applied") contents.notUnderstood += 1;
    applied.records.rewind();
    while (applied.records.next()) {
      count(contents.records, applied.records.kind);
      count(contents.results, applied.results[applied.records.position]!);
    }
    for (const event of applied.events) {
      count(contents.events, event.kind === "shard-moved" ? event.reason : event.kind);
    }
  }
  const snapshotIndex = snapshot?.index ?? 0;
  const lastIndex = entries.at(-1)?.index ?? snapshotIndex;
  return { ledger, snapshotIndex, lastIndex, term, contents };
}

function count(counts: Counts, name: string | number): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Lets a stopped room have the snapshot that its own log would take after `index`; no entry is forgotten. */
export async function takeSnapshot(show: KeptShow, room: string, index: number): Promise<void> {
  const { ledger, term } = await replayRoom(show, room, index);
  if (ledger.appliedIndex !== index) throw new Error(`${room} has no entry ${index}`);
  const opened = await openWalStorage({
    directory: join(show.dataDirectory, "rooms", room),
    identity: { room, show: show.showId },
    ifEmpty: "refuse",
    onFailure: (failure) => {
      throw new Error(describeRefusal(failure).en);
    },
  });
  if (!opened.ok) throw new Error(describeRefusal(opened.refusal).en);
  const { storage } = opened.value;
  await new Promise<void>((done) => {
    storage.saveSnapshot({ index, term }, ledger.snapshot(), () => done());
  });
  await new Promise<void>((done) => storage.close(done));
}

export function chainPrefixOf(ledger: Ledger): string {
  return Buffer.from(ledger.chainHash().subarray(0, 8)).toString("hex");
}
