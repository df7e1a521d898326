/**
 * The vocabulary of the Raft core and its contract with a driver.
 *
 * The core does no I/O, reads no clock and draws no randomness of its own. A driver feeds it inputs with `step` and
 * `propose`, and performs what `take` returns. "Paper" is Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm" (extended version); "dissertation" is Ongaro's "Consensus: Bridging Theory and Practice".
 */
import type { Message } from "./messages.ts";

/** Position of a node in the fixed membership: 0 .. nodeCount-1. */
export type NodeId = number;

/** One position of the log. Empty `data` is the no-op a new leader appends (paper §8), never a proposal. */
export interface Entry {
  /** Dense, from 1. */
  readonly index: number;
  /** The term of the leader that created it. Never decreases along the log. */
  readonly term: number;
  /** Neither copied nor changed by the core; the driver must not change it either. */
  readonly data: Uint8Array;
}

/** Figure 2, "Persistent state on all servers", without the log. */
export interface HardState {
  readonly term: number;
  readonly votedFor: NodeId | null;
}

/** The last log position a snapshot covers. */
export interface SnapshotMeta {
  readonly index: number;
  readonly term: number;
}

/** What the driver found on disk. A node that never ran starts from `{ term: 0, votedFor: null }`, null and []. */
export interface RestoredState {
  readonly hardState: HardState;
  /** The newest adopted snapshot; the driver has restored its state machine from it before it creates the core. */
  readonly snapshot: SnapshotMeta | null;
  /**
   * The surviving log, dense. It may begin at or below the snapshot's index (a tail kept for slow followers), never
   * above snapshot.index + 1. Entries that a later persist overwrote or discarded must not be in it.
   */
  readonly entries: readonly Entry[];
  /**
   * The log that this node wrote earlier is lost, and what is here was received since. `life` is a safe integer that
   * differs for every start. See recovery.ts; it ends with `Effects.recovered`.
   */
  readonly recovering?: { readonly life: number } | null;
  /**
   * Others hold what is left of the log after a loss that was accepted: this node began empty. It votes, and campaigns
   * only once a quorum has what its leader began with; until `Effects.recovered`.
   */
  readonly follows?: boolean;
}

/** Every limit and time of the core. Times in milliseconds, sizes in bytes of entry data. */
export interface RaftConfig {
  readonly id: NodeId;
  /** 1, 3, 5 or 7. */
  readonly nodeCount: number;
  /** A follower that hears no leader for a time drawn from [min, max) campaigns (paper §5.2). */
  readonly electionTimeoutMinMs: number;
  readonly electionTimeoutMaxMs: number;
  /** Interval of the leader's heartbeats, and of a campaign's repeated requests. */
  readonly heartbeatMs: number;
  /** One proposal's data; a larger one is refused as `too-large`. */
  readonly entryBytesMax: number;
  /** Entry data in one append message (a single larger entry still travels alone). */
  readonly appendBytesMax: number;
  readonly appendEntriesMax: number;
  /**
   * Append messages and their bytes sent to one peer and not yet acknowledged (dissertation 10.2). The message that
   * reaches the bound in bytes still goes, so it may be exceeded by appendBytesMax.
   */
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  /** What a leader keeps uncommitted before it refuses proposals as `overloaded`. */
  readonly uncommittedEntriesMax: number;
  readonly uncommittedBytesMax: number;
  /** What one `take` hands out to apply. The rest follows with the next one (`Effects.more`). */
  readonly applyEntriesMax: number;
  readonly applyBytesMax: number;
  /** Snapshot chunks asked from the driver or sent to a peer and not yet acknowledged. */
  readonly snapshotChunksInflightMax: number;
  /** A chunk without an acknowledgement for this long is sent again once the peer answers heartbeats. */
  readonly snapshotRetryMs: number;
}

// ---------------------------------------------------------------------------------------------------------------
// Inputs

