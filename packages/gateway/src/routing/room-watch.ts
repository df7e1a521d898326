import {
  quorumOf,
  shardAt,
  shardCountOf,
  asRoomIndex,
  type LogEvent,
  type RoomCondition,
  type RoomIndex,
  type RoomStatus,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";

/** No word from a room for this long, ms of awake time: it does not answer (observed, not decided). */
export const silenceMs = 1_000;
type ShardMoved = Extract<LogEvent, { readonly kind: "shard-moved" }>;

/** After its start, and after a sleep, a gateway waits so long for a quorum of rooms to be heard, ms of awake time. */
const settlingMaxMs = 3_000;

/**
 * What the gateway knows of the rooms: the last status of each and when it came.
 *
 * Whoever slept does not judge:
 * - Silence is counted in awake time, and judged at punctual ticks only.
 * - A late tick judges nobody and begins the silence of every answering room anew: what rooms said meanwhile lies
 *   unread, and links may have to be made again. So everybody has a whole second of listening, which is five words and
 *   at least twenty turns of reading, before anything is said of them. To be heard counts at once.
 * - After a start, and after a sleep of more than a second, the picture is `starting` until a quorum of rooms was heard,
 *   or for three seconds in which that did not happen.
 */
export class RoomWatch {
  readonly topology: Topology;
  readonly #awake: AwakeClock;
  readonly #nowMs: () => number;
  readonly #statuses: (RoomStatus | null)[];
  /** On the process's clock, to tell how long ago something was. */
  readonly #heardMs: number[];
  /** On the awake clock, to judge. */
  readonly #silentSinceMs: number[];
  readonly #answers: boolean[];
  /** By shard, the last move that the feed showed and the furthest status does not know yet. */
  readonly #moves = new Map<ShardId, ShardMoved>();
  /** The furthest status, with these moves in it. */
  #withMoves: { readonly told: RoomStatus; readonly status: RoomStatus } | null = null;
  /** Rooms heard since this gateway began to listen; null once the picture is known. */
  #settling: { readonly sinceMs: number; readonly heard: Set<RoomIndex> } | null;
  /** On the awake clock. */
  #listensSinceMs: number;

  constructor(topology: Topology, awake: AwakeClock, nowMs: () => number) {
    this.topology = topology;
    this.#awake = awake;
    this.#nowMs = nowMs;
    this.#statuses = topology.rooms.map(() => null);
    this.#heardMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
    this.#silentSinceMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
    this.#answers = topology.rooms.map(() => false);
    this.#settling = { sinceMs: awake.nowMs, heard: new Set() };
    this.#listensSinceMs = awake.nowMs;
  }

  heard(room: RoomIndex): void {
    this.#heardMs[room] = this.#nowMs();
    this.#silentSinceMs[room] = this.#awake.nowMs;
    this.#answers[room] = true;
    if (this.#settling === null) return;
    this.#settling.heard.add(room);
    if (this.#settling.heard.size >= quorumOf(this.topology)) this.#settling = null;
  }

  /** At a punctual tick: whoever has been silent for too long does not answer. */
  judge(): void {
    const nowMs = this.#awake.nowMs;
    for (const room of this.#rooms()) {
      if (nowMs - (this.#silentSinceMs[room] ?? nowMs) >= silenceMs) this.#answers[room] = false;
    }
    if (this.#settling !== null && nowMs - this.#settling.sinceMs >= settlingMaxMs)
      this.#settling = null;
  }

  /** At a late tick, instead of `judge`. */
  slept(sleptMs: number): void {
    const nowMs = this.#awake.nowMs;
    for (const room of this.#rooms()) {
      if (this.#answers[room] === true) this.#silentSinceMs[room] = nowMs;
    }
    if (sleptMs > silenceMs || this.#settling !== null) {
      this.#settling = { sinceMs: nowMs, heard: new Set() };
      this.#listensSinceMs = nowMs;
    }
  }

  /** Nothing can be said of the rooms yet: see above. */
  get isStarting(): boolean {
    return this.#settling !== null || this.best() === null;
  }

  /** False as well while nothing can be said yet. */
  get lacksQuorum(): boolean {
    return !this.isStarting && this.counting.length < quorumOf(this.topology);
  }

  status(room: RoomIndex): RoomStatus | null {
    return this.#statuses[room] ?? null;
  }

  /** A status that is older than the one known (it came over the slower cable) is ignored. */
  told(status: RoomStatus): void {
    const before = this.#statuses[status.room];
    this.heard(status.room);
    const sameBoot = before !== undefined && before !== null && before.boot === status.boot;
    if (sameBoot && before.appliedIndex > status.appliedIndex) return;
    this.#statuses[status.room] = status;
  }

  /**
   * A move in the log's feed is known at once, ahead of the next status, so that what waits for the shard can go to its new
   * owner without delay. Nothing else of a status is newer for that: its money is as of its own entry.
   */
  learned(event: LogEvent): void {
    if (event.kind !== "shard-moved") return;
    const known = this.#moves.get(event.shard);
    if (known !== undefined && known.index >= event.index) return;
    this.#moves.set(event.shard, event);
    this.#withMoves = null;
  }

  /** When the room's last word came, on this process's monotonic clock, ms. */
  heardMs(room: RoomIndex): number {
    return this.#heardMs[room] ?? Number.NEGATIVE_INFINITY;
  }

  /** Since the room's last word, ms. */
  silentMs(room: RoomIndex): number {
    return Math.round(this.#nowMs() - this.heardMs(room));
  }

  isAnswering(room: RoomIndex): boolean {
    return this.#answers[room] === true;
  }

  get answering(): readonly RoomIndex[] {
    return this.#rooms().filter((room) => this.isAnswering(room));
  }

  /**
   * It answers and is part of a quorum: a room that lost its disk is not before it has recovered, nor is one whose member of the
   * engine does not answer.
   */
  isCounting(room: RoomIndex): boolean {
    if (!this.isAnswering(room) || this.#isRecovering(room)) return false;
    return this.#statuses[room]?.memberSilent !== true;
  }

  get counting(): readonly RoomIndex[] {
    return this.#rooms().filter((room) => this.isCounting(room));
  }

  /**
   * The status that knows most of the log: of rooms that answer where there are any, else the last that was heard. Null
   * before the first room has caught up.
   */
  best(): RoomStatus | null {
    const told = this.#furthest(this.answering) ?? this.#furthest(this.#rooms());
    if (told === null || this.#moves.size === 0) return told;
    if (this.#withMoves?.told !== told)
      this.#withMoves = { told, status: movedOn(told, this.#moves) };
    return this.#withMoves.status;
  }

  /** A room to read the log's feed from: answering, caught up, and furthest. */
  bestAnswering(): RoomIndex | null {
    return this.#furthest(this.answering)?.room ?? null;
  }

  /** Who serves the shard, as far as is known; null before anything is. */
  owner(
    shard: number,
  ): { readonly owner: RoomIndex; readonly status: "serving" | "switching" } | null {
    const best = this.best();
    return best === null ? null : shardAt(best.shards, shard);
  }

  epoch(shard: number): number {
    return this.best()?.epochs[shard] ?? 0;
  }

  condition(room: RoomIndex): RoomCondition {
    const best = this.best();
    if (best?.rooms[room]?.status === "suspect") {
      if (this.#ownsSwitching(room, best.shards)) return "switching";
      return this.#isRecovering(room) ? "recovering" : "dark";
    }
    const status = this.#statuses[room] ?? null;
    if (status === null) return this.#isMissed() ? "abnormal" : "starting";
    if (!this.isAnswering(room)) return "abnormal";
    if (this.#isRecovering(room)) return "recovering";
    // Its process answers, and can neither book nor read for anybody.
    if (status.memberSilent === true) return "abnormal";
    // Whoever differs serves nobody, so it says that it is not ready either.
    if (status.diverged) return "diverged";
    return status.ready ? "normal" : "starting";
  }

  /** Whoever has said nothing at all is not starting for ever: a gateway that comes into a cut hears nobody who is cut off. */
  #isMissed(): boolean {
    return !this.isStarting && this.#awake.nowMs - this.#listensSinceMs >= settlingMaxMs;
  }

  #isRecovering(room: RoomIndex): boolean {
    return this.isAnswering(room) && this.#statuses[room]?.recovering === true;
  }

  #ownsSwitching(room: RoomIndex, shards: string): boolean {
    for (let shard = 0; shard < shardCountOf(this.topology); shard += 1) {
      const at = shardAt(shards, shard);
      if (at !== null && at.owner === room && at.status === "switching") return true;
    }
    return false;
  }

  #furthest(rooms: readonly RoomIndex[]): RoomStatus | null {
    let best: RoomStatus | null = null;
    for (const room of rooms) {
      const status = this.#statuses[room];
      if (status === null || status === undefined || !status.ready || status.diverged) continue;
      if (best === null || status.appliedIndex > best.appliedIndex) best = status;
    }
    return best;
  }

  #rooms(): readonly RoomIndex[] {
    return this.topology.rooms.map((_, index) => asRoomIndex(index));
  }
}

/** The moves that the status knows itself are forgotten. */
function movedOn(status: RoomStatus, moves: Map<ShardId, ShardMoved>): RoomStatus {
  for (const { shard, index } of moves.values())
    if (index <= status.appliedIndex) moves.delete(shard);
  if (moves.size === 0) return status;
  const shards = status.shards.split("");
  const epochs = [...status.epochs];
  for (const { shard, to, epoch } of moves.values()) {
    shards[shard] = String(to);
    epochs[shard] = epoch;
  }
  return { ...status, shards: shards.join(""), epochs };
}

/** Who serves a shard. */
export type ShardOwners = Pick<RoomWatch, "owner">;
/** A room that can be asked about anything in the log. */
export type BestRoom = Pick<RoomWatch, "bestAnswering">;
