import {
  asRoomIndex,
  shardCountOf,
  defaultTopology,
  engineSecondsMax,
  type EngineSecond,
  type ShowSnapshot,
} from "@cablecut/protocol";
import {
  emptyEngine,
  engineHeard,
  momentsHeard,
  type EngineState,
} from "../model/engine/engine.ts";

const shards = shardCountOf(defaultTopology);
const secondMs = 1_000;

/** Two minutes of bookings, oldest first; from the cut on none of the first two rooms. */
function bookedBefore({ atMs, scene, incident }: ShowSnapshot): readonly {
  readonly atMs: number;
  readonly byRoom: readonly number[];
}[] {
  if (scene === "lobby") return [];
  const cutMs = incident?.startedAtMs ?? Number.POSITIVE_INFINITY;
  return Array.from({ length: engineSecondsMax }, (_, position) => {
    const secondAtMs = atMs - (engineSecondsMax - 1 - position) * secondMs;
    const swing = 1 + 0.25 * Math.sin(position / 5) + 0.1 * Math.sin(position / 1.7);
    return {
      atMs: secondAtMs,
      byRoom: [70, 66, 58, 52, 49].map((rate, room) =>
        secondAtMs > cutMs && room < 2 ? 0 : Math.round(rate * swing * Math.min(1, position / 40)),
      ),
    };
  });
}

/** What an engineer's view would have heard by the time of the snapshot: for tests and for looking at it. */
export function engineAt(snapshot: ShowSnapshot): EngineState {
  const { incident, atMs } = snapshot;
  const isAway = (room: number): boolean => !(snapshot.rooms[room]?.answering ?? false);
  const cutMs = incident?.startedAtMs ?? Number.POSITIVE_INFINITY;
  const endMs = incident?.state === "running" ? atMs : cutMs + (incident?.elapsedMs ?? 0);
  const seconds = bookedBefore(snapshot).map(
    ({ atMs: secondAtMs, byRoom }, position): EngineSecond => {
      const isCut = secondAtMs >= cutMs && secondAtMs < endMs;
      const booked = byRoom.reduce((sum, count) => sum + count, 0);
      return {
        atMs: Math.round(secondAtMs / secondMs) * secondMs,
        byRoom,
        answers: { booked, "not-now": isCut ? 24 : 0, unknown: isCut ? 3 : 0, refused: 1 },
        answerMs: { p50Ms: 3 + (position % 3), p99Ms: (isCut ? 34 : 11) + (position % 6) },
      };
    },
  );
  const frame = {
    rooms: snapshot.rooms.map(({ room, leader, heartbeatAgeMs }) => ({
      room: asRoomIndex(room),
      heartbeatAgeMs,
      now: isAway(room)
        ? null
        : {
            role: leader ? ("leader" as const) : ("follower" as const),
            term: snapshot.term,
            appliedIndex: snapshot.rooms[room]?.appliedIndex ?? snapshot.copies.rooms[0]!.asOf,
            lagEntries: room,
            commitMs: { p50Ms: 0.61 + room / 10, p99Ms: 4.2 + room },
            diskSyncMs: { p50Ms: 0.32, p99Ms: 2.1 + room },
          },
    })),
    canaries: Array.from({ length: shards }, (_, shard) => (isAway(shard % 5) ? "0" : "1")).join(
      "",
    ),
    seconds,
    events:
      incident === null
        ? [{ atMs: atMs - 40_000, kind: "leader-changed" as const, values: { room: "sh-a" } }]
        : [
            { atMs: cutMs, kind: "room-lost" as const, values: { room: "hz-a" } },
            { atMs: cutMs + 250, kind: "room-lost" as const, values: { room: "hz-b" } },
            { atMs: cutMs + 2_010, kind: "suspected" as const, values: { room: "hz-a" } },
          ],
  };
  return momentsHeard(engineHeard(emptyEngine, frame), incident);
}
