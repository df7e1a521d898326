import { expect, test } from "vitest";
import type { Ledger } from "../ledger-api.ts";
import type { Command } from "../testing/commands.ts";
import {
  beat,
  cancel,
  commit,
  eventsOf,
  failover,
  fullSpeed,
  handover,
  openIn,
  pay,
  smallLedger,
  suspect,
  syntheticHashOf,
} from "../testing/ledger-fixture.ts";

/** Ten shards in format 2; room r owns shards r and r + 5, shard s has canary 2s and till 2s + 1. */
function adopted(): Ledger {
  const ledger = smallLedger();
  expect(commit(ledger, { kind: "adopt-format" })).toEqual(["applied"]);
  return ledger;
}

const canaryPays = (ledger: Ledger, shard: number): Command =>
  pay(ledger, 2 * shard, 2 * shard + 1, 1);

function measure(incident: number, shards: readonly [number, number][] = []): Command[] {
  return [
    {
      kind: "incident-measured",
      incident,
      source: "fabric",
      durationMs: 26_000,
      shards: shards.length,
    },
    ...shards.map(([shard, ms]): Command => ({ kind: "shard-measured", shard, ms })),
  ];
}

/** Room 1 is lost, its shards go to room 3 and pay: one incident, ended. */
function endedIncident(): Ledger {
  const ledger = adopted();
  commit(ledger, suspect(ledger, 1));
  commit(ledger, failover(ledger, 1, 3), failover(ledger, 6, 3));
  commit(ledger, canaryPays(ledger, 1), canaryPays(ledger, 6));
  return ledger;
}

test("A1: before format 2 incidents, measurements and dials are no state, and are refused by name", () => {
  const ledger = smallLedger();
  const digest = ledger.digest();
  commit(ledger, suspect(ledger, 1));
  expect(ledger.incident()).toBeNull();
  expect(ledger.incidentNumber).toBe(1);
  const [measured, shard] = measure(1, [[1, 5]]);
  const dial: Command = { kind: "set-dial", change: { dial: "blank", value: true } };
  expect(commit(ledger, measured!, shard!, dial)).toEqual([
    "format-not-in-force",
    "format-not-in-force",
    "format-not-in-force",
  ]);
  expect(ledger.digest()).not.toBe(digest);
});

test("A1: adopting is said once and may be repeated", () => {
  const ledger = smallLedger();
  expect(eventsOf(ledger, { kind: "adopt-format" })).toEqual([
    { index: 1, kind: "format-adopted", format: 2 },
  ]);
  const digest = ledger.digest();
  expect(eventsOf(ledger, { kind: "adopt-format" })).toEqual([]);
  expect(ledger.format).toBe(2);
  expect(digest).not.toBe(smallLedger().digest());
});

test("A3: numbers go on from those of format 1, whose incidents are not known", () => {
  const ledger = smallLedger();
  commit(ledger, suspect(ledger, 1));
  commit(ledger, beat(ledger, 1));
  commit(ledger, { kind: "adopt-format" });
  expect([ledger.incidentNumber, ledger.incident()]).toEqual([1, null]);
  expect(commit(ledger, ...measure(1))).toEqual(["unknown-incident"]);
  expect(eventsOf(ledger, suspect(ledger, 2))[0]).toMatchObject({ incident: 2 });
});

test("A3: shards that are switching when the format is adopted are hit by that entry", () => {
  const ledger = smallLedger();
  openIn(ledger, 6, "lin");
  commit(ledger, suspect(ledger, 1), suspect(ledger, 2));
  commit(ledger, failover(ledger, 2, 4));
  commit(ledger, { kind: "adopt-format" });
  expect(ledger.incident()).toMatchObject({
    number: 1,
    rooms: [1, 2],
    endedAt: 0,
    shards: [
      { shard: 1, hitAt: 4, settledAt: 0, people: 0 },
      { shard: 6, hitAt: 4, settledAt: 0, people: 1 },
      { shard: 7, hitAt: 4, settledAt: 0, people: 0 },
    ],
  });
});

