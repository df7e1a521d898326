import {
  asCents,
  encodeShards,
  type AccountId,
  type Person,
  type RoomCondition,
  type RoomIndex,
  type ShardId,
  type World,
  tapsAreFree,
} from "@cablecut/protocol";
import { commonTexts } from "@cablecut/ui";
import { expect, test } from "vitest";
import { initialPhoneState, phoneReducers, type PhoneState, type Profile } from "../phone-state.ts";
import { person } from "../testing/person.ts";
import { profileOf } from "../testing/profile.ts";
import { emptyBook, type Payment } from "../transfer/payment.ts";
import { lineOf } from "../transfer/payment-text.ts";
import { followWorld, noEpisode } from "./episode.ts";
import { bandOf, isCalledToPay, isServed, partnerInCut, roomsLineOf } from "./status.ts";

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
  const profile = profileOf(person(1, shard), person(2, partnerShard));
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

/** Title and sentence of the band, and the line below the rooms. */
function words({ state, profile }: { state: PhoneState; profile: Profile }): (string | null)[] {
  const band = bandOf(state, profile);
  const line = roomsLineOf(state, profile);
  return [band?.title.en ?? null, band?.detail?.en ?? null, `${line.words.en}, ${line.copies.en}`];
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

const hangzhouSwitching = world({ 0: "switching", 1: "switching" }, [0, 1, 2, 3, 4], [0, 1]);
const invited = "Hangzhou is cut, you are not";

test("all is well: no band, the own room by name", () => {
  expect(words(phoneOf(0, 2, world({})))).toEqual([
    null,
    null,
    "Hangzhou A · all well, 5 of 5 copies answer",
  ]);
});

test("second 1 in Hangzhou: abnormal, with the copies that answer", () => {
  expect(words(phoneOf(0, 2, world({ 0: "abnormal", 1: "abnormal" })))).toEqual([
    "System abnormal",
    "Your room does not answer. Your money has 5 copies: 3 answer.",
    "Hangzhou A · no answer, 3 of 5 copies answer",
  ]);
});

test("second 2 in Hangzhou: still abnormal, and the switching prompt as it was in 2018", () => {
  const phone = phoneOf(0, 2, hangzhouSwitching);
  expect(words(phone)[0]).toBe("Test account disaster recovery switching");
  expect(bandOf(phone.state, phone.profile)?.title.zh).toBe("测试账户容灾切换中");
  expect(words(phone)[2]).toBe("System abnormal, 3 of 5 copies answer");
});

test("second 2 elsewhere, paying into Hangzhou: the same prompt, and what was paid is kept", () => {
  const phone = phoneOf(2, 0, hangzhouSwitching, keptFor(person(2, 0)));
  expect(words(phone)).toEqual([
    "Test account disaster recovery switching",
    "Hangzhou is cut, you are not. What you pay there is kept.",
    "Shanghai A · all well, 3 of 5 copies answer",
  ]);
});

test("of a city that lost one room only that room is said to be out, to a neighbour too; a way home is no cut", () => {
  const told = (now: World, shard: number, payee: number): (string | null | undefined)[] => {
    const { state, profile } = phoneOf(shard, payee, now, keptFor(person(2, payee)));
    const [payment] = state.book.payments;
    if (payment === undefined) throw new Error("nothing is kept");
    const row = lineOf(payment, null, profile, now).more;
    return [bandOf(state, profile)?.detail?.en, row?.en, row?.zh];
  };
  const oneRoom = world({ 0: "switching" }, [0, 1, 2, 3, 4], [0]);
  const room = "Hangzhou A is cut, you are not. What you pay there is kept.";
  expect(told(oneRoom, 1, 0)).toEqual([room, "Waiting for Hangzhou A", "等待杭州A恢复"]);
  expect(told(oneRoom, 2, 0)).toEqual([room, "Waiting for Hangzhou A", "等待杭州A恢复"]);
  expect(told(hangzhouSwitching, 2, 0).slice(1)).toEqual(["Waiting for Hangzhou", "等待杭州恢复"]);
  const homeward = world({}, [2, 3, 2, 3, 4], [0]);
  expect(told(homeward, 4, 0)).toEqual([
    "Kept. Not charged. We'll send it for you.",
    undefined,
    undefined,
  ]);
});

test("a room is called well only while it is, and silent only while it says nothing", () => {
  const told = (condition: RoomCondition) => words(phoneOf(0, 2, world({ 0: condition })));
  expect(told("starting")[2]).toBe("Hangzhou A · starting, 4 of 5 copies answer");
  expect(told("recovering")[2]).toBe("Hangzhou A · recovering, 4 of 5 copies answer");
  expect(told("abnormal")[2]).toBe("Hangzhou A · no answer, 4 of 5 copies answer");
  expect(told("diverged").slice(1)).toEqual([
    "Your money has 5 copies: 4 answer.",
    "Hangzhou A · diverged, not serving, 4 of 5 copies answer",
  ]);
});

test("second 2 elsewhere: invited to pay into the cut city, while anybody still lives there", () => {
  const cut = phoneOf(2, 0, world({ 0: "abnormal", 1: "abnormal" }));
  expect(words(cut).slice(0, 2)).toEqual([invited, "Pay someone there?"]);
  expect(bandOf(cut.state, cut.profile)?.opens).toBe("paying");
  expect(partnerInCut(cut.state, cut.profile)).toEqual(cut.profile.partner);
  const empty = world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]);
  expect(words(phoneOf(2, 3, empty))[0]).toBeNull();
  expect(words(phoneOf(2, 0, world({ 0: "abnormal" })))[0]).toBeNull();
});