export type Input =
  /** Time went by. Due at `nextDeadlineMs()`; more often does no harm. */
  | { readonly kind: "tick" }
  | { readonly kind: "message"; readonly from: NodeId; readonly message: Message }
  /** Persist `id`, and with it every earlier one, is on stable storage. */
  | { readonly kind: "persisted"; readonly id: number }
  /** A snapshot taken here by the driver is on stable storage, including its pointer. */
  | { readonly kind: "snapshotStored"; readonly snapshot: SnapshotMeta }
  /**
   * Forget entries up to and including `upToIndex`, which must not exceed the newest snapshot's index. Entries that
   * are not yet part of a persist stay, whatever is asked.
   */
  | { readonly kind: "compact"; readonly upToIndex: number }
  /** Answer to a SnapshotRead. */
  | {
      readonly kind: "snapshotChunkRead";
      readonly to: NodeId;
      readonly snapshot: SnapshotMeta;
      readonly chunk: number;
      readonly last: boolean;
      readonly data: Uint8Array;
    }
  /** Answer to a SnapshotRead whose file or chunk does not exist: the core starts again with the newest snapshot. */
  | { readonly kind: "snapshotReadFailed"; readonly to: NodeId; readonly snapshot: SnapshotMeta }
  /**
   * Answer to a SnapshotWrite, in the order of the writes. For the last chunk it means: the whole file is on stable
   * storage. It is not adopted yet; that is what `Persist.snapshot` and `Effects.restore` say, if ever.
   */
  | {
      readonly kind: "snapshotChunkStored";
      readonly snapshot: SnapshotMeta;
      readonly chunk: number;
    }
  /** Hand leadership over (dissertation 3.10). A hint: ignored unless this node leads and `to` is another node. */
  | { readonly kind: "transferLeadership"; readonly to: NodeId };

/** Why `step` changed nothing. Inputs of the driver itself are never refused: a wrong one throws. */
export type StepRefusal =
  /** `from` is not another member. */
  | "unknown-sender"
  /** Fields contradict each other: entries with a gap, terms that go back, a term of 0. */
  | "malformed-message";

/** Why a proposal was certainly not taken. */
export type ProposalRefusal =
  /** No leader is known: it was neither appended nor sent. */
  | "no-leader"
  /** uncommittedEntriesMax or uncommittedBytesMax is reached. */
  | "overloaded"
  /** This leader is handing over; a new one is expected within an election timeout. */
  | "leadership-transfer"
  /** More than entryBytesMax, or empty (which is reserved for the no-op). */
  | "bad-size";

/** Why no read index can be asked for now; nothing was asked. */
export type ReadRefusal =
  /** No leader is known. */
  | "no-leader"
  /** This leader is handing over. */
  | "leadership-transfer";

/** The first `taken` proposals were appended here or sent to the leader; the next one met `refusal`. */
export interface ProposeResult {
  readonly taken: number;
  /** True if they go to another node (or wait for one), so that their loss would go unnoticed. */
  readonly forwarded: boolean;
  /** null: all were taken. */
  readonly refusal: ProposalRefusal | null;
}

// ---------------------------------------------------------------------------------------------------------------
// Effects

export interface Envelope {
  readonly to: NodeId;
  /** The same object may be addressed to several nodes: encode it once. */
  readonly message: Message;
}

/**
 * One write to stable storage. Writes are started in the order of their ids and confirmed in that order, each by
 * `persisted` or several by the last of them. Within one persist: first the snapshot, then hard state and entries.
 */
export interface Persist {
  /** 1, 2, 3, ... in this incarnation of the core. */
  readonly id: number;
  readonly hardState: HardState | null;
  /** Overwrite whatever was stored at the same and all higher indexes. */
  readonly entries: readonly Entry[];
  /** A received snapshot to adopt (its file is stored already): every entry stored before this persist is void. */
  readonly snapshot: SnapshotMeta | null;
}

/** Read a chunk of the stored snapshot and answer with `snapshotChunkRead` or `snapshotReadFailed`. */
export interface SnapshotRead {
  readonly to: NodeId;
  readonly snapshot: SnapshotMeta;
  /** From 0. The driver decides the size (1 MiB) and which is the last; both must not change between reads. */
  readonly chunk: number;
}

