import { createHmac, hash } from "node:crypto";
import { join } from "node:path";
import {
  createLedger,
  describeNewerVersion,
  digestInterval,
  digestRecordsMax,
  newerVersionOf,
  type Ledger,
} from "@cablecut/ledger";
import {
  subtractCents,
  type Cents,
  type LocalizedText,
  type Receipt,
  type ReceiptCheck,
} from "@cablecut/protocol";
import { payloadOfEntry } from "@cablecut/replicated-log";
import { checkReceipt, toHex } from "@cablecut/room";
import { describeRefusal, readWal, type WalContents } from "@cablecut/wal";
import type { StoredShow } from "../show/show-file.ts";
import { snapshotTexts, verifyTexts } from "../texts/verify-texts.ts";
import type { LogTerms } from "./agreed-log.ts";

/** Chain hash and state digest after one entry, as text to compare. */
export type StateMark = string;

/** What one room's disk holds, once its log was applied as far as rooms agree. */
export interface ReplayedRoom {
  readonly appliedIndex: number;
  /** Its own state at the indexes where rooms can be compared. */
  readonly marks: ReadonlyMap<number, StateMark>;
  readonly accounts: number;
  readonly actualCents: Cents;
  readonly differenceCents: Cents;
  /** Every account added up, per account and in total, and the digest computed afresh. */
  readonly sound: boolean;
  /** Of the receipts asked for, in their order. */
  readonly receipts: readonly ReceiptCheck[];
}

type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: LocalizedText };

async function contentsOf(
  show: StoredShow,
  dataDirectory: string,
  room: string,
): Promise<Read<WalContents>> {
  const read = await readWal({
    directory: join(dataDirectory, "rooms", room),
    identity: { room, show: show.showId },
  });
  return read.ok ? read : { ok: false, reason: describeRefusal(read.refusal) };
}

/** The terms of a room's log; its payloads are read again when they are applied, so that one room is in memory at a time. */
export async function readTerms(
  show: StoredShow,
  dataDirectory: string,
  room: string,
): Promise<Read<LogTerms>> {
  const read = await contentsOf(show, dataDirectory, room);
  if (!read.ok) return read;
  const { snapshot, entries } = read.value.recovered;
  const snapshotIndex = snapshot?.index ?? 0;
  const firstIndex = entries[0]?.index ?? snapshotIndex + 1;
  return {
    ok: true,
    value: { snapshotIndex, firstIndex, terms: entries.map(({ term }) => term) },
  };
}

/** Applies a room's snapshot and log up to `upTo` and recounts; its state is marked at `compareAt`. */
export async function replayRoom(
  show: StoredShow,
  dataDirectory: string,
  room: string,
  plan: {
    readonly upTo: number;
    readonly compareAt: ReadonlySet<number>;
    readonly receipts: readonly Receipt[];
  },
): Promise<Read<ReplayedRoom>> {
  const read = await contentsOf(show, dataDirectory, room);
  if (!read.ok) return read;
  const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
  const ledger = createLedger({ topology: show.topology, pace: show.pace, sha256 });
  try {
    const marks = replay(ledger, read.value, plan.upTo, plan.compareAt);
    const count = ledger.recount();
    const mac = (text: string): Uint8Array =>
      createHmac("sha256", show.receiptKey).update(text).digest();
    return {
      ok: true,
      value: {
        appliedIndex: ledger.appliedIndex,
        marks,
        accounts: count.accounts,
        actualCents: count.actualCents,
        differenceCents: subtractCents(count.actualCents, count.expectedCents),
        sound: count.sound,
        receipts: plan.receipts.map((receipt) => checkReceipt(ledger, receipt, mac)),
      },
    };
  } catch (error) {
    // The ledger checks the funds after every entry, and the envelope its format: both say what is wrong.
    return { ok: false, reason: whyNotApplied(ledger.appliedIndex + 1, error) };
  }
}

/** A snapshot or an entry that this build does not take. */
class NotTaken extends Error {
  readonly words: LocalizedText;

  constructor(words: LocalizedText) {
    super(words.en);
    this.words = words;
  }
}

/** What the ledger itself says of what it cannot apply is for whoever works on it. */
function whyNotApplied(entry: number, error: unknown): LocalizedText {
  const what = error instanceof Error ? error.message : "unknown failure";
  const words =
    error instanceof NotTaken ? error.words : { en: what, zh: verifyTexts.notApplied.zh };
  return { en: `entry ${entry}: ${words.en}`, zh: `条目${entry}：${words.zh}` };
}

function replay(
  ledger: Ledger,
  { recovered, snapshotChunks }: WalContents,
  upTo: number,
  compareAt: ReadonlySet<number>,
): Map<number, StateMark> {
  if (recovered.snapshot !== null) {
    const restored = ledger.restore(snapshotChunks);
    if (!restored.ok) {
      const { en, zh } = snapshotTexts[restored.refusal];
      throw new NotTaken({ en: `${en}: ${restored.detail}`, zh });
    }
  }
  const marks = new Map<number, StateMark>();
  const mark = (): void => {
    if (!compareAt.has(ledger.appliedIndex)) return;
    marks.set(ledger.appliedIndex, markOf(toHex(ledger.chainHash(), 8), ledger.digest()));
  };
  mark();
  for (const { index, data } of recovered.entries) {
    if (index <= ledger.appliedIndex) continue;
    if (index > upTo) break;
    const payload = payloadOfEntry(data);
    const newer = newerVersionOf(payload);
    if (newer !== null) throw new NotTaken(describeNewerVersion(newer));
    ledger.apply(index, payload);
    mark();
  }
  const newest = Math.floor(ledger.appliedIndex / digestInterval) * digestInterval;
  for (let back = 0; back < digestRecordsMax; back++) {
    const report = ledger.digestAt(newest - back * digestInterval);
    if (report !== null) marks.set(report.index, markOf(report.chainPrefix, report.digest));
  }
  return marks;
}

function markOf(chainPrefix: string, digest: string): StateMark {
  return `${chainPrefix} ${digest}`;
}
