import { paceProfiles } from "@cablecut/failover";
import {
  accountNumberOf,
  asCents,
  homeRoomOf,
  shardCountOf,
  type AccountAnswer,
  type AccountId,
  type EnterAnswer,
  type LookUpAnswer,
  type PayAnswer,
  type ShardId,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { beforeEach, expect, test, vi } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Sessions } from "./sessions.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

function cityOf(shard: ShardId): string {
  return show.topology.rooms[homeRoomOf(show.topology, shard)]!.city;
}

/** People until one lives in the city and one outside, with their connections. */
function twoCities(city: string) {
  const people = ["a", "b", "c", "d", "e", "f"].map((token) => show.gateway.person(token));
  const inside = people.find(({ me }) => cityOf(me.me.shard) === city)!;
  const outside = people.find(({ me }) => cityOf(me.me.shard) !== city)!;
  return { inside, outside };
}

test("a token opens one account, and finds it again whenever it comes back, at any gateway", () => {
  const { me } = show.gateway.person("a");
  expect(me.account).toMatchObject({ balanceCents: 100_000_000, lastSequence: 0 });
  expect(me.opening).not.toBeNull();
  const again = show.gateway.person("a").me;
  expect(again.me).toEqual(me.me);
  expect(again.opening).toBeNull();
  const other = show.startGateway();
  show.pass(2_000);
  expect(other.person("a").me.me).toEqual(me.me);
});

test("accounts are spread over rooms", () => {
  const rooms = Array.from(
    { length: 10 },
    (_, at) => show.gateway.person(at.toString(16)).me.account.room,
  );
  for (const room of show.topology.rooms.keys())
    expect(rooms.filter((each) => each === room)).toHaveLength(2);
});

test("a second tab takes over, and the first is told", () => {
  const first = show.gateway.person("a");
  const second = show.gateway.person("a");
  expect(show.gateway.heardBy(first.connection, "superseded")).toHaveLength(1);
  expect(show.gateway.pay(first.connection, 10_300, 1)).toEqual({
    kind: "rejected",
    refusal: "not-entered",
  });
  show.gateway.core.phones.left(first.connection);
  expect(show.gateway.core.snapshot().people.online).toBe(1);
  show.gateway.core.phones.left(second.connection);
  expect(show.gateway.core.snapshot().people.online).toBe(0);
});

test("a connection has one token: another one is refused, the same one may enter again", () => {
  const { connection, me } = show.gateway.person("a");
  for (const token of ["b", "c", "d"]) {
    const { answer } = show.gateway.enter(token, { connection });
    expect(answer).toEqual({ ok: false, refusal: "other-token" });
  }
  expect(show.gateway.enter("a", { connection }).answer).toMatchObject({ ok: true, me: me.me });
  expect(show.gateway.core.snapshot().people.online).toBe(1);
  show.gateway.core.phones.left(connection);
  expect(show.gateway.core.snapshot().people.online).toBe(0);
});

test("in a full hall whoever is in may enter again, also over the next connection, and nobody else is given a number", () => {
  const { connection } = show.gateway.person("a");
  const gone = show.gateway.person("b");
  show.gateway.core.phones.left(gone.connection);
  const full = vi.spyOn(Sessions.prototype, "isFull", "get").mockReturnValue(true);
  expect(show.gateway.enter("a", { connection }).answer.ok).toBe(true);
  expect(show.gateway.enter("a").answer.ok).toBe(true);
  const refused = { ok: false, refusal: "too-many-phones" };
  expect(show.gateway.enter("b").answer).toEqual(refused);
  expect(show.gateway.enter("c").answer).toEqual(refused);
  full.mockRestore();
  const { me } = show.gateway.person("d");
  expect(me.me.account).toBe(gone.me.me.account + 1);
});

test("of two who come at the same time one has the last place", () => {
  const { core } = show.gateway;
  const full = vi.spyOn(Sessions.prototype, "isFull", "get");
  full.mockImplementation(() => core.snapshot().people.online >= 1);
  const answers: EnterAnswer[] = [];
  for (const token of ["a", "b"]) {
    const input = { token: token.repeat(32), showId: null, synthetic: false };
    core.phones.enter(show.gateway.connectPhone(), input, (answer) => answers.push(answer));
  }
  show.pass(1_000);
  full.mockRestore();
  expect(answers.map((answer) => answer.ok || answer.refusal)).toEqual([true, "too-many-phones"]);
});