/** Write a chunk of a received snapshot. Chunk 0 begins a new file and voids an unfinished or unadopted one. */
export interface SnapshotWrite {
  readonly snapshot: SnapshotMeta;
  readonly chunk: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

export type Role = "follower" | "pre-candidate" | "candidate" | "leader";

export interface Leadership {
  readonly role: Role;
  readonly term: number;
  readonly leader: NodeId | null;
}

/**
 * What the driver must do, in any order except where said. It neither waits for the persist before it sends the
 * messages (messages that promise durability are held back by the core) nor applies after it (committed entries are
 * durable on a quorum, perhaps not here yet).
 */
export interface Effects {
  readonly messages: readonly Envelope[];
  readonly persist: Persist | null;
  /** Replace the state machine's state by this received snapshot, before `committed` is applied. */
  readonly restore: SnapshotMeta | null;
  /** Apply in this order, each index once. The first follows the last one handed out or restored. */
  readonly committed: readonly Entry[];
  readonly snapshotReads: readonly SnapshotRead[];
  readonly snapshotWrites: readonly SnapshotWrite[];
  /**
   * This node is no longer recovering, and everything that this rests on is durable: the storage may forget that its log
   * was lost. Until it has, a restart recovers again, which is as safe.
   */
  readonly recovered: boolean;
  /** Of `readIndex`; perhaps none, perhaps the same one twice. */
  readonly readIndexes: readonly AnsweredRead[];
  /** Set if role, term or known leader changed since the last `take`. */
  readonly leadership: Leadership | null;
  /** There is more to apply than one take may hand out: call `take` again, after other events had their turn. */
  readonly more: boolean;
}

/** The answer to `readIndex`: everything that was committed anywhere before that call is at or below `index`. */
export interface AnsweredRead {
  readonly id: number;
  readonly index: number;
}

export interface PeerProgress {
  readonly id: NodeId;
  /** Figure 2, matchIndex: highest index known to be durable there. */
  readonly matchIndex: number;
  readonly nextIndex: number;
  /** One append at a time, pipelined appends, or a snapshot under way. */
  readonly state: "probe" | "replicate" | "snapshot";
  readonly inflightMessages: number;
  readonly inflightBytes: number;
  /** Milliseconds since it last answered. */
  readonly silentMs: number;
  /** It lost its disk: what it stores counts for no commit yet. */
  readonly recovering: boolean;
}

export interface RaftStatus {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: number;
  readonly votedFor: NodeId | null;
  readonly leader: NodeId | null;
  /** Oldest index still in the core's log; lastIndex + 1 if it holds none. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Highest index durable on this node. */
  readonly durableIndex: number;
  readonly commitIndex: number;
  /** Highest index handed out to apply, or restored. */
  readonly appliedIndex: number;
  readonly snapshotIndex: number;
  /** Entry data held in memory. */
  readonly logBytes: number;
  readonly leadershipTransferTo: NodeId | null;
  /** This node lost its disk and neither votes nor acknowledges yet. */
  readonly recovering: boolean;
  /** The other nodes in id order; empty unless this node leads. */
  readonly peers: readonly PeerProgress[];
}

/**
 * One node's consensus core; create it with `createRaft`.
 *
 * The driver's turn: `step` and `propose` for everything that happened, then `take` once, perform the effects. Many
 * inputs between two takes are one batch: one persist, one append message per peer.
 * `nowMs` is the driver's monotonic clock; a value that goes back counts as the highest seen so far.
 * The driver stops for good if `RaftInvariantError` is thrown: it is a bug, and going on could lose data.
 */
export interface Raft {
  /** Takes one input. Returns null, or the reason why a message was ignored as nonsense. */
  step(nowMs: number, input: Input): StepRefusal | null;
  /** Proposes payloads in order. What is refused was certainly not appended anywhere. */
  propose(nowMs: number, data: readonly Uint8Array[]): ProposeResult;
  /**
   * Asks for a read index (dissertation 6.4) under a number of the driver's, which comes back in `Effects.readIndexes`; or
   * never, if a message is lost or the leader changes: then it is to be asked again, under the same number.
   */
  readIndex(nowMs: number, id: number): ReadRefusal | null;
  /** The effects of everything since the last take. */
  take(): Effects;
  /** When the next `tick` is due, on the driver's clock. Ask after every take. */
  nextDeadlineMs(): number;
  status(): RaftStatus;
}

export interface RaftOptions {
  readonly config: RaftConfig;
  /** A safe integer that differs for every start of this node: what was asked before it is not asked any more. */
  readonly life: number;
  readonly restored: RestoredState;
  readonly nowMs: number;
  /** Uniform in [0, 1); used for election timeouts only. */
  readonly random: () => number;
}
