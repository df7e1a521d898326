import type { Epoch, FailoverView, LogIndex, RoomIndex, ShardId } from "@cablecut/protocol";
import type { FailoverCommand } from "./commands.ts";

/** A home room must have been up for so long, as its shards' present owner sees it (G2). */
export const homeStableMs = 5_000;
/** Between two shards that one room gives away. */
export const handoverIntervalMs = 100;
/** What was accepted for a shard before its release gets so long to end. */
export const releaseWaitMs = 300;
/** Proposals for one shard before it is kept for now. */
export const handoverAttemptsMax = 5;

/**
 * Taking shards home (SPEC.md, G): only the owner gives a shard away, one at a time, and it stops serving it first.
 */
export interface Homing {
  applied(view: FailoverView, nowMs: number): void;
  /** Nothing is in flight any more for that shard. */
  released(shard: ShardId): void;
  isReleased(shard: ShardId): boolean;
  /** `heartbeatInFlight`: an own heartbeat on its way would make a handover stale before it is applied. */
  due(
    view: FailoverView,
    nowMs: number,
    signs: {
      readonly lately: (room: RoomIndex) => boolean;
      readonly heartbeatInFlight: boolean;
    },
  ): readonly FailoverCommand[];
  /** When `due` may have something next; as of its last call. */
  readonly wakeMs: number;
}

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

export function createHoming(self: RoomIndex): Homing {
  const upSinceMs: (number | null)[] = [];
  let handover: Handover | null = null;
  let nextMs = Number.NEGATIVE_INFINITY;
  let wakeMs = Number.POSITIVE_INFINITY;

  function mayGoHome(view: FailoverView, home: RoomIndex, nowMs: number): boolean {
    const sinceMs = upSinceMs[home] ?? null;
    return view.homing && sinceMs !== null && nowMs - sinceMs >= homeStableMs;
  }

  function nextHandover(
    view: FailoverView,
    nowMs: number,
    lately: (room: RoomIndex) => boolean,
  ): Handover | null {
    if (!view.homing || view.shards.some((shard) => shard.status === "switching")) return null;
    for (const { shard, home, owner, epoch } of view.shards) {
      if (owner !== self || home === self) continue;
      const sinceMs = upSinceMs[home] ?? null;
      if (sinceMs === null) continue;
      if (nowMs < nextMs || !mayGoHome(view, home, nowMs) || !lately(home)) {
        const soonestMs = Math.max(sinceMs + homeStableMs, nextMs);
        wakeMs = Math.min(wakeMs, soonestMs > nowMs ? soonestMs : nowMs + handoverIntervalMs);
        continue;
      }
      const sinceNow = { sinceMs: nowMs, drained: false, attempts: 0, ownerHeartbeat: null };
      return { shard, to: home, epoch, ...sinceNow };
    }
    return null;
  }

  function end(nowMs: number): void {
    handover = null;
    nextMs = nowMs + handoverIntervalMs;
  }

  return {
    applied(view, nowMs) {
      for (const { room, status } of view.rooms) {
        upSinceMs[room] = status === "up" ? (upSinceMs[room] ?? nowMs) : null;
      }
    },

    released(shard) {
      if (handover?.shard === shard) handover.drained = true;
    },

    isReleased(shard) {
      return handover?.shard === shard;
    },

    due(view, nowMs, { lately, heartbeatInFlight }) {
      wakeMs = Number.POSITIVE_INFINITY;
      if (handover !== null) {
        const now = view.shards[handover.shard];
        if (now?.owner !== self || now.epoch !== handover.epoch) end(nowMs);
      }
      if (handover === null) {
        handover = nextHandover(view, nowMs, lately);
        if (handover === null) return [];
        wakeMs = nowMs + releaseWaitMs;
        return [{ kind: "release", shard: handover.shard }];
      }
      const { shard, to, epoch, sinceMs, ownerHeartbeat } = handover;
      if (ownerHeartbeat === null && !handover.drained && nowMs - sinceMs < releaseWaitMs) {
        wakeMs = sinceMs + releaseWaitMs;
        return [];
      }
      // Until the own chain has grown beyond the proposal, it may still be applied: the shard stays released (G5).
      const lastHeartbeat = view.rooms[self]!.lastHeartbeat;
      if (ownerHeartbeat === lastHeartbeat) return [];
      if (!mayGoHome(view, to, nowMs) || !lately(to) || handover.attempts >= handoverAttemptsMax) {
        end(nowMs);
        return [{ kind: "reclaim", shard }];
      }
      if (heartbeatInFlight) return [];
      handover.attempts += 1;
      handover.ownerHeartbeat = lastHeartbeat;
      const move = { shard, from: self, to, epoch, ownerHeartbeat: lastHeartbeat };
      return [{ kind: "move", reason: "handover", ...move }];
    },

    get wakeMs() {
      return wakeMs;
    },
  };
}
