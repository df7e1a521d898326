import type { LogAlarm } from "../../port.ts";

/** What the driver needs of the etcd member beside its room. Answers come by callback, never from within a call. */

/** Exact, where a double would round it: the hex digits of its varint. */
export type MemberId = string;

export interface MemberStatus {
  readonly member: MemberId;
  /** Null while the member knows none. */
  readonly leader: MemberId | null;
  readonly term: number;
  readonly revision: number;
  /** Raised by any member and known to all, until somebody disarms it: while it stands nothing is written. */
  readonly alarm: LogAlarm | null;
}

/** Why a call was not done. `sent: false` is definite: nothing of it can ever happen. */
export interface CallFailure {
  readonly sent: boolean;
  readonly reason:
    | "no-leader"
    /** The member is behind with applying. */
    | "overloaded"
    | "too-large"
    /** No answer in time, a broken connection, a member that stopped: it may happen yet. */
    | "unknown";
  readonly detail: string;
}

export type CreateOutcome =
  /** It is in the store, by this call or an earlier one. */
  | { readonly kind: "there" }
  /** Everything as old as this key may be deleted by now, so that its absence says nothing. Not stored by this call. */
  | { readonly kind: "too-old" }
  | { readonly kind: "failed"; readonly failure: CallFailure };

export interface StoredPut {
  readonly key: string;
  readonly value: Uint8Array;
  readonly revision: number;
}

export interface WatchOwner {
  /** Puts in the order of their revisions; a revision is never divided. */
  puts(puts: readonly StoredPut[], term: number): void;
  /** The watch is over. `compacted`: what was asked for is deleted up to that revision; null after anything else. */
  ended(compacted: number | null, detail: string): void;
}

export interface Prepared {
  /** The revision that made this log: there is nothing of it before. */
  readonly begin: number;
  /** Greater than of all earlier starts of the replica, whatever its clock says. */
  readonly boot: number;
}

export interface Cut {
  /** Payloads up to this revision are deleted. */
  readonly revision: number;
  /** Per origin the first key that stays, as half-open ranges. */
  readonly ranges: readonly { readonly from: string; readonly to: string }[];
}

export interface EtcdStore {
  status(timeoutMs: number, done: (status: MemberStatus | null) => void): void;
  /** Ids of the members by their names. */
  members(timeoutMs: number, done: (ids: ReadonlyMap<string, MemberId> | null) => void): void;
  /**
   * The floor and the first entry, which is empty, must be there before anything is created. Tells this start of the replica from
   * the ones before. Null where it could not be done.
   */
  prepare(replica: number, timeoutMs: number, done: (prepared: Prepared | null) => void): void;
  /**
   * Puts `value` under `key` unless there is something, or the floor of deletions has passed `seenRevision`: the store's
   * revision before the first attempt for this key. The result calls it off, which leaves the outcome unknown.
   */
  create(
    put: { readonly key: string; readonly value: Uint8Array; readonly seenRevision: number },
    timeoutMs: number,
    done: (outcome: CreateOutcome) => void,
  ): () => void;
  /** The revision of the newest payload that was stored before the call, at any member; null where nobody can say. */
  newest(timeoutMs: number, done: (revision: number | null) => void): void;
  /** Everything under the payloads' prefix from `fromRevision` on. The result ends it without `ended`. */
  watch(fromRevision: number, owner: WatchOwner): () => void;
  /** Raises the floor and deletes in one step, then compacts. */
  cut(cut: Cut, timeoutMs: number, done: (done: boolean) => void): void;
  moveLeader(to: MemberId, timeoutMs: number): void;
  close(): void;
}
