import { asCents, whatIsMissing, type VerifyAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

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
