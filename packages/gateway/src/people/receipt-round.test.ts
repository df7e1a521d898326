import {
  asCents,
  asLogIndex,
  asRoomIndex,
  whatIsMissing,
  type AccountId,
  type InFlight,
  type VerifyAnswer,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { CallOutcome } from "../routing/room-calls.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { ReceiptRound } from "./receipt-round.ts";
import { Sessions, type Session } from "./sessions.ts";

test("a number that was shown twice counts once, as it was shown first, also for what a report compares", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const stranger = gateway.person("a");
  show.cut("hz");
  show.pass(3_000);
  const opening = stranger.me.opening!;
  const receipts = [{ ...opening, amountCents: asCents(1) }, opening];
  gateway.core.phones.verify(stranger.connection, { incident: 1, receipts }, () => undefined);
  show.pass(300);
  expect(gateway.core.phoneFacts()).toMatchObject([
    { checks: { verified: 0, forged: 1 }, newest: null },
  ]);
});

test("who showed forged receipts at one gateway is named at the consoles of all", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const [one, other] = show.gateways;
  const stranger = other!.person("a");
  show.cut("hz");
  show.pass(3_000);
  const receipts = [{ ...stranger.me.opening!, amountCents: asCents(1) }];
  other!.core.phones.verify(stranger.connection, { incident: 1, receipts }, () => undefined);
  show.pass(900);
  for (const gateway of [one!, other!])
    expect(gateway.core.console().forgedBy).toEqual([stranger.me.me.account]);
});

const told = (sequence: number, end: InFlight["end"]): InFlight => ({
  sequence,
  sentBeforeMs: 5,
  end,
  endedAfterMs: end === "open" ? null : 900,
});

test("of what a phone says was in flight no more is counted than its account can have had", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const [stranger, payer] = [gateway.person("a"), gateway.person("b")];
  const payee = stranger.me.me.accountNumber;
  const payment = { payee, amountCents: asCents(5), sequence: 1 };
  gateway.core.phones.pay(payer.connection, payment, () => undefined);
  show.pass(500);
  show.cut("hz");
  show.pass(3_000);
  const says = (person: typeof stranger, inFlight: readonly InFlight[]): unknown => {
    const request = { incident: 1, receipts: [], inFlight: [...inFlight] };
    gateway.core.phones.verify(person.connection, request, () => undefined);
    show.pass(300);
    const { phones, payments, ends } = gateway.core.snapshot().inFlight!;
    return { phones, payments, booked: ends.booked, open: ends.open };
  };
  const twenty = Array.from({ length: 20 }, (_, at) => told(at + 1, "booked"));
  expect(says(stranger, twenty)).toEqual({ phones: 1, payments: 0, booked: 0, open: 0 });
  expect(says(stranger, [told(20, "open"), told(21, "open")])).toMatchObject({ open: 1 });
  expect(says(stranger, [])).toEqual({ phones: 1, payments: 0, booked: 0, open: 0 });
  expect(says(payer, twenty)).toEqual({ phones: 2, payments: 1, booked: 1, open: 0 });
});

test("of an earlier incident nobody tells any more what was in flight, who came after it least of all", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  show.cut("hz");
  show.pass(3_000);
  show.restoreEverything();
  show.pass(10_000);
  const late = gateway.person("a");
  show.cut("sz");
  show.pass(5_000);
  const inFlight = [told(1, "open")];
  for (const incident of [1, 2])
    gateway.core.phones.verify(
      late.connection,
      { incident, receipts: [], inFlight },
      () => undefined,
    );
  show.pass(300);
  const paymentsOf = gateway.core
    .reportFacts()
    ?.incidents.map(({ inFlight: { payments } }) => payments.length);
  expect(paymentsOf).toEqual([0, 1]);
});

test("what was forged after an earlier incident counts no more either, once its account is removed", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const stranger = gateway.person("a");
  show.cut("hz");
  show.pass(3_000);
  const receipts = [{ ...stranger.me.opening!, amountCents: asCents(1) }];
  gateway.core.phones.verify(stranger.connection, { incident: 1, receipts }, () => undefined);
  show.pass(300);
  show.restoreEverything();
  show.pass(10_000);
  show.cut("sz");
  show.pass(5_000);
  const forgedThen = (): unknown => gateway.core.reportFacts()?.incidents[0]?.verification?.forged;
  expect(gateway.core.snapshot().verification).toMatchObject({ incident: 2, forged: 0 });
  expect(forgedThen()).toBe(1);
  expect(gateway.core.console().forgedBy).toEqual([stranger.me.me.account]);
  const { account } = stranger.me.me;
  gateway.core.dials.turn({ dial: "removed", value: { account, removed: true } });
  show.pass(500);
  expect(forgedThen()).toBe(0);
  expect(gateway.core.console().forgedBy).toEqual([]);
});

