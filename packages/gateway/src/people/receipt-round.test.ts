import { asCents, whatIsMissing, type VerifyAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

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
  gateway.core.phones.left(stranger.connection);
  const { account } = stranger.me.me;
  gateway.core.dials.turn({ dial: "removed", value: { account, removed: true } });
  show.pass(500);
  expect(gateway.core.snapshot().verification).toMatchObject({ forged: 0, phones: 0 });
  expect(gateway.core.snapshot().inFlight ?? null).toMatchObject({ payments: 0 });
  expect(whatIsMissing(gateway.core.snapshot())).toBe(null);
  expect(shows(gateway.person("b"))).toMatchObject({ ok: true, checks: ["forged"] });
  expect(gateway.core.snapshot().verification).toMatchObject({ forged: 0, phones: 0 });
  expect(gateway.core.snapshot().inFlight ?? null).toMatchObject({ payments: 0 });
});