test("recovered: served by another room, or the partner back, until the next cut or home", () => {
  const after = world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]);
  const shards = { own: 0 as ShardId, partner: 4 as ShardId };
  const mine = followWorld(noEpisode, hangzhouSwitching, after, shards);
  expect(words(phoneOf(0, 4, after, { episode: mine }))).toEqual([
    "You are now served by Shanghai A",
    null,
    "Shanghai A · all well, 3 of 5 copies answer",
  ]);
  const theirs = followWorld(noEpisode, hangzhouSwitching, after, {
    own: 4 as ShardId,
    partner: 0 as ShardId,
  });
  expect(theirs.partnerIsBack).toBe(true);
  // Others of that city still wait; the partner is back all the same, until the next cut takes it.
  const partly = world({ 0: "switching", 1: "switching" }, [2, 1, 2, 3, 4], [1]);
  expect(words(phoneOf(4, 0, partly, { episode: theirs }))[0]).toBeNull();
  const again = world({ 0: "abnormal", 1: "abnormal" });
  expect(words(phoneOf(4, 0, again, { episode: theirs }))[0]).toBe(invited);
  // On the way home the own room is news once more; with everybody home nothing is.
  const onTheWay = followWorld(mine, after, world({}, [0, 3, 2, 3, 4]), shards);
  expect(onTheWay.servedBy).toBe(0);
  expect(followWorld(onTheWay, world({}, [0, 3, 2, 3, 4]), world({}), shards)).toEqual(noEpisode);
});

test("whose payment stopped the clock reads so, with the time that it stopped", () => {
  const after = world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]);
  const shards = { own: 0 as ShardId, partner: 4 as ShardId };
  const episode = followWorld(noEpisode, hangzhouSwitching, after, shards);
  const hall = (stoppedBy: number | null, elapsedMs: number | null): Partial<PhoneState> => ({
    episode,
    hall: {
      cue: null,
      incident: {
        id: 1,
        state: "recovered",
        pace: "keynote",
        elapsedMs,
        waited: 1,
        accountsHit: 2,
        accountsBack: 2,
        differenceCents: null,
        stoppedBy: stoppedBy as AccountId | null,
      },
    },
  });
  expect(words(phoneOf(0, 4, after, hall(1, 26_012))).slice(0, 2)).toEqual([
    "Your payment stopped the clock at 26.0 s",
    "You are now served by Shanghai A",
  ]);
  expect(words(phoneOf(0, 4, after, hall(1, null)))[0]).toBe("Your payment stopped the clock");
  // Somebody else's, or a probe's.
  expect(words(phoneOf(0, 4, after, hall(2, 26_012)))[0]).toBe("You are now served by Shanghai A");
  expect(words(phoneOf(0, 4, after, hall(null, 26_012)))[0]).toBe(
    "You are now served by Shanghai A",
  );
});

