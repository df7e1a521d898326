import type { NodeId, PeerProgress, RaftConfig, SnapshotMeta } from "./types.ts";

/** A peer that lost its disk (see recovery.ts). */
export interface PeerRecovery {
  readonly life: number;
  /** Appended after the peer's request had come. */
  readonly barrierIndex: number;
}

/** A snapshot on its way to a peer. */
export interface SnapshotTransfer {
  readonly snapshot: SnapshotMeta;
  /** Next chunk to ask from the driver; at most snapshotChunksInflightMax beyond ackedChunks. */
  nextChunk: number;
  /** The driver was asked for `nextChunk` and has not answered. */
  reading: boolean;
  /** The final chunk was sent. */
  lastSent: boolean;
  /** The peer has stored this many chunks. */
  ackedChunks: number;
  lastProgressMs: number;
}

const livesEndedMax = 16;

interface InflightAppend {
  readonly lastIndex: number;
  readonly bytes: number;
}

/**
 * What a leader knows about one peer: Figure 2, nextIndex[] and matchIndex[], and how much is on its way.
 *
 * Invariant: matchIndex < nextIndex.
 */
export class Progress {
  readonly id: NodeId;
  matchIndex = 0;
  nextIndex: number;
  /** A probe sends one append and waits; replicate pipelines; a transfer sends no appends at all. */
  state: "probe" | "replicate" | SnapshotTransfer = "probe";
  /** In `probe`: the one append is on its way. */
  probeSent = false;
  /** The peer answers heartbeats but lags: verify with an append that nothing was lost on the way. */
  verifyDue = false;
  /** Highest commit index this peer was told. */
  sentCommit = 0;
  /** The newest round of reads that it has answered in this term. */
  answeredRound = 0;
  /** When it last answered anything, not when it last said anything. */
  lastHeardMs: number;
  /** Not null: what it stores counts for nothing yet. */
  recovery: PeerRecovery | null = null;
  /** Lives of it whose recovery is over: what they asked may still be on its way. */
  #livesEnded: number[] = [];

  #inflight: InflightAppend[] = [];
  #inflightBytes = 0;

  constructor(id: NodeId, nextIndex: number, nowMs: number) {
    this.id = id;
    this.nextIndex = nextIndex;
    this.lastHeardMs = nowMs;
  }

  get transfer(): SnapshotTransfer | null {
    return typeof this.state === "object" ? this.state : null;
  }

  /** Dissertation 10.2: pipelining is bounded, or a silent peer would fill the memory. */
  isFull(config: RaftConfig): boolean {
    return (
      this.#inflight.length >= config.inflightMessagesMax ||
      this.#inflightBytes >= config.inflightBytesMax
    );
  }

  sent(lastIndex: number, bytes: number): void {
    this.#inflight.push({ lastIndex, bytes });
    this.#inflightBytes += bytes;
    this.nextIndex = lastIndex + 1;
  }

  /** Figure 2, Rules for Leaders 3. Returns false for an acknowledgement that says nothing new. */
  acknowledged(matchIndex: number): boolean {
    while (this.#inflight[0] !== undefined && this.#inflight[0].lastIndex <= matchIndex) {
      this.#inflightBytes -= this.#inflight[0].bytes;
      this.#inflight.shift();
    }
    if (matchIndex <= this.matchIndex) return false;
    this.matchIndex = matchIndex;
    this.nextIndex = Math.max(this.nextIndex, matchIndex + 1);
    return true;
  }

  probeFrom(nextIndex: number): void {
    this.#clear("probe");
    this.nextIndex = Math.max(nextIndex, this.matchIndex + 1);
  }

  replicate(): void {
    this.#clear("replicate");
    this.nextIndex = this.matchIndex + 1;
  }

  /** Figure 2, Leaders 4: what of its log counts for a commit. */
  get countedIndex(): number {
    return this.recovery === null ? this.matchIndex : 0;
  }

  hasEnded(life: number): boolean {
    return this.#livesEnded.includes(life);
  }

  endRecovery(): void {
    if (this.recovery === null) return;
    this.#livesEnded = [...this.#livesEnded.slice(1 - livesEndedMax), this.recovery.life];
    this.recovery = null;
  }

  /** It has nothing of what it acknowledged before. */
  beginRecovery(recovery: PeerRecovery): void {
    this.endRecovery();
    this.recovery = recovery;
    this.matchIndex = 0;
    this.sentCommit = 0;
    this.#clear("probe");
    this.nextIndex = recovery.barrierIndex;
  }

  sendSnapshot(snapshot: SnapshotMeta, nowMs: number): void {
    this.#clear({
      snapshot,
      nextChunk: 0,
      reading: false,
      lastSent: false,
      ackedChunks: 0,
      lastProgressMs: nowMs,
    });
    this.nextIndex = snapshot.index + 1;
  }

  #clear(state: Progress["state"]): void {
    this.state = state;
    this.probeSent = false;
    this.verifyDue = false;
    this.#inflight = [];
    this.#inflightBytes = 0;
  }

  view(nowMs: number): PeerProgress {
    return {
      id: this.id,
      matchIndex: this.matchIndex,
      nextIndex: this.nextIndex,
      state: typeof this.state === "object" ? "snapshot" : this.state,
      inflightMessages: this.#inflight.length,
      inflightBytes: this.#inflightBytes,
      silentMs: nowMs - this.lastHeardMs,
      recovering: this.recovery !== null,
    };
  }
}
