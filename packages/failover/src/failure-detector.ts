import type { FailoverView, LogIndex, Pace, RoomIndex, RoomView } from "@cablecut/protocol";

/** No commit for longer than this is a stall of the log, not of a room: all silence clocks start anew (D5). */
export const commitStallMs = 1_200;
/** After its own start a room waits so long for a room that it has not heard yet: they may all be starting (D7). */
export const startGraceMs = 5_000;
/** A proposed suspicion that was not applied after this is proposed again. */
export const suspicionRetryMs = 300;

/** How old the newest committed heartbeat of its own may be for a room that says when it applied something (D10), ms. */
function witnessAgeMaxMs({ heartbeatMs }: Pace): number {
  return 3 * heartbeatMs + 100;
}

/**
 * The same for one that judges (D3): half the time of suspicion, so that a room that was cut off has stopped judging long
 * before others seem silent to it, and one whose commits are slow, on a machine with too much to do, still notices a cut.
 */
function judgeAgeMaxMs(pace: Pace): number {
  return Math.max(witnessAgeMaxMs(pace), pace.suspectMs / 2);
}

/** How soon to look again at a room that is silent for long enough while this room may not judge. */
const gatedRetryMs = 10;

export interface Suspicion {
  readonly room: RoomIndex;
  readonly lastHeartbeat: LogIndex;
}

interface Heard {
  index: LogIndex;
  /** When this room applied it. */
  atMs: number;
  atAwakeMs: number;
  /** Heard since this room caught up, not merely replayed. */
  live: boolean;
}

/**
 * What one room has heard of the others, and whom it should suspect (SPEC.md, D). It knows two clocks: the process's
 * monotonic one, from which leases are counted, and the awake clock, on which silence is measured. The awake clock
 * leaves out most of a time in which this process did not run: whoever slept cannot say that others were silent.
 */
export class FailureDetector {
  readonly #self: RoomIndex;
  #clockMs: number | null = null;
  #awakeMs = 0;
  /** Silence before this moment of the awake clock does not count. */
  #floorAwakeMs = 0;
  #caughtUpAwakeMs: number | null = null;
  #lastApplyMs: number | null = null;
  #hasLeader = false;
  /** When the first entry under the present leader was applied here. */
  #reignMs: number | null = null;
  readonly #heard: Heard[] = [];
  readonly #proposed = new Map<RoomIndex, { lastHeartbeat: LogIndex; atMs: number }>();

  constructor(self: RoomIndex) {
    this.#self = self;
  }

  applied(view: FailoverView, nowMs: number): void {
    this.advance(nowMs, view.pace);
    const stallMs = Math.max(commitStallMs, 2 * view.pace.heartbeatMs);
    const lastMs = this.#lastApplyMs;
    if (lastMs !== null && nowMs - lastMs > stallMs) this.#floorAwakeMs = this.#awakeMs;
    this.#lastApplyMs = nowMs;
    if (this.#hasLeader) this.#reignMs ??= nowMs;
    for (const { room, lastHeartbeat } of view.rooms) {
      const last = this.#heard[room];
      if (last?.index === lastHeartbeat) continue;
      this.#heard[room] = {
        index: lastHeartbeat,
        atMs: nowMs,
        atAwakeMs: this.#awakeMs,
        live: last !== undefined && this.#caughtUpAwakeMs !== null,
      };
    }
  }

  leaderChanged(leader: RoomIndex | null): void {
    this.#hasLeader = leader !== null;
    this.#reignMs = null;
  }

