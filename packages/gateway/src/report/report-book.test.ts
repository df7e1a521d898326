import {
  asCents,
  asLogIndex,
  asRoomIndex,
  asShardId,
  reportFactsSchema,
  type IncidentView,
  type LoggedIncident,
  type PastIncident,
  type PayAnswer,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { IncidentBook } from "./incident-book.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

function factsOf(show: VirtualShow, gateway = show.gateway) {
  const facts = gateway.core.reportFacts();
  if (facts === null) throw new Error("nothing to tell");
  // What a gateway tells is what a report takes.
  return reportFactsSchema.parse(structuredClone(facts));
}

function twoCities(show: VirtualShow) {
  const people = ["a", "b", "c", "d", "e", "f"].map((token) => show.gateway.person(token));
  const isInside = (shard: number): boolean => shard % 5 < 2;
  const inside = people.find(({ me }) => isInside(me.me.shard))!;
  const outside = people.find(({ me }) => !isInside(me.me.shard))!;
  return { inside, outside };
}

/** Hangzhou was cut and restored; Shenzhen has been cut for five seconds. */
function cutTwice(): VirtualShow {
  const show = VirtualShow.running();
  show.cut("hz");
  show.pass(5_000);
  show.restoreEverything();
  show.pass(10_000);
  show.cut("sz");
  show.pass(5_000);
  return show;
}

test("what is told after the wall clock was set back holds by that clock; what it has not come to is not known", () => {
  const show = cutTwice();
  show.wallOffsetMs -= 3_600_000;
  const { runsSinceMs, toldAtMs, incidents } = factsOf(show);
  expect(toldAtMs - runsSinceMs).toBeGreaterThan(20_000);
  expect(toldAtMs - runsSinceMs).toBeLessThan(30_000);
  expect(incidents).toHaveLength(2);
  expect(incidents[0]!.startedAtMs).toBeNull();
  expect(toldAtMs - incidents[1]!.startedAtMs!).toBeGreaterThan(4_900);
  expect(toldAtMs - incidents[1]!.startedAtMs!).toBeLessThan(5_100);
});

test("an incident is told with its start, its shards, its funds and what phones had in flight", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const { inside, outside } = twoCities(show);
  const me = inside;
  const paid = gateway.pay(me.connection, outside.me.me.accountNumber, 1, asCents(888));
  expect(paid.kind).toBe("booked");
  // Rooms say with their next status how many have an account.
  show.pass(1_000);
  const before = factsOf(show);
  expect(before.incidents).toEqual([]);
  expect(before.phones).toMatchObject({ joined: 6, here: 6 });
  show.cut("hz");
  show.pass(5_000);
  const request = gateway.heardBy(me.connection, "verifyReceipts").at(-1)![0];
  expect(request.startedAgoMs).toBeGreaterThan(0);
  expect(request.startedAgoMs).toBeLessThanOrEqual(5_000);
  const receipt = (paid as Extract<PayAnswer, { kind: "booked" }>).receipt;
  gateway.answerOf<VerifyAnswer>((done) =>
    gateway.core.phones.verify(
      me.connection,
      {
        incident: 1,
        receipts: [receipt],
        inFlight: [
          { sequence: receipt.sequence, sentBeforeMs: 40, end: "booked", endedAfterMs: 700 },
          { sequence: 2, sentBeforeMs: 20, end: "open", endedAfterMs: null },
        ],
      },
      done,
    ),
  );
  const { incidents, transfers, digests, events } = factsOf(show);
  const [incident] = incidents;
  expect(incident).toMatchObject({
    number: 1,
    rooms: [0, 1],
    pace: "full-speed",
    state: "recovered",
    startSource: "fabric",
    shardsHit: 40,
    shardsMoved: 40,
    verification: { verified: 1, missing: 0 },
  });
  const times = incident!.shards!.map(({ measuredMs }) => measuredMs ?? 0);
  expect(times).toHaveLength(40);
  expect(incident!.durationMs).toBe(Math.max(...times));
  expect(incident!.fundsAtCut?.asOf).toBeLessThan(incident!.firstHitAt);
  expect(incident!.fundsAtEnd?.asOf).toBeGreaterThanOrEqual(incident!.endedAt);
  expect(incident!.timeline.map(({ kind }) => kind)).toContain("room-lost");
  expect(incident!.inFlight).toEqual({
    phones: 1,
    notListed: 0,
    payments: [
      {
        sequence: receipt.sequence,
        sentBeforeMs: 40,
        end: "booked",
        endedAfterMs: 700,
        account: receipt.account,
        index: receipt.index,
        check: "verified",
      },
      {
        sequence: 2,
        sentBeforeMs: 20,
        end: "open",
        endedAfterMs: null,
        account: receipt.account,
        index: null,
        check: null,
      },
    ],
  });
  const rows = gateway.core.phoneFacts();
  const told = rows.find(({ account }) => account === receipt.account);
  expect(told).toMatchObject({ incident: 1, inFlight: 2, newest: receipt.index, notYet: 0 });
  expect(told?.checks).toEqual({ verified: 1, missing: 0, archived: 0, forged: 0 });
  const { verification } = incident!;
  const notYet = rows.reduce((sum, each) => sum + (each.notYet ?? 0), 0);
  expect(notYet).toBe(verification!.notYetHeard);
  expect(transfers.booked).toBeGreaterThan(transfers.byPeople);
  expect(transfers.byPeople).toBe(1);
  expect(events.map(({ kind }) => kind)).toContain("recovered");
  for (const { rooms } of digests) expect(new Set(rooms.map(({ state }) => state)).size).toBe(1);
});

