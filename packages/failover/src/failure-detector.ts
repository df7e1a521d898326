import type { FailoverView, LogIndex, Pace, RoomIndex } from "@cablecut/protocol";

/** No commit for longer than this is a stall of the log, not of a room: all silence clocks start anew (D5). */
export const commitStallMs = 1_200;
/** After its own start a room waits so long for a room that it has not heard yet: they may all be starting (D7). */
export const startGraceMs = 5_000;
/** A proposed suspicion that was not applied after this is proposed again. */
export const suspicionRetryMs = 300;

/** How soon to look again at a room that is silent for long enough while this room may not judge. */
const gatedRetryMs = 10;

export interface Suspicion {
  readonly room: RoomIndex;
  readonly lastHeartbeat: LogIndex;
}

/**
 * What one room has heard of the others, and whom it should suspect (SPEC.md, D). It knows two clocks: the process's
 * monotonic one, from which leases are counted, and the awake clock, on which silence is measured. The awake clock
 * leaves out most of a time in which this process did not run: whoever slept cannot say that others were silent.
 */
export interface FailureDetector {
  applied(view: FailoverView, nowMs: number): void;
  leaderChanged(leader: RoomIndex | null): void;
  /** Lets the awake clock go on; before every decision. */
  advance(nowMs: number, pace: Pace): void;
  /** This room's own heartbeat was committed for the first time since its start: it has seen the log's present end. */
  caughtUp(nowMs: number): void;
  /**
   * Rooms to be suspected now. `ownSentMs`: when the newest own committed heartbeat was sent; a room that cannot commit
   * itself judges nobody (D3).
   */
  suspicions(view: FailoverView, ownSentMs: number | null, nowMs: number): readonly Suspicion[];
  /** When `suspicions` may have something next, if nothing more is heard. */
  wakeMs(view: FailoverView, nowMs: number): number;
  /** From when on shards of that room may be moved, as far as this room's clock can tell (D8). */
  leaseEndMs(view: FailoverView, room: RoomIndex): number;
  /** Heard within half the time of suspicion: good enough to be counted on, for ranks and targets. */
  lately(view: FailoverView, room: RoomIndex): boolean;
  ageMs(room: RoomIndex, nowMs: number): number;
}

interface Heard {
  index: LogIndex;
  /** When this room applied it. */
  atMs: number;
  atAwakeMs: number;
  /** Heard since this room caught up, not merely replayed. */
  live: boolean;
}

export function createFailureDetector(self: RoomIndex): FailureDetector {
  let clockMs: number | null = null;
  let awakeMs = 0;
  /** Silence before this moment of the awake clock does not count. */
  let floorAwakeMs = 0;
  let caughtUpAwakeMs: number | null = null;
  let lastApplyMs: number | null = null;
  let hasLeader = false;
  /** When the first entry under the present leader was applied here. */
  let reignMs: number | null = null;
  const heard: Heard[] = [];
  const proposed = new Map<RoomIndex, { lastHeartbeat: LogIndex; atMs: number }>();

  function silenceMs(pace: Pace, room: RoomIndex): number {
    const last = heard[room];
    if (last === undefined || caughtUpAwakeMs === null) return 0;
    let sinceMs = Math.max(last.atAwakeMs, floorAwakeMs);
    if (!last.live) {
      sinceMs = Math.max(sinceMs, caughtUpAwakeMs + Math.max(startGraceMs - pace.suspectMs, 0));
    }
    return awakeMs - sinceMs;
  }

  function judgeFromMs(pace: Pace): number {
    return hasLeader && reignMs !== null
      ? reignMs + 2 * pace.heartbeatMs
      : Number.POSITIVE_INFINITY;
  }

  return {
    applied(view, nowMs) {
      this.advance(nowMs, view.pace);
      const stallMs = Math.max(commitStallMs, 2 * view.pace.heartbeatMs);
      if (lastApplyMs !== null && nowMs - lastApplyMs > stallMs) floorAwakeMs = awakeMs;
      lastApplyMs = nowMs;
      if (hasLeader) reignMs ??= nowMs;
      for (const { room, lastHeartbeat } of view.rooms) {
        const last = heard[room];
        if (last?.index === lastHeartbeat) continue;
        heard[room] = {
          index: lastHeartbeat,
          atMs: nowMs,
          atAwakeMs: awakeMs,
          live: last !== undefined && caughtUpAwakeMs !== null,
        };
      }
    },

    leaderChanged(leader) {
      hasLeader = leader !== null;
      reignMs = null;
    },

    advance(nowMs, pace) {
      const sleepMax = Math.max(2 * pace.heartbeatMs, 100);
      if (clockMs !== null) awakeMs += Math.min(Math.max(nowMs - clockMs, 0), sleepMax);
      clockMs = Math.max(clockMs ?? nowMs, nowMs);
    },

    caughtUp(nowMs) {
      if (caughtUpAwakeMs !== null) return;
      caughtUpAwakeMs = awakeMs;
      floorAwakeMs = awakeMs;
      lastApplyMs = nowMs;
    },

    suspicions(view, ownSentMs, nowMs) {
      const { pace } = view;
      const ownAgeMax = 3 * pace.heartbeatMs + 100;
      if (ownSentMs === null || nowMs - ownSentMs > ownAgeMax) return [];
      if (nowMs < judgeFromMs(pace) || view.rooms[self]?.status === "suspect") return [];
      const suspicions: Suspicion[] = [];
      for (const { room, status, lastHeartbeat } of view.rooms) {
        if (room === self || status === "suspect" || silenceMs(pace, room) < pace.suspectMs)
          continue;
        const former = proposed.get(room);
        const waiting = former !== undefined && nowMs - former.atMs < suspicionRetryMs;
        if (waiting && former.lastHeartbeat === lastHeartbeat) continue;
        proposed.set(room, { lastHeartbeat, atMs: nowMs });
        suspicions.push({ room, lastHeartbeat });
      }
      return suspicions;
    },

    wakeMs(view, nowMs) {
      let wakeMs = Number.POSITIVE_INFINITY;
      for (const { room, status, lastHeartbeat } of view.rooms) {
        if (room === self || status === "suspect") continue;
        const leftMs = view.pace.suspectMs - silenceMs(view.pace, room);
        const former = proposed.get(room);
        if (leftMs > 0) wakeMs = Math.min(wakeMs, nowMs + leftMs);
        else if (former?.lastHeartbeat === lastHeartbeat) {
          wakeMs = Math.min(wakeMs, Math.max(former.atMs + suspicionRetryMs, nowMs + gatedRetryMs));
        } else wakeMs = Math.min(wakeMs, Math.max(judgeFromMs(view.pace), nowMs + gatedRetryMs));
      }
      return wakeMs;
    },

    leaseEndMs(view, room) {
      const last = heard[room];
      const lease = view.rooms[room];
      if (last === undefined || lease === undefined) return Number.POSITIVE_INFINITY;
      return last.atMs + lease.leaseMs;
    },

    lately(view, room) {
      const last = heard[room];
      if (room === self) return true;
      return last !== undefined && awakeMs - last.atAwakeMs <= view.pace.suspectMs / 2;
    },

    ageMs(room, nowMs) {
      return Math.max(nowMs - (heard[room]?.atMs ?? nowMs), 0);
    },
  };
}
