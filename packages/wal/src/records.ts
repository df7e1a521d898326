import type { StoredSnapshot, WalEntry, WalHardState } from "./types.ts";

/**
 * The records inside a frame: type (1 byte), zero (3), payload length (4), payload.
 *
 * A segment's first frame holds one `segmentStart`, which repeats the state at that point, so that older segments
 * can be deleted.
 */
export type WalRecord =
  | { readonly type: "segmentStart"; readonly start: SegmentStart }
  | { readonly type: "hardState"; readonly hardState: WalHardState }
  | { readonly type: "entry"; readonly entry: WalEntry }
  | { readonly type: "snapshot"; readonly snapshot: StoredSnapshot; readonly adopted: boolean };

export interface SegmentStart {
  readonly segmentBytes: number;
  /** Position of the last entry written before this segment. */
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly hardState: WalHardState;
  readonly snapshot: StoredSnapshot | null;
}

export const recordType = { segmentStart: 1, hardState: 2, entry: 3, snapshot: 4 } as const;
export const recordHeaderBytes = 8;
/** Index and term in front of an entry's data. */
export const entryHeadBytes = 16;
export const hardStateBytes = 16;
const storedSnapshotBytes = 32;
const snapshotRecordBytes = storedSnapshotBytes + 8;
const segmentStartBytes = 8 + 8 + 8 + hardStateBytes + 8 + storedSnapshotBytes;

/** Indexes and terms are safe integers, written as two words. */
function setSafeInteger(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 0x1_0000_0000, true);
  view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
}

function getSafeInteger(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
}

function setHardState(view: DataView, at: number, hardState: WalHardState): void {
  setSafeInteger(view, at, hardState.term);
  view.setInt32(at + 8, hardState.votedFor ?? -1, true);
  view.setUint32(at + 12, 0, true);
}

function getHardState(view: DataView, at: number): WalHardState {
  const votedFor = view.getInt32(at + 8, true);
  return { term: getSafeInteger(view, at), votedFor: votedFor < 0 ? null : votedFor };
}

function setStoredSnapshot(view: DataView, at: number, snapshot: StoredSnapshot): void {
  setSafeInteger(view, at, snapshot.index);
  setSafeInteger(view, at + 8, snapshot.term);
  setSafeInteger(view, at + 16, snapshot.bytes);
  view.setUint32(at + 24, snapshot.checksum, true);
  view.setUint32(at + 28, 0, true);
}

function getStoredSnapshot(view: DataView, at: number): StoredSnapshot {
  return {
    index: getSafeInteger(view, at),
    term: getSafeInteger(view, at + 8),
    bytes: getSafeInteger(view, at + 16),
    checksum: view.getUint32(at + 24, true),
  };
}

function recordView(type: number, payloadBytes: number): { bytes: Uint8Array; payload: DataView } {
  const bytes = new Uint8Array(recordHeaderBytes + payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, payloadBytes, true);
  return { bytes, payload: new DataView(bytes.buffer, recordHeaderBytes) };
}

export function encodeHardState(hardState: WalHardState): Uint8Array {
  const { bytes, payload } = recordView(recordType.hardState, hardStateBytes);
  setHardState(payload, 0, hardState);
  return bytes;
}

/** `adopted`: received from a leader, so it voids the entries before it; one taken here leaves them valid. */
export function encodeSnapshotPointer(snapshot: StoredSnapshot, adopted: boolean): Uint8Array {
  const { bytes, payload } = recordView(recordType.snapshot, snapshotRecordBytes);
  setStoredSnapshot(payload, 0, snapshot);
  payload.setUint32(storedSnapshotBytes, adopted ? 1 : 0, true);
  return bytes;
}

export function encodeSegmentStart(start: SegmentStart): Uint8Array {
  const { bytes, payload } = recordView(recordType.segmentStart, segmentStartBytes);
  setSafeInteger(payload, 0, start.segmentBytes);
  setSafeInteger(payload, 8, start.lastIndex);
  setSafeInteger(payload, 16, start.lastTerm);
  setHardState(payload, 24, start.hardState);
  payload.setUint32(40, start.snapshot === null ? 0 : 1, true);
  if (start.snapshot !== null) setStoredSnapshot(payload, 48, start.snapshot);
  return bytes;
}

/** Writes everything of an entry's record but its data to `at`. */
export function encodeEntryHead(view: DataView, at: number, entry: WalEntry): void {
  view.setUint32(at, recordType.entry, true);
  view.setUint32(at + 4, entryHeadBytes + entry.data.length, true);
  setSafeInteger(view, at + recordHeaderBytes, entry.index);
  setSafeInteger(view, at + recordHeaderBytes + 8, entry.term);
}

/** The records of a frame's body, whose checksum was right; null if they make no sense nevertheless. */
export function decodeRecords(body: Uint8Array, count: number): readonly WalRecord[] | null {
  const records: WalRecord[] = [];
  let at = 0;
  while (at < body.length) {
    if (at + recordHeaderBytes > body.length) return null;
    const view = new DataView(body.buffer, body.byteOffset + at, recordHeaderBytes);
    const length = view.getUint32(4, true);
    const begin = at + recordHeaderBytes;
    if (begin + length > body.length) return null;
    const record = decodeRecord(view.getUint32(0, true), body.subarray(begin, begin + length));
    if (record === null) return null;
    records.push(record);
    at = begin + length;
  }
  return records.length === count ? records : null;
}

function decodeRecord(type: number, payload: Uint8Array): WalRecord | null {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  switch (type) {
    case recordType.entry:
      if (payload.length < entryHeadBytes) return null;
      return {
        type: "entry",
        entry: {
          index: getSafeInteger(view, 0),
          term: getSafeInteger(view, 8),
          data: payload.subarray(entryHeadBytes),
        },
      };
    case recordType.hardState:
      if (payload.length !== hardStateBytes) return null;
      return { type: "hardState", hardState: getHardState(view, 0) };
    case recordType.snapshot:
      if (payload.length !== snapshotRecordBytes) return null;
      return {
        type: "snapshot",
        snapshot: getStoredSnapshot(view, 0),
        adopted: view.getUint32(storedSnapshotBytes, true) === 1,
      };
    case recordType.segmentStart:
      return payload.length === segmentStartBytes
        ? { type: "segmentStart", start: decodeSegmentStart(view) }
        : null;
    default:
      return null;
  }
}

function decodeSegmentStart(view: DataView): SegmentStart {
  return {
    segmentBytes: getSafeInteger(view, 0),
    lastIndex: getSafeInteger(view, 8),
    lastTerm: getSafeInteger(view, 16),
    hardState: getHardState(view, 24),
    snapshot: view.getUint32(40, true) === 1 ? getStoredSnapshot(view, 48) : null,
  };
}
