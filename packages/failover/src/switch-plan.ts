import {
  roomViewIn,
  type FailoverView,
  type RoomIndex,
  type ShardId,
  type ShardView,
  type Topology,
} from "@cablecut/protocol";
import type { MoveCommand } from "./commands.ts";

/** The next live room in rank takes over after so long without progress (S6). */
export const rankStepMs = 200;
/** A proposed move that was not applied after this is proposed again (S7). */
export const moveRetryMs = 300;
/** Moves proposed in one go. */
export const movesPerTickMax = 64;

/** What the plan asks of the failure detector. */
export interface Hearing {
  leaseEndMs(room: RoomIndex): number;
  readonly lately: (room: RoomIndex) => boolean;
}

interface Proposed {
  readonly epoch: number;
  readonly to: RoomIndex;
  readonly atMs: number;
}

/**
 * Which shards of lost rooms this room should move now (SPEC.md, S). Every room computes the plan from the replicated
 * state and its own hearing; nobody is elected to do it, and nobody is lost with it: compare-and-set makes two rooms
 * with the same idea harmless.
 */
export class SwitchPlan {
  readonly #topology: Topology;
  readonly #self: RoomIndex;
  #wave = 0;
  #movesSeen = 0;
  /** The last move or the start of the wave, as applied here. */
  #progressMs = 0;
  /** Move k of the wave is due at `anchorMs` + (k - `anchorMoves`) x moveIntervalMs. */
  #anchorMs = 0;
  #anchorMoves = 0;
  #wakeMs = Number.POSITIVE_INFINITY;
  readonly #proposed = new Map<ShardId, Proposed>();

  constructor(topology: Topology, self: RoomIndex) {
    this.#topology = topology;
    this.#self = self;
  }

  /** When `movesDue` may have something next; as of its last call. */
  get wakeMs(): number {
    return this.#wakeMs;
  }

  applied(view: FailoverView, hearing: Hearing, nowMs: number): void {
    if (view.wave !== this.#wave) {
      this.#wave = view.wave;
      this.#progressMs = nowMs;
      const first = view.waveFirstRoom;
      this.#anchorMs = Math.max(first === null ? nowMs : hearing.leaseEndMs(first), nowMs);
      this.#anchorMoves = view.waveMoves;
    } else if (view.waveMoves !== this.#movesSeen) {
      this.#progressMs = nowMs;
    }
    this.#movesSeen = view.waveMoves;
  }

  /** Whatever was proposed through a former leader may be lost: propose again. */
  leaderChanged(): void {
    this.#proposed.clear();
  }

  movesDue(view: FailoverView, hearing: Hearing, nowMs: number): readonly MoveCommand[] {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    const switching = switchingQueue(view);
    if (switching.length === 0) return [];
    this.#pruneProposed(view, nowMs);
    const rank = rankOf(view, hearing, this.#self);
    if (rank === null) return [];

    const ready = switching.filter((shard) => hearing.leaseEndMs(shard.owner) <= nowMs);
    const leaseEndMs = Math.min(
      ...switching.map((shard) => hearing.leaseEndMs(shard.owner)).filter((endMs) => endMs > nowMs),
    );
    if (ready.length === 0) this.#waitForLease(view, leaseEndMs);
    const nextMs = Math.max(leaseEndMs, this.#scheduledMs(view, ready.length));
    this.#wakeMs = this.#startMs(nextMs, rank);
    return this.#proposeReady(view, hearing, ready, rank, nowMs);
  }

  #proposeReady(
    view: FailoverView,
    hearing: Hearing,
    ready: readonly ShardView[],
    rank: number,
    nowMs: number,
  ): readonly MoveCommand[] {
    const loads = loadsWith(view, this.#proposed);
    const moves: MoveCommand[] = [];
    for (const [position, shard] of ready.entries()) {
      const dueMs = this.#startMs(this.#scheduledMs(view, position), rank);
      if (nowMs < dueMs || moves.length === movesPerTickMax) {
        this.#wakeBy(Math.max(dueMs, nowMs));
        break;
      }
      const waiting = this.#proposed.get(shard.shard);
      if (waiting !== undefined) {
        this.#wakeBy(waiting.atMs + moveRetryMs);
        continue;
      }
      const to = targetFor(this.#topology, view, hearing, loads, shard.owner);
      // Nobody can take it: the next change of a room's state brings a new tick.
      if (to === null) continue;
      loads[to] = (loads[to] ?? 0) + 1;
      this.#proposed.set(shard.shard, { epoch: shard.epoch, to, atMs: nowMs });
      this.#wakeBy(nowMs + moveRetryMs);
      moves.push(failoverOf(view, shard, to));
    }
    return moves;
  }

  #wakeBy(atMs: number): void {
    this.#wakeMs = Math.min(this.#wakeMs, atMs);
  }

  #scheduledMs(view: FailoverView, position: number): number {
    const move = view.waveMoves + 1 + position;
    return this.#anchorMs + (move - this.#anchorMoves) * view.pace.moveIntervalMs;
  }

  /**
   * A schedule that would have run ahead of the leases starts anew at the end of the first of them (S4): a room lost
   * late in a long wave is moved as gradually as the first one.
   */
  #waitForLease(view: FailoverView, leaseEndMs: number): void {
    if (this.#scheduledMs(view, 0) >= leaseEndMs + view.pace.moveIntervalMs) return;
    this.#anchorMs = leaseEndMs;
    this.#anchorMoves = view.waveMoves;
  }

  #startMs(dueMs: number, rank: number): number {
    return rank === 0 ? dueMs : Math.max(dueMs, this.#progressMs) + rank * rankStepMs;
  }

  /** The moves in flight that are still worth waiting for; the others are forgotten. */
  #pruneProposed(view: FailoverView, nowMs: number): void {
    for (const [shard, move] of this.#proposed) {
      const now = view.shards[shard];
      const open = now?.status === "switching" && now.epoch === move.epoch;
      const late = nowMs - move.atMs >= moveRetryMs;
      if (!open || late || view.rooms[move.to]?.status !== "up") this.#proposed.delete(shard);
    }
  }
}

