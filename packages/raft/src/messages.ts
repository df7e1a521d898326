/** What nodes say to each other. `term` is always the sender's current term. */
import type { Entry, SnapshotMeta } from "./types.ts";

/** Dissertation 9.6: would you vote for me in `campaignTerm`? Binds nobody, changes no term. */
export interface PreVoteRequest {
  readonly kind: "preVoteRequest";
  readonly term: number;
  readonly campaignTerm: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

/** Why a vote or pre-vote was refused. */
export type VoteRefusal =
  /** The voter is in the campaign's term already, or beyond it. */
  | "stale-term"
  /** The voter's log is more up to date (paper §5.4.1). */
  | "shorter-log"
  /** The voter heard from a leader within the minimum election timeout (dissertation 4.2.3, 9.6). */
  | "leader-alive"
  /** The voter's vote of this term belongs to somebody else. */
  | "voted-for-another"
  /** The voter lost its disk and with it the votes that it gave (see recovery.ts). */
  | "recovering";

export interface PreVoteReply {
  readonly kind: "preVoteReply";
  readonly term: number;
  readonly campaignTerm: number;
  /** null: granted. */
  readonly refusal: VoteRefusal | null;
}

/** Figure 2, RequestVote RPC. */
export interface VoteRequest {
  readonly kind: "voteRequest";
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The old leader asked for this campaign (dissertation 3.10): a live leader is no reason to refuse. */
  readonly transfer: boolean;
}

/** Figure 2, RequestVote RPC, results. A grant leaves the node only after the vote is durable. */
export interface VoteReply {
  readonly kind: "voteReply";
  readonly term: number;
  /** null: granted. */
  readonly refusal: VoteRefusal | null;
}

/** Figure 2, AppendEntries RPC. The entries follow prevLogIndex without a gap. */
export interface AppendRequest {
  readonly kind: "appendRequest";
  readonly term: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly leaderCommit: number;
  readonly entries: readonly Entry[];
}

/**
 * Figure 2, AppendEntries RPC, results, success: "My log equals yours up to matchIndex, durably." Cumulative; leaves the
 * node only after that is true on disk.
 */
export interface AppendAck {
  readonly kind: "appendAck";
  readonly term: number;
  readonly matchIndex: number;
}

/**
 * Figure 2, AppendEntries RPC, results, failure: the consistency check failed; carries the hint of paper §5.3 for going
 * back a term at a time.
 */
export interface AppendReject {
  readonly kind: "appendReject";
  readonly term: number;
  /** The prevLogIndex that did not match. */
  readonly prevLogIndex: number;
  /** Term of the follower's entry at prevLogIndex; 0 if its log is too short. */
  readonly conflictTerm: number;
  /** First index the follower stores for conflictTerm; its last index + 1 if its log is too short. */
  readonly conflictIndex: number;
}

/**
 * A sign of life without a consistency check, hence answered at once whatever the disk does. `commit` never exceeds
 * what this follower has acknowledged.
 */
export interface Heartbeat {
  readonly kind: "heartbeat";
  readonly term: number;
  readonly commit: number;
}

/** Answer to a heartbeat, and to any message of a deposed leader. Promises nothing. */
export interface HeartbeatAck {
  readonly kind: "heartbeatAck";
  readonly term: number;
}

/** The commit index moved and no append is due to carry it. Not answered. */
export interface CommitNotice {
  readonly kind: "commitNotice";
  readonly term: number;
  readonly commit: number;
}

/** Figure 13, InstallSnapshot RPC, one chunk. */
export interface SnapshotChunk {
  readonly kind: "snapshotChunk";
  readonly term: number;
  readonly snapshot: SnapshotMeta;
  /** Position of the chunk, from 0. */
  readonly chunk: number;
  /** True for the final chunk. */
  readonly last: boolean;
  readonly data: Uint8Array;
}

/** The first `chunks` chunks of the snapshot are stored. Completion is told by an AppendAck. */
export interface SnapshotAck {
  readonly kind: "snapshotAck";
  readonly term: number;
  readonly snapshotIndex: number;
  readonly chunks: number;
}

/** Dissertation 3.10: campaign now. */
export interface TimeoutNow {
  readonly kind: "timeoutNow";
  readonly term: number;
}

/**
 * Of a node that lost its disk, wherever another would answer a sign of life: confirm an index to me that a quorum without
 * me holds. `life` names this start of the node.
 */
export interface RecoveryRequest {
  readonly kind: "recoveryRequest";
  readonly term: number;
  readonly life: number;
}

/** As AppendAck, of a node that is recovering: what to send next follows from it, and nothing may be committed by it. */
export interface RecoveryAck {
  readonly kind: "recoveryAck";
  readonly term: number;
  readonly life: number;
  readonly matchIndex: number;
}

/** The entry at `index` was appended after the request of `life` had come, and a quorum without the asker holds it. */
export interface RecoveryBarrier {
  readonly kind: "recoveryBarrier";
  readonly term: number;
  readonly life: number;
  readonly index: number;
}

/** Proposals on their way to the leader. May be lost without notice. */
export interface Forward {
  readonly kind: "forward";
  readonly term: number;
  /** How often they were passed on already. */
  readonly hops: number;
  readonly data: readonly Uint8Array[];
}

/**
 * A heartbeat that carries a round (dissertation 6.4): a quorum that answers it shows that its sender led after the round
 * had begun. `commit` as in Heartbeat.
 */
export interface ReadRound {
  readonly kind: "readRound";
  readonly term: number;
  /** Counts the rounds of one leader in one term, from 1. */
  readonly round: number;
  readonly commit: number;
}

/** The answer to a heartbeat with that round. Promises nothing, and counts for every earlier round as well. */
export interface ReadRoundAck {
  readonly kind: "readRoundAck";
  readonly term: number;
  readonly round: number;
}

/** Asks the leader for an index that includes everything committed before now. May be lost; then it is asked again. */
export interface ReadIndex {
  readonly kind: "readIndex";
  readonly term: number;
  /** Names this start of the asker. */
  readonly life: number;
  /** The asker's number for the question. */
  readonly id: number;
}

export interface ReadIndexReply {
  readonly kind: "readIndexReply";
  readonly term: number;
  readonly life: number;
  readonly id: number;
  readonly index: number;
}

export type ReadMessage = ReadRound | ReadRoundAck | ReadIndex | ReadIndexReply;

export type RecoveryMessage = RecoveryRequest | RecoveryAck | RecoveryBarrier;

export type Message =
  | PreVoteRequest
  | PreVoteReply
  | VoteRequest
  | VoteReply
  | AppendRequest
  | AppendAck
  | AppendReject
  | Heartbeat
  | HeartbeatAck
  | CommitNotice
  | SnapshotChunk
  | SnapshotAck
  | TimeoutNow
  | Forward
  | RecoveryMessage
  | ReadMessage;