test("I1: a suspicion that hits no shard begins no incident, and has number 0", () => {
  const ledger = adopted();
  for (const shard of [1, 6]) commit(ledger, handover(ledger, shard, 3));
  expect(eventsOf(ledger, suspect(ledger, 1))[0]).toMatchObject({ room: 1, incident: 0 });
  expect([ledger.incidentNumber, ledger.incident()]).toEqual([0, null]);
  expect(eventsOf(ledger, suspect(ledger, 2))[0]).toMatchObject({ room: 2, incident: 1 });
  expect(ledger.incident()!.rooms).toEqual([2]);
});

test("I2, I6: an incident lasts until every shard that it hit has paid, and a later loss belongs to it", () => {
  const ledger = adopted();
  expect(eventsOf(ledger, suspect(ledger, 1))[0]).toMatchObject({ incident: 1 });
  commit(ledger, failover(ledger, 1, 3), failover(ledger, 6, 3));
  // No shard is switching any more, so a second wave begins; the incident goes on.
  expect(eventsOf(ledger, suspect(ledger, 2))[0]).toMatchObject({ incident: 1 });
  expect(ledger.failoverView()).toMatchObject({ wave: 2, waveFirstRoom: 2, waveMoves: 0 });
  commit(ledger, failover(ledger, 2, 4), failover(ledger, 7, 4));
  const events = eventsOf(ledger, ...[1, 6, 2].map((shard) => canaryPays(ledger, shard)));
  expect(events.map((event) => event.kind)).toEqual(["shard-back", "shard-back", "shard-back"]);
  expect(ledger.incident()!.endedAt).toBe(0);
  expect(eventsOf(ledger, canaryPays(ledger, 7))).toEqual([
    { index: 7, kind: "shard-back", shard: 7, incident: 1, byPerson: false },
    { index: 7, kind: "incident-ended", incident: 1 },
  ]);
  expect(ledger.incident()).toMatchObject({ number: 1, rooms: [1, 2], endedAt: 7 });
  expect(eventsOf(ledger, suspect(ledger, 0))[0]).toMatchObject({ incident: 2 });
  expect(ledger.incident()).toMatchObject({ number: 2, rooms: [0], endedAt: 0 });
});

/** Of room 1 only shard 6 is missing: settled, and not yet back. */
function lastOneMissing(): Ledger {
  const ledger = adopted();
  commit(ledger, suspect(ledger, 1));
  commit(ledger, failover(ledger, 1, 3), failover(ledger, 6, 3));
  commit(ledger, canaryPays(ledger, 1));
  return ledger;
}

test("I1, I6: a suspicion behind the last payment in one entry begins the next incident, whose past is kept", () => {
  const ledger = lastOneMissing();
  const events = eventsOf(ledger, canaryPays(ledger, 6), suspect(ledger, 2));
  expect(events.map(({ kind }) => kind)).toEqual([
    "shard-back",
    "incident-ended",
    "room-suspected",
  ]);
  expect(events).toMatchObject([{ incident: 1 }, { incident: 1 }, { incident: 2, room: 2 }]);
  expect(ledger.incident()).toMatchObject({ number: 2, rooms: [2], endedAt: 0, measured: null });
  expect(ledger.incident()!.shards).toMatchObject([
    { shard: 2, hitAt: 5, settledAt: 0, backAt: 0 },
    { shard: 7, hitAt: 5, settledAt: 0, backAt: 0 },
  ]);
  const ended = { number: 1, rooms: [1], shardsHit: 2, shardsMoved: 2, firstHitAt: 2, endedAt: 5 };
  expect(ledger.pastIncidents()).toMatchObject([{ ...ended, measured: null }]);
  // Nobody can measure it any more.
  expect(commit(ledger, ...measure(1))).toEqual(["unknown-incident"]);
  const restored = adopted();
  restored.restore(ledger.snapshot());
  expect(restored.pastIncidents()).toEqual(ledger.pastIncidents());
  expect(restored.incident()).toEqual(ledger.incident());
});

