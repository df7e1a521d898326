import type { LogEvent, RoomIndex } from "@cablecut/protocol";

/** How a suspected room came back, where that was seen from its suspicion on; else only that it is up again. */
export type RoomReturn = "withdrawn" | "withdrawn-midway" | "room-back";

/** Which suspected rooms have lost shards to others, as the log's events tell it. */
export class RoomReturns {
  /** By suspected room: a shard of it has moved since. */
  readonly #hasMoved = new Map<RoomIndex, boolean>();

  /** Null for an event that withdraws no suspicion. */
  learn(event: LogEvent): RoomReturn | null {
    if (event.kind === "suspicion-withdrawn") return this.#take(event);
    if (event.kind === "room-suspected") this.#hasMoved.set(event.room, false);
    else if (event.kind === "shard-moved" && event.reason === "failover")
      if (this.#hasMoved.has(event.from)) this.#hasMoved.set(event.from, true);
    return null;
  }

  #take({ room, shards }: Extract<LogEvent, { kind: "suspicion-withdrawn" }>): RoomReturn {
    const hasMoved = this.#hasMoved.get(room);
    this.#hasMoved.delete(room);
    if (shards === 0 || hasMoved === undefined) return "room-back";
    return hasMoved ? "withdrawn-midway" : "withdrawn";
  }
}