function failoverOf(view: FailoverView, shard: ShardView, to: RoomIndex): MoveCommand {
  return {
    kind: "move",
    shard: shard.shard,
    from: shard.owner,
    to,
    epoch: shard.epoch,
    reason: "failover",
    ownerHeartbeat: roomViewIn(view, shard.owner).lastHeartbeat,
  };
}

/**
 * One global queue (S2): the room that was heard last the longest ago first, then by shard. Heartbeats have their order
 * from the log, so every room has the same queue.
 */
export function switchingQueue(view: FailoverView): readonly ShardView[] {
  const lastHeartbeat = (shard: ShardView): number => view.rooms[shard.owner]?.lastHeartbeat ?? 0;
  return view.shards
    .filter((shard) => shard.status === "switching")
    .sort((a, b) => lastHeartbeat(a) - lastHeartbeat(b) || a.shard - b.shard);
}

/**
 * Position of `self` among the rooms that can drive a switch: by index, those that may receive shards before drained
 * ones; rooms not heard lately do not count (S6). Null for a suspected room.
 */
export function rankOf(view: FailoverView, hearing: Hearing, self: RoomIndex): number | null {
  const own = view.rooms[self];
  if (own === undefined || own.status === "suspect") return null;
  let rank = 0;
  for (const { room, status } of view.rooms) {
    if (room === self || status === "suspect" || !hearing.lately(room)) continue;
    const before = status === own.status ? room < self : status === "up";
    if (before) rank += 1;
  }
  return rank;
}

/** Shards per room, those of moves in flight counted where they are going. */
function loadsWith(view: FailoverView, proposed: ReadonlyMap<ShardId, Proposed>): number[] {
  const loads = view.rooms.map(() => 0);
  for (const shard of view.shards) {
    const owner = proposed.get(shard.shard)?.to ?? shard.owner;
    loads[owner] = (loads[owner] ?? 0) + 1;
  }
  return loads;
}

/**
 * The emptiest room of another city that is up, the first of several (S5). Rooms heard lately come before others: a
 * room that is just being lost too would only be switched once more. Without any other city, any room that is up.
 */
function targetFor(
  topology: Topology,
  view: FailoverView,
  hearing: Hearing,
  loads: readonly number[],
  from: RoomIndex,
): RoomIndex | null {
  const cityOf = (room: RoomIndex): string | undefined => topology.rooms[room]?.city;
  const up = view.rooms
    .filter(({ room, status }) => status === "up" && room !== from)
    .map(({ room }) => room);
  const lately = up.filter((room) => hearing.lately(room));
  const elsewhere = (room: RoomIndex): boolean => cityOf(room) !== cityOf(from);
  const choices = [lately.filter(elsewhere), up.filter(elsewhere), lately, up];
  const candidates = choices.find((rooms) => rooms.length > 0) ?? [];
  let best: RoomIndex | null = null;
  for (const room of candidates) {
    if (best === null || (loads[room] ?? 0) < (loads[best] ?? 0)) best = room;
  }
  return best;
}
