import { BatchWriter } from "@cablecut/ledger";
import type { RoomMessage, RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { RoomFixture } from "./testing/room-fixture.ts";

/** Room 1's, in the default topology. */
const shards = Array.from({ length: 20 }, (_, n) => 5 * n + 1);

function inject(fixture: RoomFixture, write: (writer: BatchWriter) => void): number {
  const writer = new BatchWriter();
  write(writer);
  const index = fixture.log.inject(writer.finish());
  fixture.runDeferred();
  return index;
}

const noReport = { index: 0, digest: "00".repeat(8), chainPrefix: "00".repeat(8) } as never;

/** Room 1 was heard just now, so its lease goes on for half a second. */
function suspectRoom1(fixture: RoomFixture): number {
  const heard = inject(fixture, (writer) => {
    writer.heartbeat({ room: 1, predecessor: 0, clockMs: 0, report: noReport });
  });
  return inject(fixture, (writer) => void writer.suspectRoom(1, 0, heard));
}

function moveRoom1(fixture: RoomFixture): number {
  const ownerHeartbeat = fixture.room.ledger.failoverView().rooms[1]!.lastHeartbeat;
  return inject(fixture, (writer) => {
    for (const shard of shards) {
      const move = { shard, from: 1, to: 3, epoch: 1, ownerHeartbeat, by: 3 } as const;
      writer.moveShard({ ...move, reason: "failover" });
    }
  });
}

function payInRoom1(fixture: RoomFixture): number {
  return inject(fixture, (writer) => {
    for (const shard of shards) writer.transfer(2 * shard, 2 * shard + 1, 1, 1, 2, 2);
  });
}

function incidentOf(fixture: RoomFixture): NonNullable<RoomStatus["incident"]> {
  const { incident } = fixture.room.status();
  if (incident === null) throw new Error("there is no incident");
  return incident;
}

function answerTo(fixture: RoomFixture, request: object): RoomMessage | undefined {
  fixture.messages();
  fixture.ask({ id: 77, ...request });
  return fixture.messages().find((message) => "id" in message && message.id === 77);
}

const measurement = {
  kind: "measure-incident",
  incident: 1,
  source: "fabric",
  durationMs: 612,
  shards: [
    [1, 300],
    [96, 612],
  ],
};

test("a room that has caught up has the log adopt the newest format, once", () => {
  const fixture = new RoomFixture();
  expect(fixture.room.status().format).toBe(2);
  const records = fixture.room.ledger.appliedIndex;
  fixture.passMs(3_000);
  // Heartbeats only: one every 50 ms.
  expect(fixture.room.ledger.appliedIndex - records).toBeLessThanOrEqual(61);
});

test("while the log takes nothing the format is asked for once a second, until it is adopted", () => {
  const fixture = new RoomFixture(0, { adopts: false });
  expect(fixture.room.status()).toMatchObject({ format: 1, incident: null });
  const blank = { kind: "set-dial", change: { dial: "blank", value: true } };
  expect(answerTo(fixture, blank)).toMatchObject({ refusal: "format-not-in-force" });
  const dropped = fixture.adoptionsRefused;
  fixture.passMs(5_000);
  expect(fixture.adoptionsRefused - dropped).toBe(5);
});

test("the status tells the incident as the log has it, and how long ago each entry was applied here", () => {
  const fixture = new RoomFixture();
  expect(fixture.room.status()).toMatchObject({ incidentNumber: 0, incident: null });
  const hitAt = suspectRoom1(fixture);
  fixture.passMs(200);
  expect(incidentOf(fixture).ages).toMatchObject({ firstHitMs: 200, endedMs: null });
  expect(incidentOf(fixture).ages.shards[0]).toEqual({ settledMs: null, backMs: null });
  const settledAt = moveRoom1(fixture);
  fixture.passMs(50);
  const backAt = payInRoom1(fixture);
  fixture.passMs(30);
  expect(answerTo(fixture, measurement)).toMatchObject({ kind: "done" });
  fixture.passMs(20);
  const { ages, ...incident } = incidentOf(fixture);
  expect(incident).toMatchObject({ number: 1, rooms: [1], endedAt: backAt });
  expect(incident.measured).toMatchObject({ source: "fabric", durationMs: 612 });
  expect(incident.shards).toHaveLength(20);
  expect(incident.shards[0]).toEqual({
    shard: 1,
    hitAt,
    settledAt,
    backAt,
    moved: true,
    byPerson: false,
    people: 0,
    measuredMs: 300,
  });
  expect(ages).toMatchObject({ firstHitMs: 300, endedMs: 50, measuredMs: 20 });
  expect(ages.shards).toEqual(shards.map(() => ({ settledMs: 100, backMs: 50 })));
});

test("what was applied while the room could not commit has no age: nobody here knows how long ago it was", () => {
  const fixture = new RoomFixture();
  // Cut off: nothing commits here, and what the others decided arrives all at once.
  fixture.log.refuseWith = { kind: "unknown", reason: "timeout" };
  fixture.passMs(2_000);
  suspectRoom1(fixture);
  moveRoom1(fixture);
  fixture.log.refuseWith = null;
  fixture.passMs(500);
  payInRoom1(fixture);
  fixture.passMs(40);
  const { ages } = incidentOf(fixture);
  expect(ages).toMatchObject({ firstHitMs: null, endedMs: 40 });
  expect(ages.shards).toEqual(shards.map(() => ({ settledMs: null, backMs: 40 })));
});

test("what came with a snapshot has no age", () => {
  const [teller, fixture] = [new RoomFixture(), new RoomFixture()];
  suspectRoom1(teller);
  moveRoom1(teller);
  payInRoom1(teller);
  const { ledger } = teller.room;
  fixture.room.consumer.restore(ledger.appliedIndex, ledger.snapshot());
  const { ages, ...incident } = incidentOf(fixture);
  const { ages: _, ...told } = incidentOf(teller);
  expect(incident).toEqual(told);
  expect(ages).toMatchObject({ firstHitMs: null, endedMs: null, measuredMs: null });
});

test("a measurement is taken once the incident has ended, the first one counts, and refusals have names", () => {
  const fixture = new RoomFixture();
  expect(answerTo(fixture, measurement)).toMatchObject({ refusal: "unknown-incident" });
  suspectRoom1(fixture);
  expect(answerTo(fixture, measurement)).toMatchObject({ refusal: "incident-open" });
  moveRoom1(fixture);
  payInRoom1(fixture);
  expect(answerTo(fixture, measurement)).toMatchObject({ kind: "done" });
  expect(answerTo(fixture, measurement)).toMatchObject({ refusal: "already-measured" });
  expect(answerTo(fixture, { ...measurement, source: "guess" })).toBeUndefined();
  expect(answerTo(fixture, { kind: "past-incidents" })).toMatchObject({
    incidents: [
      { number: 1, rooms: [1], shardsHit: 20, shardsMoved: 20, measured: { durationMs: 612 } },
    ],
  });
});

test("a dial is durable once it is answered, and the status tells it with its entry", () => {
  const fixture = new RoomFixture();
  const cue = { dial: "act", value: { act: "cue", amountCents: 888 } };
  const answer = answerTo(fixture, { kind: "set-dial", change: cue });
  expect(answer).toMatchObject({ kind: "done" });
  const index = answer?.kind === "done" ? answer.index : -1;
  expect(fixture.room.status().dials.act).toEqual({ value: cue.value, setAt: index });
  for (const change of [
    { dial: "volume", value: 3 },
    { dial: "act", value: { act: "cue" } },
  ]) {
    expect(answerTo(fixture, { kind: "set-dial", change })).toBeUndefined();
  }
  fixture.log.refuseWith = { kind: "unavailable", reason: "no-leader" };
  expect(answerTo(fixture, { kind: "set-dial", change: cue })).toMatchObject({
    refusal: "log-unavailable",
  });
});

test("people, synthetic attendees and the house are told apart, per shard and in funds", () => {
  const fixture = new RoomFixture();
  inject(fixture, (writer) => {
    writer.open("2b".repeat(32), 1, 1);
    for (const digit of ["a", "b"]) writer.open(digit.repeat(64), 1, 1);
    writer.transfer(201, 200, 500, 1, 1, 1);
  });
  const status = fixture.room.status();
  expect([status.accountsPerShard[1], status.syntheticPerShard[1]]).toEqual([1, 2]);
  expect(status.funds).toMatchObject({
    people: { accounts: 1, actualCents: 100_000_500 },
    synthetic: { accounts: 2, actualCents: 199_999_500 },
    house: { accounts: 200, actualCents: 20_000_000_000 },
  });
  expect(status).toMatchObject({
    transfersBooked: 1,
    transfersByPeople: 0,
    transfersBySynthetic: 1,
  });
});

test("behind the entry that ended an incident the room tells its digest, until another one is the last", () => {
  const [one, other] = [new RoomFixture(0), new RoomFixture(0)];
  for (const fixture of [one, other]) {
    expect(fixture.room.status().endDigest).toBeUndefined();
    suspectRoom1(fixture);
    fixture.passMs(1_000);
    moveRoom1(fixture);
    expect(fixture.room.status().endDigest).toBeUndefined();
    payInRoom1(fixture);
  }
  const { endedAt } = incidentOf(one);
  expect(one.room.status().endDigest).toMatchObject({ index: endedAt });
  expect(one.room.status().endDigest).toEqual(other.room.status().endDigest);
  // It stays the digest of that entry, whatever comes behind it.
  const told = one.room.status().endDigest;
  inject(one, (writer) => void writer.transfer(0, 1, 1, 1, 1, 1));
  expect(one.room.status().endDigest).toEqual(told);
  // A process that was started since has not applied it.
  const restarted = new RoomFixture(0);
  restarted.room.consumer.restore(one.room.ledger.appliedIndex, one.room.ledger.snapshot());
  expect(incidentOf(restarted).endedAt).toBe(endedAt);
  expect(restarted.room.status().endDigest).toBeUndefined();
});