test("rooms of one cut that are counted as two incidents are one to the person; a later cut is another", () => {
  const shards = { own: 0 as ShardId, partner: 1 as ShardId };
  const first = { 0: "dark", 1: "abnormal" } as const;
  const away = world(first, [2, 1, 2, 3, 4]);
  const served = followWorld(noEpisode, world(first, [0, 1, 2, 3, 4], [0]), away, shards);
  const both = { 0: "dark", 1: "switching" } as const;
  const second = { ...world(both, [2, 1, 2, 3, 4], [1]), incident: 2 };
  const still = followWorld(served, away, second, shards);
  expect(still.servedBy).toBe(2);
  const over = { ...world({ 0: "dark", 1: "dark" }, [2, 3, 2, 3, 4]), incident: 2 };
  expect(followWorld(still, second, over, shards)).toMatchObject({
    servedBy: 2,
    partnerIsBack: true,
  });
  // Restored, and cut once more elsewhere before everybody was home.
  const restored = { ...world({}, [2, 3, 2, 3, 4]), incident: 2 };
  const later = { ...world({ 4: "abnormal" }, [2, 3, 2, 3, 4]), incident: 3 };
  const kept = followWorld(still, over, restored, shards);
  expect(followWorld(kept, restored, later, shards)).toMatchObject({
    servedBy: null,
    partnerIsBack: false,
  });
});

test("own network, the show's server and the own room are told apart", () => {
  const lost = { connection: "lost" as const };
  const title = (more: Partial<PhoneState>) => words(phoneOf(0, 2, world({}), more))[0];
  expect(title({ ...lost, deviceOnline: false })).toBe("Your network is gone");
  expect(title({ ...lost, unreachable: true })).toBe("The show's server is gone");
  expect(title(lost)).toBe("Connecting again");
});

test("no quorum is said, and is no failover; nobody is invited to pay then, not into a cut city either", () => {
  const cut = world({ 0: "abnormal", 1: "abnormal" });
  const three = { ...world({ 0: "abnormal", 1: "abnormal", 2: "abnormal" }), quorum: false };
  expect(words(phoneOf(4, 0, three))[0]).toBe("Too few rooms answer");
  expect(words(phoneOf(4, 0, cut))[0]).toBe(invited);
  expect(words(phoneOf(4, 0, { ...cut, quorum: false }))[0]).toBe("Too few rooms answer");
});

test("too few rooms serve nobody: the own one is not called well, and nobody's window is lit", () => {
  const lit = (more: Partial<PhoneState>, now = world({ 0: "abnormal" })): boolean => {
    const { state, profile } = phoneOf(4, 0, now, more);
    return isServed(state, profile);
  };
  const three = { ...world({ 0: "abnormal", 1: "abnormal", 2: "abnormal" }), quorum: false };
  const { state, profile } = phoneOf(4, 0, three);
  expect(roomsLineOf(state, profile).words).toEqual(commonTexts.systemAbnormal);
  expect(lit({})).toBe(true);
  expect(lit({}, three)).toBe(false);
  expect(lit({}, { ...world({}), starting: true })).toBe(false);
  expect(lit({}, world({ 4: "abnormal" }))).toBe(false);
  // Back at a gateway that does not let it in: nobody has said that the account is served.
  expect(lit({ world: null })).toBe(false);
  expect(lit({ entry: { kind: "entering", refusal: "too-many-phones" } })).toBe(false);
  expect(lit({ connection: "silent" })).toBe(false);
});

test("while the gateway asks the rooms nothing is said of them", () => {
  const unheard = { ...world({ 0: "abnormal" }), starting: true };
  expect(words(phoneOf(0, 2, unheard))).toEqual([
    "Asking your room",
    "Your money is in the rooms, not on this phone",
    "5 rooms, one ledger, ",
  ]);
});

test("a pause is said, and what the door said", () => {
  expect(words(phoneOf(0, 2, { ...world({}), paused: true }))[0]).toBe("The show is paused");
  const closed = { entry: { kind: "entering", refusal: "doors-closed" } } as const;
  expect(words(phoneOf(0, 2, world({}), closed))[0]).toBe("The doors are closed. Waiting.");
});