test("a gateway that came later tells of earlier incidents what rooms remember, and of the rest nothing", () => {
  const show = cutTwice();
  const late = show.startGateway("gateway-2");
  show.pass(3_000);
  const [first, second] = factsOf(show, late).incidents;
  expect(first).toMatchObject({ number: 1, shards: null, shardsHit: 40, keptMost: null });
  expect(first!.fundsAtCut).toBe(null);
  expect(second).toMatchObject({ number: 2, state: "recovered", keptMost: null });
  expect(second!.shards).toHaveLength(second!.shardsHit);
  const seen = factsOf(show).incidents;
  expect(seen.map(({ durationMs }) => durationMs)).toEqual(
    [first, second].map((each) => each!.durationMs),
  );
  expect(seen[0]!.shards).toHaveLength(40);
});

test("what phones keep while rooms switch is told as the most that it was; the head count is told only where it is shown", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const me = gateway.person("a");
  show.cut("hz");
  show.pass(300);
  gateway.core.phones.outbox(me.connection, {
    kept: 3,
    keptCents: asCents(2_664),
    checking: 0,
    receipts: 1,
  });
  show.pass(200);
  gateway.core.phones.outbox(me.connection, {
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
  });
  show.pass(5_000);
  expect(factsOf(show).incidents[0]!.keptMost).toBe(3);
  const { account } = me.me.me;
  const rows = gateway.core.phoneFacts();
  expect(rows.filter(({ incident }) => incident === 1)).toMatchObject([{ account, kept: 3 }]);
  // It keeps nothing any more.
  expect(rows.filter(({ incident }) => incident === null)).toEqual([]);
  gateway.core.dials.turn({ dial: "headCountHidden", value: true });
  expect(factsOf(show).phones.joined).toBe(null);
});

test("what phones kept that left meanwhile is in the report as on the screens, also where no screen was open before", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const phones = ["a", "b", "c"].map((token) => gateway.person(token));
  const keeps = { kept: 1, keptCents: asCents(888), checking: 0, receipts: 1 };
  const keep = (at: number): void => {
    gateway.core.phones.outbox(phones[at]!.connection, keeps);
    show.pass(100);
    gateway.core.phones.left(phones[at]!.connection);
  };
  const keptIn = (incident: number) =>
    gateway.core
      .phoneFacts()
      .flatMap((row) => (row.incident === incident && row.kept !== 0 ? [row] : []));
  show.cut("hz");
  show.pass(200);
  keep(0);
  keep(1);
  show.pass(5_000);
  expect(keptIn(1).map(({ kept }) => kept)).toEqual([1, 1]);
  expect(gateway.core.snapshot().traffic).toMatchObject({ keptMost: 2, keptFate: { of: 2 } });
  expect(factsOf(show).incidents[0]!.keptMost).toBe(2);
  // Who left in an earlier one is not waited for in the next.
  show.restoreEverything();
  show.pass(10_000);
  show.cut("sz");
  show.pass(200);
  keep(2);
  show.pass(5_000);
  expect(keptIn(2)).toMatchObject([{ account: phones[2]!.me.me.account, kept: 1 }]);
  expect(gateway.core.snapshot().traffic.keptFate).toMatchObject({ of: 1 });
});