test("I2: a suspicion before the last payment in one entry belongs to the incident, which goes on", () => {
  const ledger = lastOneMissing();
  const events = eventsOf(ledger, suspect(ledger, 2), canaryPays(ledger, 6));
  expect(events).toMatchObject([
    { kind: "room-suspected", incident: 1 },
    { kind: "shard-back", shard: 6, incident: 1 },
  ]);
  expect(ledger.incident()).toMatchObject({ number: 1, rooms: [1, 2], endedAt: 0 });
  expect(ledger.pastIncidents()).toEqual([]);
});

test("I3: hit once more in one incident a shard waits anew; its first hit and the people at it stay", () => {
  const ledger = adopted();
  openIn(ledger, 1, "lin");
  commit(ledger, suspect(ledger, 1));
  commit(ledger, failover(ledger, 1, 3));
  commit(ledger, canaryPays(ledger, 1));
  openIn(ledger, 1, "wang");
  const shard = (): unknown => ledger.incident()!.shards.find((each) => each.shard === 1);
  expect(shard()).toMatchObject({ hitAt: 3, settledAt: 4, backAt: 5, people: 1, moved: true });
  commit(ledger, suspect(ledger, 3));
  expect(shard()).toMatchObject({ hitAt: 3, settledAt: 0, backAt: 0, people: 1, moved: true });
  commit(ledger, beat(ledger, 3));
  expect(shard()).toMatchObject({ hitAt: 3, settledAt: 8, backAt: 0, moved: true });
});

test("I4: the withdrawal of a suspicion settles what the room still owns, without a move", () => {
  const ledger = adopted();
  commit(ledger, suspect(ledger, 1));
  commit(ledger, failover(ledger, 1, 3));
  commit(ledger, beat(ledger, 1));
  expect(ledger.incident()!.shards).toMatchObject([
    { shard: 1, settledAt: 3, moved: true },
    { shard: 6, settledAt: 4, moved: false },
  ]);
});

test("I5: only a booked payment out of the shard brings it back, behind the entry that settled it", () => {
  const ledger = adopted();
  const first = canaryPays(ledger, 1);
  commit(ledger, first);
  commit(ledger, suspect(ledger, 1));
  const isBack = (): boolean => ledger.incident()!.shards[0]!.backAt > 0;
  // While it switches; then in the very entry that settles it, which is not behind that entry.
  commit(ledger, canaryPays(ledger, 1));
  const moved: Command = { ...(failover(ledger, 1, 3) as Extract<Command, { kind: "move" }>) };
  expect(commit(ledger, moved, { ...pay(ledger, 2, 3, 1), payerEpoch: 2, payeeEpoch: 2 })).toEqual([
    "applied",
    "booked",
  ]);
  expect(isBack()).toBe(false);
  // A repetition, a cancel, a refusal, and money that goes into it.
  expect(
    commit(ledger, first, cancel(ledger, 2, 3), pay(ledger, 2, 2, 1, { sequence: 4 })),
  ).toEqual(["booked", "cancelled", "same-account"]);
  expect(commit(ledger, pay(ledger, 0, 2, 1))).toEqual(["booked"]);
  expect(isBack()).toBe(false);
  expect(commit(ledger, pay(ledger, 2, 0, 1))).toEqual(["booked"]);
  expect(isBack()).toBe(true);
});

test("I5: it is said whether a person paid, and a synthetic attendee is none", () => {
  const ledger = adopted();
  const person = openIn(ledger, 1, "lin");
  commit(ledger, { kind: "open", tokenHash: syntheticHashOf("crowd"), shard: 6, epoch: 1 });
  const synthetic = ledger.accountCount - 1;
  commit(ledger, suspect(ledger, 1));
  commit(ledger, beat(ledger, 1));
  const events = eventsOf(ledger, pay(ledger, person, 0, 1), pay(ledger, synthetic, 0, 1));
  expect(events).toMatchObject([
    { kind: "shard-back", shard: 1, byPerson: true },
    { kind: "shard-back", shard: 6, byPerson: false },
    { kind: "incident-ended" },
  ]);
  expect(ledger.incident()!.shards).toMatchObject([
    { byPerson: true, people: 1 },
    { byPerson: false, people: 0 },
  ]);
});

