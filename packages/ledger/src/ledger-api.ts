import type {
  AccountId,
  Cents,
  Dials,
  FailoverView,
  LedgerResult,
  LogEvent,
  LoggedIncident,
  LogIndex,
  Pace,
  PastIncident,
  SequenceNumber,
  ShardId,
  TokenHash,
  Topology,
} from "@cablecut/protocol";
import type { BatchReader } from "./format/batch-reader.ts";

/** What a ledger is made of. Two ledgers agree only if topology and first pace are the same (SPEC.md, G1). */
export interface LedgerConfig {
  readonly topology: Topology;
  /** The pace in force before the first SetPace. */
  readonly pace: Pace;
  /** SHA-256 of the bytes, 32 bytes. The argument's buffer is reused afterwards and must not be kept. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/** What one OpenAccount of the payload came to; refused openings are in `results` only. */
export interface Opening {
  /** Position of the record in the payload. */
  readonly record: number;
  readonly account: AccountId;
  /** False where the token hash had its account already. */
  readonly fresh: boolean;
}

/**
 * What applying one payload came to. The object and its arrays are reused: valid until the next `apply` or `restore`.
 * `events` and `openings` are fresh arrays whenever they are not empty and may be kept.
 */
export interface Applied {
  readonly index: LogIndex;
  /** `malformed` and `unknown-version`: the payload changed nothing but index and chain hash; `count` is 0. */
  readonly outcome: "applied" | "malformed" | "unknown-version";
  /** Records in the payload; only so many entries of `results` and `endedAt` are meant. */
  readonly count: number;
  /** `ledgerResultCodes` per record. */
  readonly results: Uint8Array;
  /**
   * Per record of a transfer or cancel: the log index at which its number ended, which is an earlier one for a replay;
   * 0 where the number has not ended, and for every other record.
   */
  readonly endedAt: Float64Array;
  /** Transfers booked by this payload, replays not counted. */
  readonly booked: number;
  readonly openings: readonly Opening[];
  readonly events: readonly LogEvent[];
  /** Walks the records of this payload, in step with `results`; call `rewind()` first. */
  readonly records: BatchReader;
}

export interface LedgerAccount {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly balance: Cents;
  /** The last number that ended; the next transfer carries this + 1. */
  readonly lastSequence: SequenceNumber;
  /** How the last number ended; `applied` is the opening. */
  readonly lastResult: LedgerResult;
  /** Log index at which the last number ended; 0 for a house account that has paid nothing yet. */
  readonly lastIndex: LogIndex;
  readonly sentCents: Cents;
  readonly receivedCents: Cents;
  readonly sentCount: number;
  readonly receivedCount: number;
  readonly openedIndex: LogIndex;
}

/** How one number of an account ended. */
export interface EndedNumber {
  readonly account: AccountId;
  readonly sequence: SequenceNumber;
  readonly kind: "opening" | "sent" | "refused" | "cancelled";
  readonly result: LedgerResult;
  /** Null for an opening and for a cancelled number. */
  readonly payee: AccountId | null;
  readonly amountCents: Cents;
  readonly index: LogIndex;
  /** First 8 bytes of the chain hash at `index`, 16 hex digits. */
  readonly chainPrefix: string;
}

export type ReceiptAnswer =
  | { readonly state: "found"; readonly receipt: EndedNumber }
  /** The number ended, longer ago than receipts are kept. */
  | { readonly state: "archived" }
  /** No such account, or the number has not ended at the applied index. */
  | { readonly state: "unknown" };

export interface HistoryEntry {
  readonly kind: "opening" | "sent" | "received" | "refused" | "cancelled";
  readonly counterparty: AccountId | null;
  readonly amountCents: Cents;
  /** The number of whoever paid: the own one, the counterparty's for `received`. */
  readonly sequence: SequenceNumber;
  readonly index: LogIndex;
  readonly result: LedgerResult;
  /** 16 hex digits; null for money received so long ago that the payer's receipt is archived. */
  readonly chainPrefix: string | null;
}

/** A log index as the journal remembers it. */
export interface JournalEntry {
  readonly index: LogIndex;
  readonly chainPrefix: string;
  readonly records: number;
  readonly booked: number;
}

export type JournalAnswer =
  | { readonly state: "found"; readonly entry: JournalEntry }
  | { readonly state: "archived" }
  | { readonly state: "unknown" };

/** What a replica's state was: chain hash and state digest after the entry `index`. */
export interface DigestReport {
  /** In heartbeats, and of what is recorded, a multiple of `digestInterval`; 0 while there is none. */
  readonly index: LogIndex;
  /** 16 hex digits each. */
  readonly digest: string;
  readonly chainPrefix: string;
}

export interface FundsOf {
  readonly accounts: number;
  readonly cents: Cents;
}

/** Every balance added up, nothing taken from running totals. */
export interface Recount {
  readonly index: LogIndex;
  readonly accounts: number;
  readonly expectedCents: Cents;
  readonly actualCents: Cents;
  readonly people: FundsOf;
  readonly synthetic: FundsOf;
  /** Canaries and tills. */
  readonly house: FundsOf;
  /** The state digest computed afresh from all accounts, 16 hex digits. */
  readonly digest: string;
  /**
   * That digest equals the incremental one, funds are as expected, per account and in total, and the three sums are those
   * that were carried along.
   */
  readonly sound: boolean;
}

export interface TotalsOf {
  readonly accounts: number;
  /** What the accounts were opened with. Money moves between the three groups, so only all together must be exact. */
  readonly expectedCents: Cents;
  readonly actualCents: Cents;
  /** Booked transfers that they paid. */
  readonly bookedTransfers: number;
}

/** Running totals of all accounts, cheap to read, and the three groups that they consist of. */
export interface Totals extends TotalsOf {
  readonly people: TotalsOf;
  readonly synthetic: TotalsOf;
  /** Canaries and tills. */
  readonly house: TotalsOf;
}

export type RestoreOutcome =
  | { readonly ok: true; readonly index: LogIndex }
  | {
      readonly ok: false;
      /** `other-genesis`: of a ledger with another topology or first pace. */
      readonly refusal: "snapshot-damaged" | "unknown-version" | "other-genesis";
      readonly detail: string;
    };

/** The deterministic state machine; rules in SPEC.md. All calls are synchronous. */
export interface Ledger {
  readonly appliedIndex: LogIndex;