  /** Lets the awake clock go on; before every decision. */
  advance(nowMs: number, pace: Pace): void {
    const sleepMax = Math.max(2 * pace.heartbeatMs, 100);
    const passedMs = Math.max(nowMs - (this.#clockMs ?? nowMs), 0);
    this.#awakeMs += Math.min(passedMs, sleepMax);
    this.#clockMs = Math.max(this.#clockMs ?? nowMs, nowMs);
  }

  /** This room's own heartbeat was committed for the first time since its start: it has seen the log's present end. */
  caughtUp(nowMs: number): void {
    this.#caughtUpAwakeMs = this.#awakeMs;
    this.#floorAwakeMs = this.#awakeMs;
    this.#lastApplyMs = nowMs;
  }

  /**
   * Rooms to be suspected now. `ownSentMs`: when the newest own committed heartbeat was sent; a room that cannot commit
   * itself judges nobody (D3).
   */
  suspicions(view: FailoverView, ownSentMs: number | null, nowMs: number): readonly Suspicion[] {
    const { pace } = view;
    if (!this.#livesWithin(judgeAgeMaxMs(pace), view, ownSentMs, nowMs)) return [];
    if (nowMs < this.#judgeFromMs(pace)) return [];
    const suspicions: Suspicion[] = [];
    for (const { room, lastHeartbeat } of this.#judged(view)) {
      if (this.#silenceMs(pace, room) < pace.suspectMs) continue;
      const former = this.#proposed.get(room);
      const waiting = former !== undefined && nowMs - former.atMs < suspicionRetryMs;
      if (waiting && former.lastHeartbeat === lastHeartbeat) continue;
      this.#proposed.set(room, { lastHeartbeat, atMs: nowMs });
      suspicions.push({ room, lastHeartbeat });
    }
    return suspicions;
  }

  /** It commits, learns of it, and nobody has missed it: what it applies now was committed just now (D10). */
  livesByItsRules(view: FailoverView, ownSentMs: number | null, nowMs: number): boolean {
    return this.#livesWithin(witnessAgeMaxMs(view.pace), view, ownSentMs, nowMs);
  }

  #livesWithin(
    ageMaxMs: number,
    view: FailoverView,
    ownSentMs: number | null,
    nowMs: number,
  ): boolean {
    if (ownSentMs === null || nowMs - ownSentMs > ageMaxMs) return false;
    return view.rooms[this.#self]?.status !== "suspect";
  }

  /** When `suspicions` may have something next, if nothing more is heard. */
  wakeMs(view: FailoverView, nowMs: number): number {
    const judgeMs = Math.max(this.#judgeFromMs(view.pace), nowMs + gatedRetryMs);
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const { room, lastHeartbeat } of this.#judged(view)) {
      const leftMs = view.pace.suspectMs - this.#silenceMs(view.pace, room);
      const former = this.#proposed.get(room);
      const proposed = former?.lastHeartbeat === lastHeartbeat;
      const retryMs = proposed ? former.atMs + suspicionRetryMs : 0;
      wakeMs = Math.min(wakeMs, leftMs > 0 ? nowMs + leftMs : Math.max(retryMs, judgeMs));
    }
    return wakeMs;
  }

  /** From when on shards of that room may be moved, as far as this room's clock can tell (D8). */
  leaseEndMs(view: FailoverView, room: RoomIndex): number {
    const last = this.#heard[room];
    const lease = view.rooms[room];
    if (last === undefined || lease === undefined) return Number.POSITIVE_INFINITY;
    return last.atMs + lease.leaseMs;
  }

  /** Heard within half the time of suspicion: good enough to be counted on, for ranks and targets (D9). */
  lately(view: FailoverView, room: RoomIndex): boolean {
    const last = this.#heard[room];
    if (room === this.#self) return true;
    return last !== undefined && this.#awakeMs - last.atAwakeMs <= view.pace.suspectMs / 2;
  }

  ageMs(room: RoomIndex, nowMs: number): number {
    return Math.max(nowMs - (this.#heard[room]?.atMs ?? nowMs), 0);
  }

  #judged(view: FailoverView): readonly RoomView[] {
    return view.rooms.filter(({ room, status }) => room !== this.#self && status !== "suspect");
  }

  #silenceMs(pace: Pace, room: RoomIndex): number {
    const last = this.#heard[room];
    const caughtUpMs = this.#caughtUpAwakeMs;
    if (last === undefined || caughtUpMs === null) return 0;
    const graceMs = last.live ? 0 : Math.max(startGraceMs - pace.suspectMs, 0);
    const sinceMs = Math.max(last.atAwakeMs, this.#floorAwakeMs, caughtUpMs + graceMs);
    return this.#awakeMs - sinceMs;
  }

  #judgeFromMs(pace: Pace): number {
    if (!this.#hasLeader || this.#reignMs === null) return Number.POSITIVE_INFINITY;
    return this.#reignMs + 2 * pace.heartbeatMs;
  }
}
