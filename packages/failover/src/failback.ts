import {
  roomViewIn,
  type Epoch,
  type FailoverView,
  type LogIndex,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import type { FailoverCommand } from "./commands.ts";

/** A home room must have been up for so long, as its shards' present owner sees it (G2). */
export const homeStableMs = 5_000;
/** Between two shards that one room gives away. */
export const handoverIntervalMs = 100;
/** What was accepted for a shard before its release gets so long to end. */
export const releaseWaitMs = 300;
/** Proposals for one shard before it is kept for now. */
export const handoverAttemptsMax = 5;

interface Handover {
  readonly shard: ShardId;
  readonly to: RoomIndex;
  readonly epoch: Epoch;
  readonly sinceMs: number;
  drained: boolean;
  attempts: number;
  /** The own heartbeat on which the last proposal was made; null before the first. */
  ownerHeartbeat: LogIndex | null;
}

/** `heartbeatInFlight`: an own heartbeat on its way would make a handover stale before it is applied. */
export interface FailbackSigns {
  readonly lately: (room: RoomIndex) => boolean;
  readonly heartbeatInFlight: boolean;
}

/**
 * Taking shards home (SPEC.md, G): only the owner gives a shard away, one at a time, and it stops serving it first.
 */
export class Failback {
  readonly #self: RoomIndex;
  readonly #upSinceMs: (number | null)[] = [];
  #handover: Handover | null = null;
  #nextMs = Number.NEGATIVE_INFINITY;
  #wakeMs = Number.POSITIVE_INFINITY;

  constructor(self: RoomIndex) {
    this.#self = self;
  }

  /** When `due` may have something next; as of its last call. */
  get wakeMs(): number {
    return this.#wakeMs;
  }

  applied(view: FailoverView, nowMs: number): void {
    for (const { room, status } of view.rooms) {
      this.#upSinceMs[room] = status === "up" ? (this.#upSinceMs[room] ?? nowMs) : null;
    }
  }

  /** Nothing is in flight any more for that shard. */
  released(shard: ShardId): void {
    if (this.#handover?.shard === shard) this.#handover.drained = true;
  }

  isReleased(shard: ShardId): boolean {
    return this.#handover?.shard === shard;
  }

  due(view: FailoverView, nowMs: number, signs: FailbackSigns): readonly FailoverCommand[] {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    if (this.#handover !== null) {
      const now = view.shards[this.#handover.shard];
      if (now?.owner !== this.#self || now.epoch !== this.#handover.epoch) this.#end(nowMs);
    }
    if (this.#handover !== null) return this.#goOn(this.#handover, view, nowMs, signs);
    this.#handover = this.#nextHandover(view, nowMs, signs);
    if (this.#handover === null) return [];
    this.#wakeMs = nowMs + releaseWaitMs;
    return [{ kind: "release", shard: this.#handover.shard }];
  }

  #goOn(
    handover: Handover,
    view: FailoverView,
    nowMs: number,
    { lately, heartbeatInFlight }: FailbackSigns,
  ): readonly FailoverCommand[] {
    const { shard, to, epoch, sinceMs, ownerHeartbeat } = handover;
    if (ownerHeartbeat === null && !handover.drained && nowMs - sinceMs < releaseWaitMs) {
      this.#wakeMs = sinceMs + releaseWaitMs;
      return [];
    }
    // Until the own chain has grown beyond the proposal, it may still be applied: the shard stays released (G5).
    const lastHeartbeat = roomViewIn(view, this.#self).lastHeartbeat;
    if (ownerHeartbeat === lastHeartbeat) return [];
    const spent = handover.attempts >= handoverAttemptsMax;
    if (spent || !this.#mayGoHome(view, to, nowMs) || !lately(to)) {
      this.#end(nowMs);
      return [{ kind: "reclaim", shard }];
    }
    if (heartbeatInFlight) return [];
    handover.attempts += 1;
    handover.ownerHeartbeat = lastHeartbeat;
    const move = { shard, from: this.#self, to, epoch, ownerHeartbeat: lastHeartbeat };
    return [{ kind: "move", reason: "handover", ...move }];
  }

  #nextHandover(view: FailoverView, nowMs: number, { lately }: FailbackSigns): Handover | null {
    if (!view.failback || view.shards.some((shard) => shard.status === "switching")) return null;
    for (const { shard, home, owner, epoch } of view.shards) {
      const sinceMs = this.#upSinceMs[home] ?? null;
      if (owner !== this.#self || home === this.#self || sinceMs === null) continue;
      if (nowMs < this.#nextMs || !this.#mayGoHome(view, home, nowMs) || !lately(home)) {
        const soonestMs = Math.max(sinceMs + homeStableMs, this.#nextMs);
        const againMs = soonestMs > nowMs ? soonestMs : nowMs + handoverIntervalMs;
        this.#wakeMs = Math.min(this.#wakeMs, againMs);
        continue;
      }
      const untried = { drained: false, attempts: 0, ownerHeartbeat: null };
      return { shard, to: home, epoch, sinceMs: nowMs, ...untried };
    }
    return null;
  }

  #mayGoHome(view: FailoverView, home: RoomIndex, nowMs: number): boolean {
    const sinceMs = this.#upSinceMs[home] ?? null;
    return view.failback && sinceMs !== null && nowMs - sinceMs >= homeStableMs;
  }

  #end(nowMs: number): void {
    this.#handover = null;
    this.#nextMs = nowMs + handoverIntervalMs;
  }
}