test("an incident whose end came together with the next one's beginning is told by what rooms remember of it", () => {
  const shard = (settledAt: number, backAt: number) => ({
    shard: asShardId(3),
    hitAt: asLogIndex(100),
    settledAt: asLogIndex(settledAt),
    backAt: asLogIndex(backAt),
    moved: settledAt > 0,
    byPerson: false,
    people: 2,
    measuredMs: null,
  });
  const logged = (number: number, settledAt: number): LoggedIncident => ({
    number,
    rooms: [asRoomIndex(3)],
    endedAt: asLogIndex(0),
    shards: [shard(settledAt, 0)],
    measured: null,
  });
  const show = VirtualShow.running();
  const best = show.gateway.core.rooms.best()!;
  const book = new IncidentBook();
  const inFlight = { phones: 0, payments: [], notListed: 0 };
  const nobody = { of: () => ({ inFlight, verification: null }) };
  const note = (incident: LoggedIncident): void =>
    book.note({ view: null, phones: null, best: { ...best, incident: { ...incident, ages } } });
  const ages = { firstHitMs: null, endedMs: null, measuredMs: null, shards: [] };
  note(logged(1, 0));
  note(logged(2, 0));
  // Nobody has told of its end yet: it is neither running nor is anything made up.
  expect(book.facts([], nobody.of)[0]).toMatchObject({ state: "not-known", shards: null });
  const past = { ...pastOf(1), measured: { source: "fabric", durationMs: 512 } } as const;
  expect(book.facts([past], nobody.of)).toMatchObject([
    { number: 1, state: "recovered", endedAt: 180, shardsHit: 20, durationMs: 512, shards: null },
    { number: 2, state: "running", endedAt: 0, shardsHit: 1 },
  ]);
});

/** As a room tells it that heard of it and timed nothing. */
function untimed(number: number) {
  return {
    number,
    rooms: [asRoomIndex(3)],
    endedAt: asLogIndex(0),
    shards: [],
    measured: null,
    ages: { firstHitMs: null, endedMs: null, measuredMs: null, shards: [] },
  };
}

test("a cut that was taken back before the log decided leaves nothing to the next one, before the first incident and behind it", () => {
  const show = VirtualShow.running();
  const best = show.gateway.core.rooms.best()!;
  const roomAt = (appliedIndex: number, number: number) => ({
    ...best,
    appliedIndex: asLogIndex(appliedIndex),
    incident: number === 0 ? null : untimed(number),
  });
  const keeping = (kept: number) => ({
    kept,
    keptHere: kept,
    outboxesHere: () => [],
    verifiedElsewhere: null,
  });
  const cut = (startedAtMs: number) =>
    ({ id: null, state: "running", startedAtMs }) as IncidentView;
  const over = { id: 1, state: "recovered", startedAtMs: 1_000, timeline: [] } as never;
  const inFlight = { phones: 0, payments: [], notListed: 0 };
  for (const last of [0, 1])
    // Also where no room tells at that moment.
    for (const back of [roomAt(60, last), null]) {
      const book = new IncidentBook();
      const before = last === 0 ? null : over;
      book.note({ view: before, phones: null, best: roomAt(40, last) });
      book.note({ view: cut(7_000), phones: keeping(9), best: roomAt(50, last) });
      book.note({ view: before, phones: null, best: back });
      book.note({ view: cut(600_000), phones: keeping(2), best: roomAt(70, last) });
      book.note({ view: null, phones: null, best: roomAt(80, last + 1) });
      const told = book.facts([], () => ({ inFlight, verification: null })).at(-1)!;
      expect(told).toMatchObject({ number: last + 1, startedAtMs: 600_000, keptMost: 2 });
      expect(told.fundsAtCut?.asOf).toBe(70);
    }
});

