import {
  defaultTopology,
  homeRoomOf,
  type Epoch,
  type LogEvent,
  type LogIndex,
  type Pace,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import type { IncidentTimeline } from "../incident-timeline.ts";
import { paceProfiles } from "../pace-profiles.ts";
import type { RecordedEvent } from "../recorded-events.ts";
import { RecoveryTimeline } from "../recovery-timeline.ts";

/** Ten shards: 0 and 5 at hz-a, 1 and 6 at hz-b, 2 and 7 at sh-a, 3 and 8 at sh-b, 4 and 9 at sz-a. */
export const topology = { ...defaultTopology, shardsPerRoom: 2 };
export const wallMs = 1_790_000_000_000;
type Log<Kind extends LogEvent["kind"]> = Omit<Extract<LogEvent, { kind: Kind }>, "index" | "kind">;

/** Writes a record line by line; every entry of the log and every canary takes the next index. */
export class ShowRecord {
  readonly events: RecordedEvent[] = [];
  readonly timeline = new RecoveryTimeline();
  #index = 100;

  constructor(pace: Pace = paceProfiles["full-speed"]) {
    const shards = Array.from({ length: 10 }, (_, shard) => ({
      owner: homeRoomOf(topology, shard as ShardId),
      epoch: 1 as Epoch,
      status: "serving" as const,
    }));
    const accounts = shards.map(() => 20);
    const appliedIndex = 100 as LogIndex;
    this.add(0, { kind: "baseline", appliedIndex, pace, shards, suspected: [], accounts });
  }

  add(atMs: number, event: DistributiveOmit<RecordedEvent, "atMs" | "wallMs" | "source">): void {
    const recorded = { atMs, wallMs: wallMs + atMs, source: "test", ...event } as RecordedEvent;
    this.events.push(recorded);
    this.timeline.record(recorded);
  }

  #log(atMs: number, event: object, lastHeardAtMs: number | null = null): void {
    this.#index += 1;
    const entry = { index: this.#index, ...event } as LogEvent;
    this.add(atMs, { kind: "log-event", event: entry, lastHeardAtMs });
  }

  suspected(atMs: number, room: number, lastHeardAtMs: number | null = null): void {
    const event: Log<"room-suspected"> = {
      room: room as RoomIndex,
      by: 2 as RoomIndex,
      incident: 1,
    };
    this.#log(atMs, { kind: "room-suspected", ...event }, lastHeardAtMs);
  }

  withdrawn(atMs: number, room: number): void {
    this.#log(atMs, { kind: "suspicion-withdrawn", room, shards: 0 });
  }

  moved(atMs: number, shard: number, to: number, epoch: number, reason = "failover"): void {
    this.#log(atMs, { kind: "shard-moved", shard, from: 0, to, epoch, reason, accounts: 20 });
  }

  canary(atMs: number, shard: number, epoch: number, index?: number): void {
    this.#index += 1;
    const at = (index ?? this.#index) as LogIndex;
    this.add(atMs, { kind: "canary-booked", shard: shard as ShardId, epoch, index: at });
  }

  cutHangzhou(): void {
    for (const [atMs, cable] of [
      [1_000, "hz-a/A"],
      [1_250, "hz-b/A"],
      [1_500, "hz-a/B"],
    ] as const) {
      this.add(atMs, { kind: "cable-cut", cable });
    }
    this.add(1_500, { kind: "room-lost-last-cable", room: 0 as RoomIndex });
    this.add(1_750, { kind: "cable-cut", cable: "hz-b/B" });
    this.add(1_750, { kind: "room-lost-last-cable", room: 1 as RoomIndex });
  }

  restoreHangzhou(atMs: number): void {
    this.add(atMs, { kind: "cable-restored", cable: "hz-a/A" });
    this.add(atMs, { kind: "room-regained-cable", room: 0 as RoomIndex });
    this.add(atMs, { kind: "cable-restored", cable: "hz-b/A" });
    this.add(atMs, { kind: "room-regained-cable", room: 1 as RoomIndex });
  }

  only(): IncidentTimeline {
    const [incident, ...others] = this.timeline.incidents();
    if (incident === undefined || others.length > 0) throw new Error("not exactly one incident");
    return incident;
  }
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Both rooms of Hangzhou lost, moved one by one and paid again. */
export function recovered(record: ShowRecord): void {
  record.cutHangzhou();
  record.suspected(1_960, 0);
  for (const [position, shard] of [0, 5].entries()) record.moved(2_010, shard, 2 + position, 2);
  record.canary(2_020, 0, 2);
  record.canary(2_031, 5, 2);
  record.suspected(2_210, 1);
  record.moved(2_260, 1, 4, 2);
  record.moved(2_261, 6, 2, 2);
  record.canary(2_275, 1, 2);
  record.canary(2_290, 6, 2);
}
