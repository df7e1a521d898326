import { join } from "node:path";
import type { Files, OpenFile } from "./files.ts";
import { findFrame, firstSequence } from "./frame.ts";
import { BlockPool, Group } from "./group.ts";
import { decodeRecords, encodeSegmentStart } from "./records.ts";
import type { SegmentStart, WalRecord } from "./records.ts";
import type { WalDamage } from "./refusals.ts";
import type { Result } from "./types.ts";
import { writeAll } from "./write-all.ts";
import { damageWords, type Words } from "./words.ts";

const segmentName = /^segment-(\d{10})\.wal$/;
export const preparedSegmentName = "segment-next.tmp";

export function segmentFile(segment: number): string {
  return `segment-${String(segment).padStart(10, "0")}.wal`;
}

/** The segment numbers among the names of a directory, ascending. */
export function segmentNumbers(names: readonly string[]): number[] {
  const numbers: number[] = [];
  for (const name of names) {
    const match = segmentName.exec(name);
    if (match !== null) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** Makes a file of zeros, as long as a segment; no segment yet. */
export async function prepareSegment(
  files: Files,
  directory: string,
  bytes: number,
): Promise<OpenFile> {
  const path = join(directory, preparedSegmentName);
  await files.remove(path);
  const file = await files.open(path, "create", true);
  await file.resize(bytes);
  await file.sync();
  return file;
}

export interface StartedSegment {
  readonly file: OpenFile;
  readonly path: string;
  /** Where its second frame goes. */
  readonly end: number;
}

/**
 * Turns the prepared file into segment number `segment`. Its first frame is durable before the name is: a segment
 * that can be seen always has a readable start.
 */
export async function startSegment(
  files: Files,
  directory: string,
  prepared: OpenFile,
  segment: number,
  sequence: number,
  start: SegmentStart,
): Promise<StartedSegment> {
  const group = new Group(new BlockPool(0));
  group.addRecord(encodeSegmentStart(start));
  const { chunks, bytes } = group.seal(sequence, segment);
  await writeAll(prepared, chunks, 0);
  const path = join(directory, segmentFile(segment));
  await files.rename(join(directory, preparedSegmentName), path);
  await files.syncDirectory(directory);
  return { file: prepared, path, end: bytes };
}

function nonZeroEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

export interface ReadFrame {
  readonly offset: number;
  readonly records: readonly WalRecord[];
}

export interface ReadSegment {
  readonly start: SegmentStart;
  readonly frames: readonly ReadFrame[];
  /** Offsets of its last frame and of what follows it. */
  readonly lastFrameAt: number;
  readonly end: number;
  readonly nextSequence: number;
  /** Length of the unfinished write that follows; 0 if only zeros do. */
  readonly tornBytes: number;
}

/**
 * Reads a segment. `sequence` is the number its first frame must have; null for the oldest one, which may have any.
 * Of the newest segment the end may be torn, no other.
 */
export function readSegment(
  bytes: Uint8Array,
  file: string,
  segment: number,
  sequence: number | null,
  newest: boolean,
): Result<ReadSegment, WalDamage> {
  const damage = (offset: number, what: Words): Result<ReadSegment, WalDamage> => ({
    ok: false,
    refusal: { kind: "damaged", file, offset, what },
  });
  const frames: ReadFrame[] = [];
  let at = 0;
  let lastFrameAt = 0;
  let expected = sequence ?? firstSequence(bytes);
  for (;;) {
    const found = findFrame(bytes, at, segment, expected);
    if (found.kind === "damaged") return damage(at, found.what);
    if (found.kind !== "frame") {
      const first = frames[0]?.records[0];
      if (first?.type !== "segmentStart") return damage(0, damageWords.firstFrameGone);
      const { segmentBytes } = first.start;
      if (bytes.length !== segmentBytes) {
        return damage(
          Math.min(bytes.length, segmentBytes),
          damageWords.otherLength(bytes.length, segmentBytes),
        );
      }
      const torn = found.kind === "torn";
      if (torn && !newest) return damage(at, damageWords.unfinished);
      return {
        ok: true,
        value: {
          start: first.start,
          frames,
          lastFrameAt,
          end: at,
          nextSequence: expected,
          tornBytes: torn ? nonZeroEnd(bytes) - at : 0,
        },
      };
    }
    const records = decodeRecords(found.body, found.header.records);
    if (records === null) return damage(at, damageWords.senseless);
    frames.push({ offset: at, records });
    lastFrameAt = at;
    at = found.end;
    expected++;
  }
}