test("whoever is gone before the rooms have answered has no session", () => {
  const connection = show.gateway.connectPhone();
  const input = { token: "a".repeat(32), showId: null, synthetic: false };
  const answers: EnterAnswer[] = [];
  show.gateway.core.phones.enter(connection, input, (answer) => answers.push(answer));
  show.gateway.core.phones.left(connection);
  show.pass(1_000);
  expect(answers).toEqual([{ ok: false, refusal: "unknown" }]);
  expect(show.gateway.core.snapshot().people.online).toBe(0);
});

test("the door refuses by name: another show's token, another person's meanwhile, closed doors", () => {
  const { core } = show.gateway;
  const connection = show.gateway.connectPhone();
  const input = { token: "a".repeat(32), showId: null, synthetic: false };
  const refusals: string[] = [];
  const told = (answer: EnterAnswer): void => void refusals.push(answer.ok ? "in" : answer.refusal);
  core.phones.enter(connection, { ...input, showId: "another-show" }, told);
  core.phones.enter(connection, input, told);
  core.phones.enter(connection, { ...input, token: "b".repeat(32) }, told);
  show.pass(500);
  expect(refusals).toEqual(["new-show", "too-fast", "in"]);
  core.consoles.perform(
    { command: { kind: "doors", open: false }, shown: core.console().frame },
    () => undefined,
  );
  expect(show.gateway.enter("b").answer).toEqual({ ok: false, refusal: "doors-closed" });
  expect(show.gateway.enter("a").answer).toMatchObject({ ok: true });
});

test("a page that has heard nothing for long asks once more, and both times hears the one answer; of many not all do", () => {
  const connection = show.gateway.connectPhone();
  const input = { token: "a".repeat(32), showId: null, synthetic: false };
  const answers: (EnterAnswer | null)[] = [];
  const ask = (): void => {
    const at = answers.push(null) - 1;
    show.gateway.core.phones.enter(connection, input, (answer) => {
      expect(answers[at]).toBeNull();
      answers[at] = answer;
    });
  };
  for (let asked = 0; asked < 5; asked += 1) ask();
  const tooFast = { ok: false, refusal: "too-fast" };
  expect(answers).toEqual([null, null, null, null, tooFast]);
  show.pass(1_000);
  const [first] = answers;
  expect(first).toMatchObject({ ok: true });
  expect(answers).toEqual([first, first, first, first, tooFast]);
});

test("nobody who has not entered pays, reads, looks up or verifies", () => {
  const { gateway } = show;
  const { phones } = gateway.core;
  const connection = gateway.connectPhone();
  expect(gateway.pay(connection, 10_300, 1)).toEqual({ kind: "rejected", refusal: "not-entered" });
  const cancelled = gateway.answerOf<PayAnswer>((done) => phones.cancel(connection, 1, done));
  expect(cancelled).toMatchObject({ refusal: "not-entered" });
  const read = gateway.answerOf<AccountAnswer>((done) => phones.account(connection, done));
  expect(read).toMatchObject({ refusal: "not-entered" });
  const found = gateway.answerOf<LookUpAnswer>((done) => phones.lookUp(connection, 10_300, done));
  expect(found).toMatchObject({ refusal: "not-entered" });
  const checked = gateway.answerOf<VerifyAnswer>((done) =>
    phones.verify(connection, { incident: 1, receipts: [] }, done),
  );
  expect(checked).toMatchObject({ refusal: "not-entered" });
});

test("a payment is booked once whatever is repeated, and both people hear of it from the log", () => {
  const { gateway } = show;
  const lin = gateway.person("a");
  const wang = gateway.person("b");
  const { accountNumber } = wang.me.me;
  const first = gateway.pay(lin.connection, accountNumber, 1);
  expect(first).toMatchObject({ kind: "booked", balanceCents: 99_999_112 });
  expect(gateway.pay(lin.connection, accountNumber, 1)).toEqual(
    expect.objectContaining({ kind: "booked", receipt: (first as { receipt: unknown }).receipt }),
  );
  show.pass(200);
  const heard = gateway.heardBy(wang.connection, "balance");
  expect(heard).toMatchObject([
    [{ balanceCents: 100_000_888, incoming: { amountCents: 888, from: lin.me.me, sequence: 1 } }],
  ]);
  expect(gateway.heardBy(lin.connection, "balance")).toMatchObject([
    [{ balanceCents: 99_999_112, incoming: null }],
  ]);
});

