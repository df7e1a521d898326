import { asAccountId, asCents, asSequenceNumber, type TransferAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { RoutedAnswer } from "../routing/transfer-router.ts";
import { AnswerMeter } from "./answer-meter.ts";

const request = {
  kind: "transfer" as const,
  payer: asAccountId(300),
  payee: asAccountId(301),
  amountCents: asCents(888),
  sequence: asSequenceNumber(1),
};

/** A router that answers what the test says, when it says so. */
function setUp() {
  const clock = { ms: 10_000 };
  const meter = new AnswerMeter(() => clock.ms);
  const waiting: ((answer: RoutedAnswer) => void)[] = [];
  const heard: RoutedAnswer[] = [];
  const router = meter.watching({ route: (_r, _s, _k, done) => void waiting.push(done) });
  return {
    clock,
    meter,
    heard,
    ask: () => router.route(request, 0, true, (answer) => heard.push(answer)),
    answer: (answer: RoutedAnswer) => waiting.shift()?.(answer),
  };
}

function answered(answer: TransferAnswer["answer"]): RoutedAnswer {
  const bytes = new Uint8Array(32);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- of an answer only what is counted matters here
  const whole = { ...request, answer, index: 1, chain: bytes, mac: bytes } as unknown;
  // oxlint-disable-next-line typescript/consistent-type-assertions -- see above
  return { kind: "answered", answer: whole as TransferAnswer };
}

test("every answer is passed on and counted in the second in which it came", () => {
  const { clock, meter, heard, ask, answer } = setUp();
  for (let turn = 0; turn < 4; turn += 1) ask();
  clock.ms += 40;
  answer(answered("booked"));
  answer(answered("insufficient-funds"));
  clock.ms = 11_500;
  answer({ kind: "not-now", refusal: "payee-switching" });
  answer({ kind: "unknown" });
  expect(heard).toHaveLength(4);
  clock.ms = 12_000;
  expect(meter.at(10_000)).toEqual({
    answers: { booked: 1, "not-now": 0, unknown: 0, refused: 1 },
    answerMs: { p50Ms: 40, p99Ms: 40 },
  });
  expect(meter.at(11_000)).toEqual({
    answers: { booked: 0, "not-now": 1, unknown: 1, refused: 0 },
    answerMs: null,
  });
});

test("seconds of long ago are forgotten", () => {
  const { clock, meter, ask, answer } = setUp();
  for (let second = 0; second < 130; second += 1) {
    ask();
    answer({ kind: "unknown" });
    clock.ms += 1_000;
  }
  expect(meter.at(10_000).answers.unknown).toBe(0);
  expect(meter.at(139_000).answers.unknown).toBe(1);
});
