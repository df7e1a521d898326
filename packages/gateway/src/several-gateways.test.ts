import {
  asCents,
  decodeBits,
  receiptsPerAccountMax,
  type CommandAnswer,
  type PhoneTells,
  type PresenterCommand,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { SearchResult } from "./console/attendee-search.ts";
import type { VirtualGateway } from "./testing/virtual-gateway.ts";
import { VirtualShow } from "./testing/virtual-show.ts";

let show: VirtualShow;
let one: VirtualGateway;
let other: VirtualGateway;
beforeEach(() => {
  show = VirtualShow.running({ gateways: 2 });
  [one, other] = show.gateways as [VirtualGateway, VirtualGateway];
});

function tells(page: string, visit: number, different: Partial<PhoneTells> = {}): PhoneTells {
  const nothing = { kept: 0, keptCents: asCents(0), checking: 0, receipts: 1, verified: null };
  return { ...nothing, page: page.repeat(8), visit, ...different };
}

function perform(gateway: VirtualGateway, command: PresenterCommand): CommandAnswer {
  const shown = gateway.core.console().frame;
  return gateway.answerOf<CommandAnswer>((done) =>
    gateway.core.consoles.perform({ command, shown }, done),
  );
}

const online = (gateway: VirtualGateway): number => gateway.core.snapshot().people.online;
const outbox = { kept: 2, keptCents: asCents(1_776), checking: 1 };

test("C3 C4 screens at both gateways show the sum of what phones told as they came in", () => {
  one.enter("a", { tells: tells("a", 1, outbox) });
  other.enter("b", { tells: tells("b", 1, outbox) });
  other.enter("c");
  show.pass(400);
  for (const gateway of [one, other]) {
    const { people, traffic } = gateway.core.snapshot();
    expect(people).toMatchObject({ online: 3, heard: { phones: 2, of: 3 } });
    expect(traffic).toMatchObject({ kept: 4, keptCents: 3_552, checking: 2 });
  }
  other.stages = 1;
  show.pass(400);
  expect(one.core.console().stages).toBe(1);
});

test("C1 with two rooms cut and not yet known to be the words go through", () => {
  const { connection } = one.enter("a", { tells: tells("a", 1) });
  show.pass(400);
  show.cut("hz");
  one.core.phones.outbox(connection, { ...outbox, receipts: 1 });
  show.pass(700);
  expect(other.core.snapshot().rooms.filter(({ answering }) => answering)).toHaveLength(5);
  expect(other.core.snapshot().traffic).toMatchObject({ kept: 2, keptCents: 1_776 });
});

test("C2 C8 a gateway that falls silent counts two seconds longer, and its phones are awaited for 15 s", () => {
  for (const token of ["a", "b"]) one.enter(token, { tells: tells(token, 1) });
  other.enter("c", { tells: tells("c", 1) });
  show.pass(400);
  one.stopForGood();
  show.pass(1_500);
  expect(online(other)).toBe(3);
  show.pass(1_000);
  expect(online(other)).toBe(1);
  expect(other.core.snapshot().people.heard).toEqual({ phones: 1, of: 3 });
  other.enter("a", { tells: tells("a", 2) });
  expect(other.core.snapshot().people.heard).toEqual({ phones: 2, of: 3 });
  const third = show.startGateway();
  show.pass(1_000);
  // Whoever comes in the middle of it is told.
  expect(third.core.snapshot().people.heard).toEqual({ phones: 2, of: 3 });
  show.pass(15_000);
  for (const gateway of [other, third])
    expect(gateway.core.snapshot().people.heard).toEqual({ phones: 2, of: 2 });
});

test("C2 a gateway that is started again takes the place of its former boot at once", () => {
  one.enter("a", { tells: tells("a", 1) });
  show.pass(400);
  one.stopForGood();
  const again = show.startGateway(one.id);
  show.pass(800);
  again.enter("a", { tells: tells("a", 2) });
  show.pass(300);
  for (const gateway of [again, other]) expect(online(gateway)).toBe(1);
});

test("C8 a single gateway that is started again awaits the phones of its earlier life", () => {
  const single = VirtualShow.running({ gateways: 1 });
  const [before] = single.gateways as [VirtualGateway];
  for (const token of ["a", "b", "c"]) before.enter(token, { tells: tells(token, 1) });
  single.pass(600);
  before.stopForGood();
  single.pass(1_500);
  const again = single.startGateway(before.id);
  single.pass(1_000);
  expect(online(again)).toBe(0);
  expect(again.core.snapshot().people.heard).toEqual({ phones: 0, of: 3 });
  again.enter("a", { tells: tells("a", 2) });
  expect(again.core.snapshot().people.heard).toEqual({ phones: 1, of: 3 });
  single.pass(16_000);
  expect(again.core.snapshot().people.heard).toEqual({ phones: 1, of: 1 });
});

test("C2 what was held on its way and is older than the last word counts never again", () => {
  const words: Uint8Array[] = [];
  show.overhear = (word) => words.push(word.slice());
  one.enter("a", { tells: tells("a", 1) });
  show.pass(600);
  one.stopForGood();
  show.pass(2_500);
  for (const word of words) other.core.fromRoom(0 as never, word);
  expect(words.length).toBeGreaterThan(2);
  expect(online(other)).toBe(0);
});

test("C5 a phone that moves is counted once, though its former gateway has not noticed", () => {
  const before = one.enter("a", { tells: tells("a", 1, outbox) });
  show.pass(400);
  other.enter("a", { tells: tells("a", 2, outbox) });
  show.pass(600);
  for (const gateway of [one, other]) {
    expect(online(gateway)).toBe(1);
    expect(gateway.core.snapshot().traffic).toMatchObject({ kept: 2, checking: 1 });
  }
  // It is the same page: nobody is told that another one has taken over.
  expect(one.heardBy(before.connection, "superseded")).toEqual([]);
  // And back again, with the other's word of the former visit still under way.
  one.enter("a", { tells: tells("a", 3) });
  show.pass(600);
  for (const gateway of [one, other]) expect(online(gateway)).toBe(1);
});

test("C5 a page's earlier connection whose entering is answered late does not push the page out", () => {
  const now = one.enter("a", { tells: tells("a", 2) });
  const late = one.enter("a", { tells: tells("a", 1) });
  expect(late.answer).toEqual({ ok: false, refusal: "unknown" });
  expect(one.heardBy(now.connection, "superseded")).toEqual([]);
  // Another page of the same person does.
  one.enter("a", { tells: tells("b", 1) });
  expect(one.heardBy(now.connection, "superseded")).toHaveLength(1);
});

test("C5 what another gateway answers late, long after the page has come in here, is taken back there", () => {
  const now = one.enter("a", { tells: tells("a", 2) });
  // No word tells of it any more.
  show.pass(6_000);
  other.enter("a", { tells: tells("a", 1) });
  show.pass(1_500);
  for (const gateway of [one, other]) expect(online(gateway)).toBe(1);
  expect(one.core.snapshot().people.heard).toEqual({ phones: 1, of: 1 });
  expect(one.heardBy(now.connection, "superseded")).toEqual([]);
});

test("C5 of two pages of one account at two gateways the later one stays, and the earlier one is told", () => {
  const first = one.enter("a", { tells: tells("a", 1) });
  show.pass(2_000);
  const second = other.enter("a", { tells: tells("b", 1) });
  show.pass(800);
  expect(one.heardBy(first.connection, "superseded")).toHaveLength(1);
  expect(other.heardBy(second.connection, "superseded")).toEqual([]);
  for (const gateway of [one, other]) expect(online(gateway)).toBe(1);
  // Back in the first page, which asks again.
  show.pass(2_000);
  const third = one.enter("a", { tells: tells("a", 2) });
  show.pass(800);
  expect(other.heardBy(second.connection, "superseded")).toHaveLength(1);
  expect(one.heardBy(third.connection, "superseded")).toEqual([]);
});

test("C5 two pages that come in at the same moment at two gateways: one of them stays", () => {
  const pages = [
    one.enter("a", { tells: tells("a", 1) }),
    other.enter("a", { tells: tells("b", 1) }),
  ];
  show.pass(800);
  const told = [one, other].map(
    (gateway, at) => gateway.heardBy(pages[at]!.connection, "superseded").length,
  );
  expect(told).toSatisfy((counts: number[]) => counts[0]! + counts[1]! === 1);
  for (const gateway of [one, other]) expect(online(gateway)).toBe(1);
});

test("C4 C5 verified receipts go with the phone, under the seal of a gateway and no other", () => {
  const { connection, answer } = one.enter("a", { tells: tells("a", 1) });
  if (!answer.ok) throw new Error(answer.refusal);
  const receipts = [answer.opening!];
  show.cut("hz");
  show.pass(3_000);
  const verified = one.answerOf<VerifyAnswer>((done) =>
    one.core.phones.verify(connection, { incident: 1, receipts }, done),
  );
  if (!verified.ok) throw new Error(verified.refusal);
  show.pass(400);
  const sum = { incident: 1, phones: 1, verified: 1, missing: 0, notYetHeard: 0 };
  expect(other.core.snapshot().verification).toMatchObject(sum);
  const moved = other.enter("a", { tells: tells("a", 2, { verified: verified.sealed }) });
  show.pass(600);
  for (const gateway of [one, other])
    expect(gateway.core.snapshot().verification).toMatchObject(sum);
  expect(other.heardBy(moved.connection, "verifyReceipts")).toEqual([]);
  // A claim of one's own is asked again instead.
  const { sealed } = verified;
  const claim = { ...sealed, checks: { ...sealed.checks, verified: 30, missing: 2 } };
  const liar = one.enter("a", { tells: tells("a", 3, { verified: claim }) });
  show.pass(600);
  expect(one.heardBy(liar.connection, "verifyReceipts")).toMatchObject([[{ incident: 1 }]]);
  expect(other.core.snapshot().verification).toMatchObject({ verified: 0, missing: 0 });
});

test("C6 who has tapped is the log's at every gateway, whatever was killed meanwhile", () => {
  const lin = one.person("a");
  const wang = other.person("b");
  one.pay(lin.connection, wang.me.me.accountNumber, 1);
  show.pass(300);
  perform(one, { kind: "cue", on: true });
  show.pass(500);
  const tapped = (): number[] =>
    show.gateways.filter((each) => each !== one).map(({ core }) => core.snapshot().cue.tapped);
  one.pay(lin.connection, wang.me.me.accountNumber, 2);
  show.pass(300);
  expect(one.core.snapshot().cue.tapped).toBe(1);
  expect(tapped()).toEqual([1]);
  one.stopForGood();
  const again = show.startGateway(one.id);
  show.pass(1_000);
  expect(tapped()).toEqual([1, 1]);
  other.stopForGood();
  show.pass(2_500);
  // Now it is alone, and the account itself says that it has paid.
  expect(again.core.snapshot().cue.tapped).toBe(0);
  again.enter("a");
  show.pass(100);
  expect(again.core.snapshot().cue.tapped).toBe(1);
});

test("C7 an account that was opened after the incident has nothing to check, wherever it goes", () => {
  show.cut("hz");
  show.pass(4_000);
  one.enter("a", { tells: tells("a", 1) });
  show.pass(300);
  const moved = other.enter("a", { tells: tells("a", 2) });
  show.pass(600);
  expect(other.heardBy(moved.connection, "verifyReceipts")).toEqual([]);
  expect(other.core.snapshot().verification).toMatchObject({ incident: 1, notYetHeard: 0 });
});

test("C7 nor when it has paid so often since that its opening is no more among what a room reads of it", () => {
  show.cut("hz");
  show.pass(4_000);
  const late = one.person("a");
  const { accountNumber } = one.person("b").me.me;
  for (let number = 1; number <= receiptsPerAccountMax + 1; number += 1)
    expect(one.pay(late.connection, accountNumber, number).kind).toBe("booked");
  const { connection, answer } = other.enter("a", { tells: tells("a", 2) });
  const history = answer.ok ? answer.account.history : [];
  expect(history).toHaveLength(receiptsPerAccountMax);
  expect(history.map(({ kind }) => kind)).not.toContain("opening");
  show.pass(600);
  expect(other.heardBy(connection, "verifyReceipts")).toEqual([]);
  expect(other.core.snapshot().verification).toMatchObject({ incident: 1, notYetHeard: 0 });
});

test("C9 without a quorum a turn holds at the other gateway too, and the later one wins at both", () => {
  show.cut("hz-a", "hz-b", "sh-a");
  show.pass(2_500);
  perform(one, { kind: "blank", on: true });
  perform(one, { kind: "hide-count", hidden: true });
  show.pass(400);
  expect(other.core.snapshot()).toMatchObject({ blank: true, people: { hidden: true } });
  perform(other, { kind: "blank", on: false });
  show.pass(400);
  expect([one, other].map(({ core }) => core.snapshot().blank)).toEqual([false, false]);
  show.restoreEverything();
  const blanks: boolean[] = [];
  for (let waited = 0; waited < 4_000; waited += 50) {
    show.pass(50);
    blanks.push(...[one, other].map(({ core }) => core.snapshot().people.hidden));
  }
  // On its way into the log it flickers nowhere.
  expect(blanks).not.toContain(false);
  expect([one, other].map(({ core }) => core.snapshot().blank)).toEqual([false, false]);
  expect(show.rooms[4]!.machine.ledger.dials().blank.value).toBe(false);
});

test("C10 the yes to the last numbers holds at every gateway, and outlives the one where it was said", () => {
  perform(one, { kind: "last-numbers", on: true });
  show.pass(400);
  expect(other.core.console().lastNumbersToo).toBe(true);
  one.stopForGood();
  const again = show.startGateway(one.id);
  show.pass(3_000);
  expect(again.core.console().lastNumbersToo).toBe(true);
  perform(again, { kind: "last-numbers", on: false });
  show.pass(400);
  expect(other.core.console().lastNumbersToo).toBe(false);
});

test("C12 a page that has moved here opens no account, and comes in with the one it has", () => {
  expect(other.enter("a", { moved: true }).answer).toEqual({
    ok: false,
    refusal: "opens-elsewhere",
  });
  expect(one.enter("a").answer).toMatchObject({ ok: true, account: { lastSequence: 0 } });
  expect(other.enter("a", { moved: true }).answer).toMatchObject({ ok: true });
});

test("whoever arrives is announced on every stage", () => {
  other.stages = 1;
  one.enter("a");
  show.pass(500);
  expect(other.stageSaw("arrivals").flat(2)).toHaveLength(1);
});

test("what is paid at the other gateway counts on this one's stage, also by people whom it has never met", () => {
  const people = ["a", "b", "c", "d"].map((token) => other.person(token));
  one.stopForGood();
  // It knows nobody: they came in before it was started, and at another one.
  const again = show.startGateway(one.id);
  again.stages = 1;
  show.pass(3_000);
  const bookedBefore = again.core.snapshot().traffic.booked;
  for (let second = 1; second <= 4; second += 1) {
    for (const [at, { connection }] of people.entries()) {
      const payee = people[(at + 1) % people.length]!.me.me.accountNumber;
      other.pay(connection, payee, second);
    }
    show.pass(1_000 - (show.clock.nowMs % 1_000));
  }
  show.pass(200);
  const { perSecond, booked } = again.core.snapshot().traffic;
  expect(booked - bookedBefore).toBe(16);
  expect(perSecond).toBe(4);
  const seconds = again.stageSaw("engine").flatMap(([frame]) => frame.seconds);
  expect(seconds.reduce((sum, second) => sum + (second.booked ?? 0), 0)).toBe(16);
  // Asked for once, each of them has a room and a window, and its payments are light on the fibres.
  const byRoom = seconds.flatMap((second) => second.byRoom).reduce((sum, count) => sum + count, 0);
  expect(byRoom).toBe(16);
  const flows = again.stageSaw("flows").flatMap(([{ items }]) => items);
  expect(flows.filter(({ canary }) => !canary)).toHaveLength(16);
  const frames = again.stageSaw("hall").map(([frame]) => frame);
  const lit = frames.flatMap((frame) => [...decodeBits(frame.booked)]);
  expect(new Set(lit).size).toBe(4);
});

test("where another gateway is heard the engineer's frames say that their answers are of this one alone", () => {
  other.stages = 1;
  show.pass(1_500);
  expect(other.stageSaw("engine").at(-1)?.[0].isOneOfSeveral).toBe(true);
  one.stopForGood();
  show.pass(4_000);
  expect(other.stageSaw("engine").at(-1)?.[0].isOneOfSeveral).toBeUndefined();
});

test("C16 whoever is at another gateway is not said to be away, and who is nowhere is where there is only one", () => {
  const { me } = one.person("a").me;
  show.pass(400);
  const onlineAt = (gateway: VirtualGateway): unknown =>
    gateway
      .answerOf<SearchResult | null>((done) =>
        gateway.core.consoles.attendees(String(me.accountNumber), done),
      )
      ?.found.map(({ online: isOnline }) => isOnline);
  expect(onlineAt(one)).toEqual([true]);
  expect(onlineAt(other)).toEqual([null]);
  one.stopForGood();
  show.pass(5_000);
  expect(onlineAt(other)).toEqual([false]);
});
