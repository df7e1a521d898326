import {
  asCents,
  defaultTopology,
  encodeShards,
  nameOf,
  type AccountId,
  type AccountNumber,
  type Person,
  type RoomCondition,
  type RoomIndex,
  type ShardId,
  type World,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { initialPhoneState, type PhoneState, type Profile } from "../phone-state.ts";
import { emptyBook, type Payment } from "../transfer/payment.ts";
import { followWorld, noEpisode } from "./episode.ts";
import { headlineOf, promptOf } from "./status.ts";

function person(account: number, shard: number): Person {
  const id = account as AccountId;
  return {
    account: id,
    accountNumber: (10_000 + account) as AccountNumber,
    name: nameOf(id),
    shard: shard as ShardId,
  };
}

/** Five shards, one a room. Rooms 0 and 1 are Hangzhou, 2 and 3 Shanghai, 4 Shenzhen. */
function world(
  conditions: Readonly<Record<number, RoomCondition>>,
  owners: readonly number[] = [0, 1, 2, 3, 4],
  switching: readonly number[] = [],
): World {
  const all = [0, 1, 2, 3, 4];
  return {
    atMs: 0,
    conditions: all.map((room) => conditions[room] ?? "normal"),
    shards: encodeShards(
      all.map((shard) => ({
        owner: owners[shard] as RoomIndex,
        status: switching.includes(shard) ? ("switching" as const) : ("serving" as const),
      })),
    ),
    answering: 5 - Object.keys(conditions).length,
    starting: false,
    quorum: true,
    incident: Object.keys(conditions).length > 0 ? 1 : 0,
    cue: { on: false, amountCents: asCents(888) },
    holdUp: false,
    paused: false,
  };
}

function phoneOf(
  shard: number,
  partnerShard: number,
  now: World,
  more: Partial<PhoneState> = {},
): { state: PhoneState; profile: Profile } {
  const profile: Profile = {
    showId: "s",
    topology: defaultTopology,
    me: person(1, shard),
    partner: person(2, partnerShard),
    books: {
      openingCents: asCents(1),
      balanceCents: asCents(1),
      receivedCents: asCents(0),
      appliedIndex: 1,
      readAt: 1,
      history: [],
    },
    rehearsal: false,
  };
  const state: PhoneState = {
    ...initialPhoneState(true, true),
    connection: "connected",
    entry: { kind: "entered" },
    profile,
    world: now,
    ...more,
  };
  return { state, profile };
}

function words(phone: { state: PhoneState; profile: Profile }): [string, string, string] {
  const headline = headlineOf(phone.state, phone.profile);
  return [headline.title.en, headline.detail.en, promptOf(phone.state, phone.profile).text.en];
}

function keptFor(payee: Person): Partial<PhoneState> {
  const payment: Payment = {
    id: 1,
    payee,
    amountCents: asCents(888),
    madeAtMs: 0,
    wasKept: true,
    wasChecked: false,
    takesNumber: null,
    state: { kind: "unsent", held: true, notBeforeMs: 0 },
  };
  return { book: { ...emptyBook, payments: [payment] } };
}

test("second 1 in Hangzhou: abnormal, with the copies that answer", () => {
  expect(words(phoneOf(0, 2, world({ 0: "abnormal", 1: "abnormal" }))).slice(0, 2)).toEqual([
    "System abnormal",
    "5 copies of your money, 3 answering",
  ]);
});

test("second 2 in Hangzhou: still abnormal, and the switching prompt", () => {
  const now = world({ 0: "switching", 1: "switching" }, [0, 1, 2, 3, 4], [0, 1]);
  expect(words(phoneOf(0, 2, now))).toEqual([
    "System abnormal",
    "5 copies of your money, 3 answering",
    "Test account disaster recovery switching",
  ]);
});

test("second 2 elsewhere, paying into Hangzhou: the same prompt, kept and not deducted", () => {
  const now = world({ 0: "switching", 1: "switching" }, [0, 1, 2, 3, 4], [0, 1]);
  const phone = phoneOf(2, 0, now, keptFor(person(2, 0)));
  expect(words(phone)).toEqual([
    "Shanghai A · normal",
    "5 copies of your money, 3 answering",
    "Test account disaster recovery switching",
  ]);
  expect(promptOf(phone.state, phone.profile).more?.en).toBe("Kept, not deducted, sends itself");
});

test("second 2 elsewhere: invited to pay into the cut city, while anybody still lives there", () => {
  const cut = world({ 0: "abnormal", 1: "abnormal" });
  expect(words(phoneOf(2, 0, cut))[2]).toBe("Hangzhou is cut, you are not. Pay someone there?");
  const empty = world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]);
  expect(words(phoneOf(2, 3, empty))[2]).toContain("Try it");
  const half = world({ 0: "abnormal" });
  expect(words(phoneOf(2, 0, half))[2]).toContain("Try it");
});

