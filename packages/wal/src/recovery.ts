import { join } from "node:path";
import type { Files } from "./files.ts";
import type { WalRecord } from "./records.ts";
import type { WalDamage } from "./refusals.ts";
import { readSegment, segmentFile } from "./segment.ts";
import type { ReadSegment } from "./segment.ts";
import type { Result, StoredSnapshot, WalEntry, WalHardState } from "./types.ts";
import { damageWords, type Words } from "./words.ts";

/** A segment on the disk, as far as compaction cares. */
export interface SegmentSummary {
  readonly segment: number;
  /** Highest index of an entry in it; 0 without any. */
  lastIndexMax: number;
}

/** The newest segment, where writing goes on. */
export interface SegmentTail {
  readonly segment: number;
  readonly path: string;
  readonly segmentBytes: number;
  /** The last valid frame: the only one that may be in the system's cache and not on the disk. */
  readonly lastFrame: Uint8Array;
  readonly lastFrameAt: number;
  readonly end: number;
  readonly nextSequence: number;
  /** What an unfinished write left behind `end`. */
  readonly tornBytes: number;
}

export interface ReplayedLog {
  readonly hardState: WalHardState;
  readonly snapshot: StoredSnapshot | null;
  readonly entries: readonly WalEntry[];
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly segments: readonly SegmentSummary[];
  readonly tail: SegmentTail;
}

/** Replays records in the order in which they were written. */
class Replay {
  hardState: WalHardState = { term: 0, votedFor: null };
  snapshot: StoredSnapshot | null = null;
  lastIndex = 0;
  lastTerm = 0;
  /** entries[i].index === firstIndex + i */
  readonly entries: WalEntry[] = [];

  begin(read: ReadSegment): void {
    ({
      hardState: this.hardState,
      snapshot: this.snapshot,
      lastIndex: this.lastIndex,
      lastTerm: this.lastTerm,
    } = read.start);
  }

  /** Null, or what is wrong with the record. `copy`: its data must not keep the bytes of the whole file alive. */
  take(record: WalRecord, copy: boolean): Words | null {
    switch (record.type) {
      case "segmentStart":
        return null;
      case "hardState":
        if (record.hardState.term < this.hardState.term) return damageWords.termGoesBack;
        this.hardState = record.hardState;
        return null;
      case "snapshot":
        this.snapshot = record.snapshot;
        if (record.adopted) {
          this.entries.length = 0;
          this.lastIndex = record.snapshot.index;
          this.lastTerm = record.snapshot.term;
        }
        return null;
      case "entry":
        return this.#takeEntry(
          copy ? { ...record.entry, data: record.entry.data.slice() } : record.entry,
        );
    }
  }

  #takeEntry(entry: WalEntry): Words | null {
    if (entry.index > this.lastIndex + 1) {
      return damageWords.entriesMissing(entry.index, this.lastIndex);
    }
    const first = this.entries[0]?.index ?? entry.index;
    // Raft deletes a conflicting entry and all that follow it (Figure 2, AppendEntries RPC, receiver 3). It may stand
    // before the first one here, where an adopted snapshot further on allowed older segments to be deleted.
    this.entries.length = Math.max(0, entry.index - first);
    this.entries.push(entry);
    this.lastIndex = entry.index;
    this.lastTerm = entry.term;
    return null;
  }
}

function startMatches(replay: Replay, read: ReadSegment): boolean {
  return read.start.lastIndex === replay.lastIndex && read.start.lastTerm === replay.lastTerm;
}

function summary(segment: number, read: ReadSegment): SegmentSummary {
  let lastIndexMax = 0;
  for (const frame of read.frames) {
    for (const record of frame.records) {
      if (record.type === "entry" && record.entry.index > lastIndexMax) {
        lastIndexMax = record.entry.index;
      }
    }
  }
  return { segment, lastIndexMax };
}

/** Reads all segments (`numbers`, ascending, at least one) and replays them. Rejects with the system's errors. */
export async function replaySegments(
  files: Files,
  directory: string,
  numbers: readonly number[],
): Promise<Result<ReplayedLog, WalDamage>> {
  const replay = new Replay();
  const segments: SegmentSummary[] = [];
  let tail: SegmentTail | null = null;
  for (const [position, segment] of numbers.entries()) {
    const path = join(directory, segmentFile(segment));
    const damage = (offset: number, what: Words): Result<ReplayedLog, WalDamage> => ({
      ok: false,
      refusal: { kind: "damaged", file: path, offset, what },
    });
    if (position > 0 && segment !== numbers[position - 1]! + 1) {
      return damage(0, damageWords.segmentGone(numbers[position - 1]! + 1));
    }
    const bytes = (await files.readWhole(path)) ?? new Uint8Array(0);
    const newest = position === numbers.length - 1;
    const result = readSegment(bytes, path, segment, tail?.nextSequence ?? null, newest);
    if (!result.ok) return result;
    const read = result.value;
    if (position === 0) replay.begin(read);
    else if (!startMatches(replay, read)) {
      return damage(0, damageWords.notContinued);
    }
    for (const frame of read.frames) {
      for (const record of frame.records) {
        const wrong = replay.take(record, read.end < bytes.length / 2);
        if (wrong !== null) return damage(frame.offset, wrong);
      }
    }
    segments.push(summary(segment, read));
    tail = {
      segment,
      path,
      segmentBytes: read.start.segmentBytes,
      lastFrame: bytes.slice(read.lastFrameAt, read.end),
      lastFrameAt: read.lastFrameAt,
      end: read.end,
      nextSequence: read.nextSequence,
      tornBytes: read.tornBytes,
    };
  }
  return finish(replay, segments, tail!);
}

function finish(
  replay: Replay,
  segments: readonly SegmentSummary[],
  tail: SegmentTail,
): Result<ReplayedLog, WalDamage> {
  const { hardState, snapshot, entries, lastIndex, lastTerm } = replay;
  const needed = (snapshot?.index ?? 0) + 1;
  const first = entries[0]?.index ?? lastIndex + 1;
  if (first > needed) {
    const what = damageWords.olderSegmentGone(first, needed);
    return { ok: false, refusal: { kind: "damaged", file: tail.path, offset: 0, what } };
  }
  return {
    ok: true,
    value: { hardState, snapshot, entries, lastIndex, lastTerm, segments, tail },
  };
}
