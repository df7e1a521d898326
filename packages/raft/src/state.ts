import { Durability } from "./durability.ts";
import { invariant } from "./invariant.ts";
import { EntryLog } from "./entry-log.ts";
import type { Progress } from "./progress.ts";
import { beginRecovery, type Recovery } from "./recovery.ts";
import { quorumSize } from "./quorum.ts";
import type { ReadRounds } from "./read-rounds.ts";
import type { Message } from "./messages.ts";
import type {
  AnsweredRead,
  Envelope,
  NodeId,
  RaftConfig,
  RaftOptions,
  SnapshotMeta,
  SnapshotRead,
  SnapshotWrite,
} from "./types.ts";

/** Dissertation 9.6: asks whether a campaign could be won before it begins one. */
export interface PreCandidate {
  readonly kind: "pre-candidate";
  readonly campaignTerm: number;
  readonly granted: Set<NodeId>;
  retryDueMs: number;
}

export interface Candidate {
  readonly kind: "candidate";
  readonly granted: Set<NodeId>;
  readonly refused: Set<NodeId>;
  /** The old leader asked for this campaign. */
  readonly transfer: boolean;
  retryDueMs: number;
}

export interface Leader {
  readonly kind: "leader";
  /** One for every other node, in id order. */
  readonly peers: readonly Progress[];
  heartbeatDueMs: number;
  /** Entry data above the commit index. */
  uncommittedBytes: number;
  /** Dissertation 3.10: the hand-over under way. */
  transfer: { readonly to: NodeId; readonly deadlineMs: number } | null;
  /** An entry of this term is committed, and with it all that earlier terms have committed (§5.4.2). */
  committedInTerm: boolean;
  readonly reads: ReadRounds;
}

export type RoleState = { readonly kind: "follower" } | PreCandidate | Candidate | Leader;

/** A batch of proposals on its way to the leader, through this node. */
export interface PendingForward {
  readonly data: Uint8Array;
  readonly hops: number;
  readonly takenMs: number;
}

/** A snapshot being received. Chunks are accepted in order only. */
export interface SnapshotReception {
  readonly from: NodeId;
  readonly term: number;
  readonly snapshot: SnapshotMeta;
  /** Next chunk to accept. */
  nextChunk: number;
  /** How many chunks the driver has stored. */
  storedChunks: number;
  /** The final chunk was accepted. */
  complete: boolean;
}

/** Everything one node knows: Figure 2, State, and what the rules need besides. The rules that change it are in election, replication, following, snapshot, ... */
export class RaftState {
  readonly config: RaftConfig;
  readonly life: number;
  readonly random: () => number;
  readonly otherNodes: readonly NodeId[];
  readonly quorum: number;
  readonly log: EntryLog;
  readonly durability: Durability;

  nowMs: number;
  term: number;
  votedFor: NodeId | null;
  leader: NodeId | null = null;
  role: RoleState = { kind: "follower" };
  /** When the leader of this term was last heard; counts only while `leader` is known. */
  leaderContactMs: number;
  /** When this node last ceased to lead. */
  ledUntilMs = Number.NEGATIVE_INFINITY;
  /** Drawn anew on each change of role or term (paper §5.2). */
  electionTimeoutMs = 0;
  electionDeadlineMs = 0;
  reception: SnapshotReception | null = null;
  /** Null, unless this node lost its disk and does not count yet. */
  recovery: Recovery | null;
  /**
   * What is left of the log after a loss is not all here yet, and whoever has it must lead: until a quorum has what that
   * leader began with, which an entry of its own term that is committed says (Figure 3, Leader Completeness).
   */
  follows: boolean;
  /** Recovery, or following, ended since the last take. */
  recovered = false;
  pendingForwards: PendingForward[] = [];
  pendingForwardBytes = 0;

  messages: Envelope[] = [];
  restore: SnapshotMeta | null = null;
  readIndexes: AnsweredRead[] = [];
  snapshotReads: SnapshotRead[] = [];
  snapshotWrites: SnapshotWrite[] = [];