test("I7: a measurement is refused by name, in order: not the last incident, not over, measured before", () => {
  const ledger = adopted();
  expect(commit(ledger, ...measure(1))).toEqual(["unknown-incident"]);
  commit(ledger, suspect(ledger, 1));
  expect(commit(ledger, ...measure(2), ...measure(1))).toEqual([
    "unknown-incident",
    "incident-open",
  ]);
  const over = endedIncident();
  expect(eventsOf(over, ...measure(1))).toEqual([
    { index: 5, kind: "incident-measured", incident: 1, source: "fabric", durationMs: 26_000 },
  ]);
  expect(commit(over, ...measure(1), ...measure(2))).toEqual([
    "already-measured",
    "unknown-incident",
  ]);
  expect(over.incident()!.measured).toEqual({ at: 5, source: "fabric", durationMs: 26_000 });
  commit(over, suspect(over, 2));
  expect(commit(over, ...measure(1))).toEqual(["unknown-incident"]);
});

test("I8: shards take the fate of the measurement before them, also where two gateways' stand in one payload", () => {
  const ledger = endedIncident();
  const [first, second] = [
    measure(1, [
      [1, 11],
      [6, 66],
    ]),
    measure(1, [[1, 99]]),
  ];
  expect(commit(ledger, ...first, ...second)).toEqual([
    "applied",
    "applied",
    "applied",
    "already-measured",
    "already-measured",
  ]);
  expect(ledger.incident()!.shards.map((shard) => shard.measuredMs)).toEqual([11, 66]);
});

test("I8: a measured shard without a measurement, beyond its number, or never hit is refused", () => {
  const ledger = endedIncident();
  const orphan: Command = { kind: "shard-measured", shard: 6, ms: 5 };
  expect(commit(ledger, orphan)).toEqual(["unknown-incident"]);
  const [head, ...shards] = measure(1, [
    [0, 1],
    [99, 1],
    [1, 11],
    [1, 12],
  ]);
  expect(commit(ledger, head!, ...shards, orphan)).toEqual([
    "applied",
    "unknown-shard",
    "unknown-shard",
    "applied",
    "already-measured",
    "unknown-incident",
  ]);
  expect(commit(ledger, orphan)).toEqual(["unknown-incident"]);
  expect(ledger.incident()!.shards.map((shard) => shard.measuredMs)).toEqual([11, null]);
});

test("D1: the digest tells apart what was measured of an incident: its source, its time, that of each shard", () => {
  const shard1 = (ms: number): Command[] => measure(1, [[1, ms]]);
  const other = (change: object): Command[] => [{ ...measure(1)[0]!, ...change }];
  const digests = [
    measure(2),
    measure(1),
    other({ durationMs: 26_001 }),
    other({ source: "last-heartbeat" }),
    shard1(11),
    shard1(12),
    measure(1, [[6, 11]]),
  ].map((commands) => {
    const ledger = endedIncident();
    commit(ledger, ...commands);
    return ledger.digest();
  });
  expect(new Set(digests).size).toBe(digests.length);
});

test("I9: ended incidents are remembered in short, the last 64 of them, with what was measured", () => {
  const ledger = adopted();
  openIn(ledger, 1, "lin");
  for (let n = 1; n <= 66; n++) {
    commit(ledger, suspect(ledger, 1));
    commit(ledger, n === 66 ? failover(ledger, 6, 3) : beat(ledger, 1));
    if (n === 66) commit(ledger, beat(ledger, 1));
    if (n === 66) commit(ledger, { kind: "set-pace", pace: fullSpeed });
    commit(ledger, canaryPays(ledger, 1), canaryPays(ledger, 6));
  }
  const last = ledger.appliedIndex;
  commit(ledger, ...measure(66, [[1, 7]]));
  const past = ledger.pastIncidents();
  expect(past.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, n) => n + 3));
  expect(past.at(-2)).toMatchObject({
    number: 65,
    shardsMoved: 0,
    pace: "keynote",
    measured: null,
  });
  expect(past.at(-1)).toEqual({
    number: 66,
    rooms: [1],
    shardsHit: 2,
    shardsMoved: 1,
    peopleHit: 1,
    firstHitAt: last - 4,
    endedAt: last,
    pace: "full-speed",
    measured: { source: "fabric", durationMs: 26_000 },
  });
});
