import {
  homeRoomOf,
  shardCountOf,
  type Epoch,
  type FailoverView,
  type LogEvent,
  type LogIndex,
  type Pace,
  type RoomIndex,
  type RoomView,
  type ShardId,
  type ShardView,
  type Topology,
} from "@cablecut/protocol";
import type { FailoverCommand } from "../commands.ts";

/** What rooms put into the log of the model, and what whoever runs the show does. */
export type ModelEntry =
  | { readonly kind: "heartbeat"; readonly room: RoomIndex; readonly predecessor: number }
  | { readonly kind: "suspect"; readonly room: RoomIndex; readonly lastHeartbeat: number }
  | Extract<FailoverCommand, { kind: "move" }>
  | { readonly kind: "set-pace"; readonly pace: Pace }
  | { readonly kind: "set-failback"; readonly failback: boolean }
  | { readonly kind: "nothing" };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const drainWindowMs = 60_000;

/**
 * The ledger's failover rules, as small as they can be said, for the tests of this package only. Written after the
 * ledger's brief and not after its code. Log time is the time that the model's log stamps on an entry.
 */
export class LedgerModel {
  readonly rooms: Mutable<RoomView>[];
  readonly shards: Mutable<ShardView>[];
  #pace: Pace;
  #failback = false;
  #wave = 0;
  #firstRoom: RoomIndex | null = null;
  #moves = 0;
  #index = 0;
  readonly #drained: boolean[];
  readonly #suspicions: number[][];
  readonly #stableSince: number[];

  constructor(topology: Topology, pace: Pace) {
    this.#pace = pace;
    this.rooms = topology.rooms.map((_, room) => ({
      room: room as RoomIndex,
      status: "up",
      lastHeartbeat: 0 as LogIndex,
      leaseMs: pace.leaseMs,
      readLeaseMs: pace.leaseMs,
    }));
    this.shards = Array.from({ length: shardCountOf(topology) }, (_, shard) => ({
      shard: shard as ShardId,
      home: homeRoomOf(topology, shard as ShardId),
      owner: homeRoomOf(topology, shard as ShardId),
      epoch: 1 as Epoch,
      status: "serving",
    }));
    this.#drained = this.rooms.map(() => false);
    this.#suspicions = this.rooms.map(() => []);
    this.#stableSince = this.rooms.map(() => 0);
  }

  /** Null where the entry was refused and changed nothing. */
  apply(entry: ModelEntry, logTimeMs: number): readonly LogEvent[] | null {
    this.#index += 1;
    const index = this.#index as LogIndex;
    switch (entry.kind) {
      case "nothing":
        return [];
      case "set-failback":
        return this.#setFailback(index, entry.failback);
      case "set-pace":
        return this.#setPace(index, entry.pace);
      case "heartbeat":
        return this.#heartbeat(index, entry.room, entry.predecessor, logTimeMs);
      case "suspect":
        return this.#suspect(index, entry.room, entry.lastHeartbeat, logTimeMs);
      case "move":
        return this.#move(index, entry);
    }
  }

  view(): FailoverView {
    return {
      appliedIndex: this.#index as LogIndex,
      pace: this.#pace,
      rooms: this.rooms.map((room) => ({ ...room })),
      shards: this.shards.map((shard) => ({ ...shard })),
      wave: this.#wave,
      waveFirstRoom: this.#firstRoom,
      waveMoves: this.#moves,
      failback: this.#failback,
    };
  }

  #setPace(index: LogIndex, pace: Pace): readonly LogEvent[] | null {
    if (this.shards.some((shard) => shard.status === "switching")) return null;
    this.#pace = pace;
    for (const room of this.rooms) {
      room.leaseMs = Math.max(room.leaseMs, pace.leaseMs);
      room.readLeaseMs = Math.max(room.readLeaseMs, pace.leaseMs);
    }
    return [{ index, kind: "pace-set", pace }];
  }

  #setFailback(index: LogIndex, failback: boolean): readonly LogEvent[] {
    const events: LogEvent[] = [];
    if (this.#failback !== failback) events.push({ index, kind: "failback-set", failback });
    this.#failback = failback;
    for (const { room, status } of this.rooms) {
      this.#suspicions[room] = [];
      if (!this.#drained[room]!) continue;
      this.#drained[room] = false;
      if (status === "drained") this.rooms[room]!.status = "up";
      events.push({ index, kind: "room-undrained", room });
    }
    return events;
  }

  #heartbeat(
    index: LogIndex,
    room: RoomIndex,
    predecessor: number,
    logTimeMs: number,
  ): readonly LogEvent[] | null {
    const sender = this.rooms[room]!;
    if (sender.lastHeartbeat !== predecessor) return null;
    sender.lastHeartbeat = index;
    sender.leaseMs = sender.readLeaseMs;
    sender.readLeaseMs = this.#pace.leaseMs;
    const events: LogEvent[] = [];
    if (sender.status === "suspect") {
      const back = this.shards.filter((shard) => shard.owner === room);
      for (const shard of back) shard.status = "serving";
      sender.status = this.#drained[room]! ? "drained" : "up";
      this.#stableSince[room] = logTimeMs;
      events.push({ index, kind: "suspicion-withdrawn", room, shards: back.length });
    }
    for (const other of this.rooms) {
      const stableMs = logTimeMs - this.#stableSince[other.room]!;
      if (other.status !== "drained" || stableMs < drainWindowMs) continue;
      this.#drained[other.room] = false;
      other.status = "up";
      events.push({ index, kind: "room-undrained", room: other.room });
    }
    return events;
  }

  #suspect(
    index: LogIndex,
    room: RoomIndex,
    lastHeartbeat: number,
    logTimeMs: number,
  ): readonly LogEvent[] | null {
    const lost = this.rooms[room]!;
    if (lost.status === "suspect" || lost.lastHeartbeat !== lastHeartbeat) return null;
    if (this.shards.every((shard) => shard.status === "serving")) {
      this.#wave += 1;
      this.#firstRoom = room;
      this.#moves = 0;
    }
    lost.status = "suspect";
    for (const shard of this.shards) if (shard.owner === room) shard.status = "switching";
    const suspected: LogEvent = {
      index,
      kind: "room-suspected",
      room,
      by: room,
      incident: this.#wave,
    };
    const recent = this.#suspicions[room]!.filter((at) => logTimeMs - at <= drainWindowMs);
    this.#suspicions[room] = [...recent, logTimeMs];
    if (this.#drained[room]! || recent.length < 2) return [suspected];
    this.#drained[room] = true;
    return [suspected, { index, kind: "room-drained", room }];
  }

  #move(index: LogIndex, move: Extract<ModelEntry, { kind: "move" }>): readonly LogEvent[] | null {
    const shard = this.shards[move.shard]!;
    if (shard.owner !== move.from || shard.epoch !== move.epoch || move.to === move.from)
      return null;
    if (shard.status !== (move.reason === "failover" ? "switching" : "serving")) return null;
    if (this.rooms[move.to]!.status !== "up") return null;
    if (this.rooms[move.from]!.lastHeartbeat !== move.ownerHeartbeat) return null;
    shard.owner = move.to;
    shard.epoch = (shard.epoch + 1) as Epoch;
    shard.status = "serving";
    if (move.reason === "failover") this.#moves += 1;
    const { from, to, reason } = move;
    const epoch = shard.epoch;
    return [
      { index, kind: "shard-moved", shard: shard.shard, from, to, epoch, reason, accounts: 0 },
    ];
  }
}