  constructor(options: RaftOptions) {
    const { config, restored } = options;
    this.config = config;
    this.life = options.life;
    this.random = options.random;
    this.quorum = quorumSize(config.nodeCount);
    this.otherNodes = Array.from({ length: config.nodeCount }, (_, id) => id).filter(
      (id) => id !== config.id,
    );
    this.log = new EntryLog(restored);
    this.durability = new Durability(this.log);
    this.nowMs = this.leaderContactMs = options.nowMs;
    this.term = restored.hardState.term;
    this.votedFor = restored.hardState.votedFor;
    this.follows = restored.follows === true;
    const life = restored.recovering?.life ?? null;
    this.recovery = life === null ? null : beginRecovery(life);
    invariant(this.term >= this.log.lastTerm, `term ${this.term}, log of ${this.log.lastTerm}`);
    this.drawElectionTimeout();
  }

  /** A quorum has what is left of the log after a loss, this node durably. */
  endFollowing(): void {
    this.follows = false;
    this.recovered = true;
  }

  /** Paper §5.2: a new random timeout, from now. */
  drawElectionTimeout(): void {
    const { electionTimeoutMinMs, electionTimeoutMaxMs } = this.config;
    const spread = electionTimeoutMaxMs - electionTimeoutMinMs;
    this.electionTimeoutMs = electionTimeoutMinMs + Math.floor(this.random() * spread);
    this.electionDeadlineMs = this.nowMs + this.electionTimeoutMs;
  }

  /** Figure 2, Persistent state, votedFor. One vote a term: Figure 3, Election Safety, rests on it (§5.2). */
  setVote(votedFor: NodeId): void {
    invariant(
      this.votedFor === null || this.votedFor === votedFor,
      `second vote in term ${this.term}`,
    );
    if (this.votedFor === votedFor) return;
    this.votedFor = votedFor;
    this.durability.saveHardState({ term: this.term, votedFor });
  }

  /**
   * Figure 2, Persistent state, currentTerm: increases only, and frees the vote; but in the terms that it hears of while
   * it recovers, a node may have voted before: its vote is its own there.
   */
  setTerm(term: number): void {
    invariant(term >= this.term, `term goes back from ${this.term} to ${term}`);
    if (term === this.term) return;
    this.term = term;
    this.votedFor = this.recovery === null ? null : this.config.id;
    this.durability.saveHardState({ term, votedFor: this.votedFor });
  }

  /** Figure 2, All Servers 2, and every other way to become a follower. */
  becomeFollower(term: number, leader: NodeId | null): void {
    const wasLeader = this.role.kind === "leader";
    if (wasLeader) this.ledUntilMs = this.nowMs;
    this.setTerm(term);
    this.role = { kind: "follower" };
    this.leader = leader;
    if (leader !== null) this.leaderContactMs = this.nowMs;
    // Whoever only learns of a newer term has not heard its leader: the old deadline stands (Figure 2, Followers 2).
    if (wasLeader || leader !== null) this.drawElectionTimeout();
  }

  /** A sign of life from this term's leader (Figure 2, Followers 2), of whom there is one (Figure 3, Election Safety). */
  heardLeader(from: NodeId): void {
    invariant(
      this.role.kind !== "leader" && (this.leader === null || this.leader === from),
      `two leaders in term ${this.term}: ${this.leader} and ${from}`,
    );
    if (this.role.kind !== "follower" || this.leader !== from) this.becomeFollower(this.term, from);
    this.leaderContactMs = this.nowMs;
    this.electionDeadlineMs = this.nowMs + this.electionTimeoutMs;
  }

  /**
   * Dissertation 4.2.3 and 9.6: whoever heard the leader within the minimum timeout helps nobody to depose it. The
   * minimum, not the drawn one: with two of five nodes silent every vote is needed.
   */
  isLeaderAlive(): boolean {
    if (this.role.kind === "leader") return true;
    if (this.leader === null) return false;
    return this.nowMs - this.leaderContactMs < this.config.electionTimeoutMinMs;
  }

  send(to: NodeId, message: Message): void {
    this.messages.push({ to, message });
  }

  /** Sends a message that promises what is in memory now, once that is durable. */
  sendWhenDurable(to: NodeId, message: Message): void {
    if (this.durability.settled) this.send(to, message);
    else this.durability.hold(to, message);
  }
}