test.each([
  ["C7 is removed", (round: ReceiptRound, account: AccountId) => round.removed(account)],
  [
    "C5 comes in at another gateway",
    (round: ReceiptRound, account: AccountId) => round.wentElsewhere({ account }),
  ],
])("%s: what a slow room says of its receipts afterwards counts no more", (_, goes) => {
  const show = VirtualShow.running();
  const { opening, me, account } = show.gateway.person("a").me;
  const sessions = new Sessions();
  const answers: ((answer: CallOutcome) => void)[] = [];
  const round = new ReceiptRound({
    sessions,
    owners: { owner: () => ({ owner: asRoomIndex(2), status: "serving" }) },
    calls: { call: (_room, _request, done) => answers.push(done) },
    people: { toPhone: () => undefined },
    seal: (text) => text,
    startedAgoMs: () => null,
    wallMs: () => 0,
  });
  const session: Session = {
    account: me.account,
    shard: me.shard,
    connection: "phone",
    openedAt: opening!.index,
    kept: 0,
    keptCents: asCents(0),
    checking: 0,
    receipts: 1,
    told: true,
    visit: null,
    enteredAsOf: account.appliedIndex,
    lastSequence: 0,
    partner: null,
    synthetic: false,
  };
  sessions.enter(session);
  round.begin({ number: 1, endedAt: account.appliedIndex });
  const verify = (): void =>
    round.verify(session, { incident: 1, receipts: [opening!] }, () => undefined);
  const says = (check: "verified" | "forged"): void =>
    answers.shift()!({ kind: "checked", id: 1, checks: [check], appliedIndex: asLogIndex(9) });
  verify();
  says("verified");
  expect(round.totals()).toMatchObject({ phones: 1, verified: 1 });
  verify();
  sessions.left("phone", me.account);
  goes(round, me.account);
  says("forged");
  expect(round.totals()).toMatchObject({ phones: 0, verified: 0, forged: 0 });
  expect(round.forgers).toEqual([]);
});

test("receipts that the show never signed are counted until their account is removed; who came later is not counted", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const stranger = gateway.person("a");
  show.cut("hz");
  show.pass(3_000);
  const shows = (person: typeof stranger): unknown => {
    const forged = { ...person.me.opening!, amountCents: asCents(1) };
    const answer = gateway.answerOf<VerifyAnswer>((done) =>
      gateway.core.phones.verify(
        person.connection,
        {
          incident: 1,
          receipts: [forged],
          inFlight: [{ sequence: 1, sentBeforeMs: 5, end: "open", endedAfterMs: null }],
        },
        done,
      ),
    );
    show.pass(300);
    return answer;
  };
  expect(shows(stranger)).toMatchObject({ ok: true, checks: ["forged"] });
  expect(gateway.core.snapshot().verification).toMatchObject({ forged: 1 });
  expect(whatIsMissing(gateway.core.snapshot())).toEqual({ kind: "receipts", count: 1 });
  expect(gateway.core.console().forgedBy).toEqual([stranger.me.me.account]);
  expect(JSON.stringify(gateway.core.snapshot())).not.toContain("forgedBy");
  gateway.core.phones.left(stranger.connection);
  const { account } = stranger.me.me;
  gateway.core.dials.turn({ dial: "removed", value: { account, removed: true } });
  show.pass(500);
  expect(gateway.core.snapshot().verification).toMatchObject({ forged: 0, phones: 0 });
  expect(gateway.core.snapshot().inFlight ?? null).toMatchObject({ payments: 0 });
  expect(whatIsMissing(gateway.core.snapshot())).toBe(null);
  expect(gateway.core.console().forgedBy).toEqual([]);
  expect(shows(gateway.person("b"))).toMatchObject({ ok: true, checks: ["forged"] });
  expect(gateway.core.snapshot().verification).toMatchObject({ forged: 0, phones: 0 });
  expect(gateway.core.snapshot().inFlight ?? null).toMatchObject({ payments: 0 });
});