test("a cut of which the log decides while no room tells keeps its beginning", () => {
  const show = VirtualShow.running();
  const best = show.gateway.core.rooms.best()!;
  const ages = { firstHitMs: null, endedMs: null, measuredMs: null, shards: [] };
  const rooms = [asRoomIndex(3)];
  const incident = { number: 1, rooms, endedAt: asLogIndex(0), shards: [], measured: null, ages };
  const cut = { id: null, state: "running", startedAtMs: 7_000 } as IncidentView;
  const decided = { id: 1, state: "running", startedAtMs: null, timeline: [] } as never;
  const book = new IncidentBook();
  book.note({ view: cut, phones: null, best: { ...best, incident: null } });
  book.note({ view: decided, phones: null, best: null });
  book.note({ view: decided, phones: null, best: { ...best, incident } });
  const inFlight = { phones: 0, payments: [], notListed: 0 };
  const [told] = book.facts([], () => ({ inFlight, verification: null }));
  expect(told).toMatchObject({ number: 1, startedAtMs: 7_000 });
  expect(told!.fundsAtCut?.asOf).toBe(best.appliedIndex);
});

test("an incident that was over between two looks began with its cut, and one of before the cut did not", () => {
  const show = VirtualShow.running();
  const best = show.gateway.core.rooms.best()!;
  const book = new IncidentBook();
  const past = [1, 2, 3].map(pastOf);
  const cut = { id: null, state: "running", startedAtMs: 7_000 } as IncidentView;
  // One cut of three rooms, of which this gateway hears the first two together with the third.
  book.note({ view: cut, phones: null, best: { ...best, incident: untimed(1) } });
  book.note({ view: null, phones: null, best: { ...best, incident: untimed(4) } });
  const inFlight = { phones: 0, payments: [], notListed: 0 };
  const told = book.facts(past, () => ({ inFlight, verification: null }));
  expect(told.map(({ startedAtMs }) => startedAtMs)).toEqual([null, 7_000, 7_000, 7_000]);
});

test("of an incident without a failover whose beginning nobody knows, nobody says that rooms came back by themselves", () => {
  const best = VirtualShow.running().gateway.core.rooms.best()!;
  const incident = { ...untimed(1), endedAt: asLogIndex(180) };
  const stateWhere = (startedAtMs: number | null): string | undefined => {
    const book = new IncidentBook();
    const view = { id: 1, state: "returned-by-itself", startedAtMs, timeline: [] } as never;
    book.note({ view, phones: null, best: { ...best, incident } });
    const inFlight = { phones: 0, payments: [], notListed: 0 };
    return book.facts([], () => ({ inFlight, verification: null }))[0]?.state;
  };
  expect(stateWhere(null)).toBe("not-known");
  expect(stateWhere(7_000)).toBe("returned-by-itself");
});

test("the report's story ends when its figure says, also where rooms told another gateway's figure after the last look", () => {
  const best = VirtualShow.running().gateway.core.rooms.best()!;
  const incident = { ...untimed(1), endedAt: asLogIndex(180) };
  const timeline = [
    ["first-shard-moved", 400.4],
    ["last-shard-moved", 505],
    ["recovered", 530],
  ].map(([kind, atMs]) => ({ kind, atMs, room: null, cable: null }));
  const view = { id: 1, state: "recovered", startedAtMs: 7_000, elapsedMs: 530, timeline } as never;
  const book = new IncidentBook();
  book.note({ view, phones: null, best: { ...best, incident } });
  const endsWith = (past: readonly PastIncident[]) => {
    const inFlight = { phones: 0, payments: [], notListed: 0 };
    const [told] = book.facts(past, () => ({ inFlight, verification: null }));
    return [told!.durationMs, ...told!.timeline.map(({ atMs }) => atMs)];
  };
  expect(endsWith([])).toEqual([530, 400, 505, 530]);
  const past = { ...pastOf(1), measured: { source: "fabric", durationMs: 500 } } as const;
  expect(endsWith([past])).toEqual([500, 400, 500, 500]);
});

function pastOf(number: number): PastIncident {
  return {
    number,
    rooms: [asRoomIndex(3)],
    shardsHit: 20,
    shardsMoved: 20,
    peopleHit: 40,
    firstHitAt: asLogIndex(100 * number),
    endedAt: asLogIndex(100 * number + 80),
    pace: "full-speed",
    measured: null,
  };
}