test("a call to pay fills the page although a room stays away that serves nobody, as it does the big screen, and not before the switch is over", () => {
  const running = { id: 1, state: "running", pace: "keynote", elapsedMs: 24_000 } as const;
  const counts = { waited: 1, accountsHit: 8, accountsBack: 6, differenceCents: null };
  const isCalled = (now: World, incident: Partial<typeof running> | null = null): boolean => {
    const called = { ...now, cue: { on: true, amountCents: asCents(888) } };
    const told = incident === null ? null : { ...running, ...counts, ...incident };
    return isCalledToPay(phoneOf(4, 2, called, { hall: { cue: null, incident: told } }).state);
  };
  for (const condition of ["dark", "abnormal", "diverged"] as const) {
    const moved = world({ 0: condition }, [2, 1, 2, 3, 4]);
    expect(isCalled(moved)).toBe(true);
    expect(isCalled(moved, running)).toBe(false);
    expect(isCalled(world({ 0: condition }))).toBe(false);
    // The next cut has begun: nobody's room is known to be out.
    expect(isCalled(moved, { ...running, id: null as never })).toBe(true);
  }
  const moving = world({ 0: "dark", 1: "switching" }, [2, 1, 2, 3, 4], [1]);
  expect(isCalled(moving)).toBe(false);
});

test("the call fills the page until the first room with accounts is out, and only where it can be followed", () => {
  const called = { ...world({}), cue: { on: true, amountCents: asCents(888) } };
  const out = { ...world({ 0: "abnormal" }), cue: called.cue };
  expect(isCalledToPay(phoneOf(0, 2, called).state)).toBe(true);
  expect(isCalledToPay(phoneOf(4, 2, out).state)).toBe(false);
  expect(isCalledToPay(phoneOf(0, 2, called, { connection: "lost" }).state)).toBe(false);
  expect(isCalledToPay(phoneOf(0, 2, world({})).state)).toBe(false);
  expect(tapsAreFree(phoneOf(0, 2, called).state)).toBe(true);
  expect(tapsAreFree(phoneOf(4, 2, out).state)).toBe(true);
  expect(tapsAreFree(phoneOf(0, 2, world({ 0: "dark" })).state)).toBe(false);
});

test("red is for missing receipts only, and stays when everybody is home", () => {
  const checks = { 0: "verified", 1: "verified" } as const;
  const done = (more: Record<number, "missing" | "verified">): Partial<PhoneState> => ({
    verification: {
      kind: "done",
      result: { incident: 1, room: 2 as RoomIndex, checks: { ...checks, ...more }, atMs: 0 },
    },
  });
  const dark = world({ 0: "dark" }, [2, 1, 2, 3, 4]);
  const kind = ({ state, profile }: ReturnType<typeof phoneOf>) => bandOf(state, profile)?.kind;
  const good = phoneOf(2, 3, dark, done({ 2: "verified" }));
  expect(words(good).slice(0, 2)).toEqual(["Everybody pays again", "3 of 3 receipts survived"]);
  expect(kind(good)).toBe("recovered");
  expect(kind(phoneOf(2, 3, { ...dark, incident: 2 }, done({ 2: "verified" })))).toBeUndefined();
  expect(kind(phoneOf(2, 3, world({}), done({ 2: "verified" })))).toBeUndefined();
  expect(kind(phoneOf(2, 3, dark, done({ 2: "missing" })))).toBe("missing");
  expect(kind(phoneOf(2, 3, world({}), done({ 2: "missing" })))).toBe("missing");
});

test("what was on its way when the phone was let in sets it back to no earlier world, and another clock does not stop it", () => {
  const start: PhoneState = {
    ...initialPhoneState(true, true),
    world: { ...world({}), atMs: 9_500 },
  };
  const heard = (atMs: number): number | undefined =>
    ({ ...start, ...phoneReducers.world?.(start, { ...world({}), atMs }) }).world?.atMs;
  expect([heard(9_400), heard(9_500), heard(9_600)]).toEqual([9_500, 9_500, 9_600]);
  // A gateway on another machine, or a clock that was set back: it is not waited for.
  expect(heard(1_000)).toBe(1_000);
});

test("a gateway's wall clock that is set back by a second hides no world: which one is later its monotonic clock says", () => {
  const before = { ...world({}), atMs: 9_500, toldMs: 700 };
  const start: PhoneState = { ...initialPhoneState(true, true), world: before };
  const heard = (toldMs: number) => {
    const cut = { ...world({ 0: "abnormal" }), atMs: 8_600, toldMs };
    return { ...start, ...phoneReducers.world?.(start, cut) }.world?.conditions[0];
  };
  expect([heard(900), heard(600)]).toEqual(["abnormal", "normal"]);
});
