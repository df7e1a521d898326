/** Why entries are not in an archive. */
export const gapReasons = [
  /** Nobody wrote it then: the room ran without an archive, or ended at once, and its log no longer has these entries. */
  "not-written",
  /** The room took the state of another room instead of applying these entries. */
  "snapshot",
  /** More was applied than the disk took; the room went on. */
  "overload",
  /** The disk refused, as a full one does; the room went on. */
  "disk",
  /** The oldest, for which there was no more room within the configured size. */
  "dropped",
  /** The file is there and cannot be read. */
  "damaged",
] as const;
export type GapReason = (typeof gapReasons)[number];

/** Entries `from` to `to`, both included, that this archive does not hold. */
export interface ArchivedGap {
  readonly kind: "gap";
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
}

/** One applied entry of the log. */
export interface ArchivedEntry {
  readonly kind: "entry";
  readonly index: number;
  /** 64 hex digits: the chain hash after this entry. Recomputed from the one before and the payload, or it is a gap. */
  readonly chain: string;
  /** The first 16 of them, what a receipt carries. */
  readonly chainPrefix: string;
  /** The same 32 bytes, and those of the entry before: to be read, and not to be changed. */
  readonly chainBytes: Uint8Array;
  readonly chainBytesBefore: Uint8Array;
  /** The same of the entry before, which this archive may lack. */
  readonly chainPrefixBefore: string;
  /** As the log had it; empty for an entry of the log's engine. */
  readonly payload: Uint8Array;
  /** Records in the payload; 0 for one that is none of ours. */
  readonly records: number;
  /** Transfers that this entry booked. */
  readonly booked: number;
  /**
   * Per record its result code, + 128 where an earlier entry had ended the number; empty where every record is a
   * transfer that this entry booked.
   */
  readonly outcomes: Uint8Array;
  /** Two words per account opening that was granted: position of the record, + 2^31 where it is new; account. */
  readonly openings: Uint32Array;
}
