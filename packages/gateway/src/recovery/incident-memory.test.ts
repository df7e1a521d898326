import { asLogIndex, type PaceName, type PastIncident, type RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock } from "../awake-clock.ts";
import { IncidentMemory } from "./incident-memory.ts";

function run(
  number: number,
  durationMs: number,
  different: Partial<PastIncident> = {},
): PastIncident {
  return {
    number,
    rooms: [0, 1] as RoomIndex[],
    shardsHit: 40,
    shardsMoved: 40,
    peopleHit: 3,
    firstHitAt: asLogIndex(10 * number),
    endedAt: asLogIndex(10 * number + 5),
    pace: "full-speed",
    measured: { source: "fabric", durationMs },
    ...different,
  };
}

/** What a gateway knows of these, which a room has told it. */
function told(...incidents: readonly PastIncident[]): IncidentMemory {
  const calls = {
    call: (_: unknown, __: unknown, done: (answer: never) => void): void =>
      done({ kind: "past-incidents", id: 1, incidents } as never),
  };
  const past = new IncidentMemory({ bestAnswering: () => 0 as RoomIndex }, calls, new AwakeClock());
  past.need(incidents.at(-1)!.number, true);
  return past;
}

test("T9: a record beat every earlier run that lost as much, and there was one", () => {
  expect(told(run(1, 600)).isRecord(1)).toBe(false);
  expect(told(run(1, 600), run(2, 500)).isRecord(2)).toBe(true);
  expect(told(run(1, 600), run(2, 500)).isRecord(1)).toBe(false);
  expect(told(run(1, 600), run(2, 500), run(3, 550)).isRecord(3)).toBe(false);
});

test.each([
  ["fewer rooms", { rooms: [0] as RoomIndex[] }],
  ["fewer shards", { shardsHit: 20 }],
  ["another pace", { pace: "keynote" as PaceName }],
  ["no shard moved", { shardsMoved: 0 }],
  [
    "measured from a heartbeat",
    { measured: { source: "last-heartbeat", durationMs: 600 } as const },
  ],
  ["not measured", { measured: null }],
])("T9: a run with %s is compared with none", (_, different) => {
  expect(told(run(1, 600, different), run(2, 500)).isRecord(2)).toBe(false);
  expect(told(run(1, 900), run(2, 800, different)).isRecord(2)).toBe(false);
});

test("T9: of what is not known yet nothing is a record", () => {
  const past = new IncidentMemory(
    { bestAnswering: () => null },
    { call: () => undefined },
    new AwakeClock(),
  );
  expect(past.isRecord(2)).toBe(false);
});
