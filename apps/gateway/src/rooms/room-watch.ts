import {
  shardAt,
  shardCountOf,
  asRoomIndex,
  type LogEvent,
  type RoomCondition,
  type RoomIndex,
  type RoomStatus,
  type Topology,
} from "@cablecut/protocol";
import { nowMs } from "../clock.ts";

/** No word from a room for this long, ms: it does not answer (observed, not decided). */
export const silenceMs = 1_000;

/** What the gateway knows of the rooms: the last status of each and when it came. */
export class RoomWatch {
  readonly topology: Topology;
  readonly #statuses: (RoomStatus | null)[];
  readonly #heardMs: number[];

  constructor(topology: Topology) {
    this.topology = topology;
    this.#statuses = topology.rooms.map(() => null);
    this.#heardMs = topology.rooms.map(() => Number.NEGATIVE_INFINITY);
  }

  heard(room: RoomIndex): void {
    this.#heardMs[room] = nowMs();
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
   * A move in the log's feed is known at once, ahead of the next status: the furthest status is brought up to date, so
   * that what waits for the shard can go to its new owner without delay.
   */
  learned(event: LogEvent): void {
    const best = this.best();
    if (best === null || event.kind !== "shard-moved" || event.index <= best.appliedIndex) return;
    const shards =
      best.shards.slice(0, event.shard) + String(event.to) + best.shards.slice(event.shard + 1);
    const epochs = best.epochs.with(event.shard, event.epoch);
    this.#statuses[best.room] = { ...best, shards, epochs, appliedIndex: event.index };
  }

  /** When the room's last word came, on this process's clock, ms. */
  heardMs(room: RoomIndex): number {
    return this.#heardMs[room] ?? Number.NEGATIVE_INFINITY;
  }

  isAnswering(room: RoomIndex): boolean {
    return nowMs() - this.heardMs(room) < silenceMs;
  }

  get answering(): readonly RoomIndex[] {
    return this.#rooms().filter((room) => this.isAnswering(room));
  }

  /**
   * The status that knows most of the log: of rooms that answer where there are any, else the last that was heard. Null
   * before the first room has caught up.
   */
  best(): RoomStatus | null {
    return this.#furthest(this.answering) ?? this.#furthest(this.#rooms());
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
      return this.#ownsSwitching(room, best.shards) ? "switching" : "dark";
    }
    if (!this.isAnswering(room)) return this.#statuses[room] === null ? "starting" : "abnormal";
    const status = this.#statuses[room];
    if (status === null || status === undefined || !status.ready) return "starting";
    return status.diverged ? "diverged" : "normal";
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