test("recovered: served by another room, partner back, pay again", () => {
  const before = world({ 0: "switching", 1: "switching" }, [0, 1, 2, 3, 4], [0, 1]);
  const after = world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]);
  const mine = followWorld(noEpisode, before, after, {
    own: 0 as ShardId,
    partner: 4 as ShardId,
  });
  expect(words(phoneOf(0, 4, after, { episode: mine }))).toEqual([
    "Now served by Shanghai A",
    "5 copies of your money, 3 answering",
    "Pay again",
  ]);
  const theirs = followWorld(noEpisode, before, after, {
    own: 4 as ShardId,
    partner: 0 as ShardId,
  });
  expect(words(phoneOf(4, 0, after, { episode: theirs }))[2]).toBe("Partner is back");
  // Others of that city still wait; the partner is back all the same, until the next cut takes it.
  const partly = world({ 0: "switching", 1: "switching" }, [2, 1, 2, 3, 4], [1]);
  expect(words(phoneOf(4, 0, partly, { episode: theirs }))[2]).toBe("Partner is back");
  const again = world({ 0: "abnormal", 1: "abnormal" });
  expect(words(phoneOf(4, 0, again, { episode: theirs }))[2]).toContain("Hangzhou is cut");
});

test("own network, the show's server and the own room are told apart", () => {
  const lost = { connection: "lost" as const };
  expect(words(phoneOf(0, 2, world({}), { ...lost, deviceOnline: false }))[0]).toBe(
    "Your network is gone",
  );
  expect(words(phoneOf(0, 2, world({}), { ...lost, unreachable: true }))[0]).toBe(
    "The show's server is gone",
  );
  expect(words(phoneOf(0, 2, world({}), lost))[0]).toBe("Connecting again");
});

test("no quorum is said, and is no failover", () => {
  const three = { ...world({ 0: "abnormal", 1: "abnormal", 2: "abnormal" }), quorum: false };
  expect(words(phoneOf(4, 0, three))[0]).toBe("Too few rooms answer");
});

test("without a quorum nobody is invited to pay, not into a cut city either", () => {
  const cut = world({ 0: "abnormal", 1: "abnormal" });
  expect(words(phoneOf(4, 0, cut))[2]).toContain("Pay someone there?");
  const money = "Your money is in the rooms, not on this phone";
  expect(words(phoneOf(4, 0, { ...cut, quorum: false }))[2]).toBe(money);
  const called = { ...world({}), cue: { on: true, amountCents: asCents(888) }, quorum: false };
  expect(words(phoneOf(4, 0, called))[2]).toBe(money);
});

test("while the gateway asks the rooms nothing is said of them", () => {
  const unheard = { ...world({ 0: "abnormal" }), starting: true };
  expect(words(phoneOf(0, 2, unheard)).slice(0, 2)).toEqual([
    "Asking your room",
    "5 copies of your money in the rooms",
  ]);
});

test("red is for missing receipts only", () => {
  const checks = { 0: "verified", 1: "verified" } as const;
  const done = (more: Record<number, "missing" | "verified">): Partial<PhoneState> => ({
    verification: {
      kind: "done",
      result: { incident: 1, room: 2 as RoomIndex, checks: { ...checks, ...more }, atMs: 0 },
    },
  });
  const good = phoneOf(0, 2, world({}), done({ 2: "verified" }));
  expect(promptOf(good.state, good.profile)).toMatchObject({
    tone: "good",
    text: { en: "3 of 3 receipts survived" },
  });
  const older = phoneOf(0, 2, { ...world({}), incident: 2 }, done({ 2: "verified" }));
  expect(promptOf(older.state, older.profile).tone).toBe("quiet");
  const bad = phoneOf(0, 2, world({}), done({ 2: "missing" }));
  expect(promptOf(bad.state, bad.profile).tone).toBe("missing");
});