test("what the ledger says is what the phone is told: another payload, a gap, one's own account, a cancel", () => {
  const { gateway } = show;
  const lin = gateway.person("a");
  const { accountNumber } = gateway.person("b").me.me;
  gateway.pay(lin.connection, accountNumber, 1);
  expect(gateway.pay(lin.connection, accountNumber, 1, asCents(999))).toEqual({
    kind: "ended-otherwise",
    refusal: "sequence-conflict",
  });
  expect(gateway.pay(lin.connection, accountNumber, 3)).toEqual({
    kind: "not-now",
    refusal: "sequence-gap",
  });
  expect(gateway.pay(lin.connection, lin.me.me.accountNumber, 2)).toMatchObject({
    kind: "refused",
    refusal: "same-account",
  });
  const cancel = gateway.answerOf<PayAnswer>((done) =>
    gateway.core.phones.cancel(lin.connection, 3, done),
  );
  expect(cancel).toMatchObject({ kind: "cancelled", balanceCents: 99_999_112 });
  expect(gateway.pay(lin.connection, accountNumber, 3)).toMatchObject({ kind: "cancelled" });
});

test("house accounts are nobody: they are neither found nor paid", () => {
  const { gateway } = show;
  const { connection } = gateway.person("a");
  const canary = accountNumberOf(0 as AccountId);
  expect(gateway.pay(connection, canary, 1)).toMatchObject({ kind: "rejected" });
  const found = (number: number): LookUpAnswer =>
    gateway.answerOf<LookUpAnswer>((done) => gateway.core.phones.lookUp(connection, number, done));
  expect(found(canary)).toEqual({ ok: false, refusal: "unknown-payee" });
  expect(found(99_999)).toEqual({ ok: false, refusal: "unknown-payee" });
  const house = 2 * shardCountOf(show.topology);
  expect(found(accountNumberOf(house as AccountId))).toMatchObject({ ok: true });
});

test("people outside the city that is cut get a partner inside it, and those inside one outside", () => {
  twoCities("hz");
  show.pass(1_200);
  for (const token of ["a", "b", "c", "d", "e", "f"]) {
    const { me, partner } = show.gateway.person(token).me;
    expect(partner).not.toBeNull();
    const inside = cityOf(me.shard) === "hz";
    expect(cityOf(partner!.shard) === "hz", token).toBe(!inside);
  }
});

test("in the second of the cut: what was sent is unknown, later the payer's switching is told, and nothing is lost", () => {
  show = VirtualShow.running({ pace: paceProfiles.keynote });
  const { gateway } = show;
  const { inside, outside } = twoCities("hz");
  show.cut("hz");
  const payee = outside.me.me.accountNumber;
  expect(gateway.pay(inside.connection, payee, 1)).toEqual({ kind: "unknown" });
  show.pass(1_000);
  expect(gateway.pay(inside.connection, payee, 1)).toEqual({
    kind: "not-now",
    refusal: "payer-switching",
  });
  const read = gateway.answerOf<AccountAnswer>((done) =>
    gateway.core.phones.account(inside.connection, done),
  );
  expect(read).toEqual({ ok: false, refusal: "switching" });
  // Whoever comes back meanwhile is shown what any room knows.
  const back = gateway.enter("a");
  expect(back.answer).toMatchObject({ ok: true, me: inside.me.me, stale: true });
  expect(gateway.enter("a-new-one").answer).not.toHaveProperty("stale");
  show.pass(26_000);
  expect(gateway.pay(back.connection, payee, 1)).toMatchObject({ kind: "booked" });
});

test("a booking that the phone learns of by asking to end its number has a receipt that is waited for", () => {
  const { gateway } = show;
  const lin = gateway.person("a");
  const wang = gateway.person("b");
  const pay = { payee: wang.me.me.accountNumber, sequence: 1, amountCents: asCents(888) };
  gateway.deafen(2_800);
  const paid: string[] = [];
  gateway.core.phones.pay(lin.connection, pay, ({ kind }) => paid.push(kind));
  show.pass(4_000);
  const ended = gateway.answerOf<PayAnswer>((done) =>
    gateway.core.phones.cancel(lin.connection, 1, done),
  );
  expect([...paid, ended.kind]).toEqual(["unknown", "booked"]);
  const none = { kept: 0, keptCents: asCents(0), checking: 0 };
  gateway.core.phones.outbox(lin.connection, { ...none, receipts: 2 });
  show.cut("hz");
  show.pass(3_000);
  expect(gateway.core.snapshot().verification).toMatchObject({ notYetHeard: 2 });
});