  /**
   * Applies the payload committed at `index`, which must be `appliedIndex` + 1. An empty payload is an entry of the
   * log's engine and changes only index and chain hash. Never throws on bad bytes. Throws ConservationError if the
   * funds no longer add up, which only a bug can bring about; the ledger must not be used afterwards.
   */
  apply(index: number, payload: Uint8Array): Applied;

  /** 1, or 2 once the log has adopted it: from then on incidents and dials are state (SPEC.md, A). */
  readonly format: number;
  /** Counts incidents, 0 before the first; in format 1 it counts waves. */
  readonly incidentNumber: number;
  /** The last incident, open or ended; null as long as none has begun in format 2. */
  incident(): LoggedIncident | null;
  /** Those that have ended, oldest first, at most `pastIncidentsMax`. */
  pastIncidents(): readonly PastIncident[];
  /** The same object until one of them is set. */
  dials(): Dials;

  /** The same object until something in it changed; `rooms` and `shards` keep their identity while they are the same. */
  failoverView(): FailoverView;

  /** By the mark of its opening; house accounts, which have no token, are not. */
  isSynthetic(account: number): boolean;

  /** Null where no such account was opened. */
  account(account: number): LedgerAccount | null;
  accountByTokenHash(tokenHash: TokenHash): AccountId | null;
  /** Cheap reads for feeds; the account must exist. */
  balanceOf(account: number): Cents;
  shardOf(account: number): ShardId;
  lastSequenceOf(account: number): SequenceNumber;
  readonly accountCount: number;
  /** How much longer each room gets no shards because it was suspected too often, by log time, ms; null: it may. */
  drainedMs(): readonly (number | null)[];
  /** Accounts of people in the shard; its canary and till and synthetic attendees are not counted. */
  peopleIn(shard: number): number;
  syntheticIn(shard: number): number;

  receipt(account: number, sequence: number): ReceiptAnswer;
  /** Newest first, at most `count` and at most `receiptsPerAccountMax`; empty for an unknown account. */
  history(account: number, count: number): readonly HistoryEntry[];
  journal(index: number): JournalAnswer;

  /** 32 bytes, a copy. */
  chainHash(): Uint8Array;
  /** State digest at the applied index, 16 hex digits. */
  digest(): string;
  /** Digest and chain prefix at the applied index, whether it is a multiple of `digestInterval` or not. */
  digestNow(): DigestReport;
  /** Digest and chain prefix recorded at a multiple of `digestInterval`; null where it is not (or no longer) known. */
  digestAt(index: number): DigestReport | null;
  /**
   * What the next heartbeat of `room` should report: the newest index that another room has reported and this one has
   * not, so that rooms compare the same indexes however fast the log grows; else the newest there is.
   */
  digestToReport(room: number): DigestReport;

  totals(): Totals;
  recount(): Recount;

  /** The whole state after `appliedIndex`. The chunks are the caller's. They may be cut anew at any byte. */
  snapshot(): Uint8Array[];
  /** Replaces the whole state; a refused snapshot changes nothing. */
  restore(chunks: readonly Uint8Array[]): RestoreOutcome;
}