test("after an incident every phone is asked for its receipts, and their answers are added up", () => {
  const { gateway } = show;
  const { inside, outside } = twoCities("hz");
  const booked = gateway.pay(inside.connection, outside.me.me.accountNumber, 1);
  if (booked.kind !== "booked") throw new Error(booked.kind);
  const receipts = [inside.me.opening!, booked.receipt];
  gateway.core.phones.outbox(inside.connection, {
    kept: 2,
    keptCents: asCents(1_776),
    checking: 1,
    receipts: 2,
  });
  gateway.core.phones.outbox(outside.connection, {
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
  });
  show.cut("hz");
  show.pass(3_000);
  const request = gateway.heardBy(inside.connection, "verifyReceipts").at(-1)![0];
  let atMs = 0;
  const verified = gateway.answerOf<VerifyAnswer>((done) =>
    gateway.core.phones.verify(inside.connection, { ...request, receipts }, (answer) => {
      atMs = show.wallMs();
      done(answer);
    }),
  );
  // When, by the show's clock: a phone's own may be years off.
  expect(verified).toMatchObject({ ok: true, checks: ["verified", "verified"], atMs });
  const { verification, traffic } = gateway.core.snapshot();
  expect(verification).toMatchObject({ phones: 1, verified: 2, missing: 0, notYetHeard: 1 });
  expect(traffic).toMatchObject({ kept: 2, keptCents: 1_776, checking: 1 });
  // One receipt, however often it is sent, is one receipt.
  const often = Array.from({ length: 64 }, () => booked.receipt);
  gateway.answerOf<VerifyAnswer>((done) =>
    gateway.core.phones.verify(inside.connection, { ...request, receipts: often }, done),
  );
  expect(gateway.core.snapshot().verification).toMatchObject({ phones: 1, verified: 1 });
  const foreign = gateway.answerOf<VerifyAnswer>((done) =>
    gateway.core.phones.verify(outside.connection, { ...request, receipts }, done),
  );
  expect(foreign).toEqual({ ok: false, refusal: "malformed" });
});

test("a gateway that was started anew after an incident asks everybody once more, and counts right", () => {
  const { inside, outside } = twoCities("hz");
  show.cut("hz");
  show.pass(3_000);
  show.gateway.stopForGood();
  const next = show.startGateway();
  show.pass(1_000);
  const back = next.person("a");
  const who = [inside, outside].find(({ me }) => me.me.account === back.me.me.account)!;
  const receipts = [who.me.opening!];
  next.core.phones.outbox(back.connection, {
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
  });
  // Whoever is new has nothing that the incident could have lost.
  const fresh = next.person("7");
  next.core.phones.outbox(fresh.connection, {
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
  });
  show.pass(100);
  const asked = next.heardBy(back.connection, "verifyReceipts");
  expect(asked).toMatchObject([[{ incident: 1 }]]);
  expect(next.heardBy(fresh.connection, "verifyReceipts")).toEqual([]);
  expect(next.core.snapshot().verification).toMatchObject({ incident: 1, notYetHeard: 1 });
  const answer = next.answerOf<VerifyAnswer>((done) =>
    next.core.phones.verify(back.connection, { incident: 1, receipts }, done),
  );
  expect(answer).toMatchObject({ ok: true, checks: ["verified"] });
  expect(next.core.snapshot().verification).toMatchObject({
    incident: 1,
    phones: 1,
    verified: 1,
    notYetHeard: 0,
  });
  // It has been heard: coming back asks nothing more.
  const again = next.enter("a");
  expect(next.heardBy(again.connection, "verifyReceipts")).toEqual([]);
});

test("the incident after a restart has the log's number, so its receipts are news to every phone", () => {
  twoCities("hz");
  show.cut("hz");
  show.pass(3_000);
  show.restoreEverything();
  show.pass(3_000);
  show.gateway.stopForGood();
  const next = show.startGateway();
  show.pass(1_000);
  const { connection } = next.enter("a");
  show.cut("sh-a");
  show.pass(4_000);
  const asked = next.heardBy(connection, "verifyReceipts").map(([{ incident }]) => incident);
  expect(asked).toEqual([1, 2]);
  expect(next.heardBy("all phones", "world").at(-1)![0].incident).toBe(2);
});
