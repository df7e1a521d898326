import { expect, test } from "vitest";
import { addressKey } from "../edge/address.ts";
import { PinDoor, type PinRefusal } from "./pin-door.ts";

/** A door whose clock the test turns, and what it answered. */
function doorOfTheTest(seed = 7, gateways = 1) {
  let nowMs = 0;
  let random = seed;
  let tasks: { atMs: number; run: () => void }[] = [];
  const door = new PinDoor({
    isPin: (pin) => pin === "135790",
    gateways,
    nowMs: () => nowMs,
    after: (ms, run) => void tasks.push({ atMs: nowMs + ms, run }),
    random: () => {
      random = (random * 16_807) % 2_147_483_647;
      return random / 2_147_483_647;
    },
  });
  const pass = (ms: number): void => {
    const untilMs = nowMs + ms;
    while (nowMs < untilMs) {
      nowMs += 100;
      const due = tasks.filter(({ atMs }) => atMs <= nowMs);
      tasks = tasks.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    }
  };
  let connections = 0;
  const ask = (pin: string, address: string, connection = `c${++connections}`) => {
    const answers: (PinRefusal | null)[] = [];
    door.ask(pin, { address, connection }, (refusal) => answers.push(refusal));
    return answers;
  };
  return { ask, pass };
}

test.each([
  [1, 60],
  [4, 15],
])(
  "at each of %i gateways %i guesses beyond the free ones are judged at once, so that many are no easier",
  (gateways, judged) => {
    const { ask } = doorOfTheTest(7, gateways);
    let answered = 0;
    for (let address = 0; address < 100; address += 1) {
      const from = `192.0.2.${address}`;
      for (const pin of ["111111", "222222", "333333"]) ask(pin, from);
      answered += ask("444444", from).length;
    }
    expect(answered).toBe(judged);
  },
);

test("whoever has a whole network of IPv6 guesses no more than somebody with one address", () => {
  const guesses = (from: (at: number) => string): number => {
    const { ask } = doorOfTheTest();
    const answers = Array.from({ length: 200 }, (_, at) => ask("111111", from(at)));
    return answers.filter((answer) => answer.includes("wrong-pin")).length;
  };
  const ofOne = guesses(() => "192.0.2.1");
  expect(ofOne).toBe(10);
  expect(guesses((at) => addressKey(`2001:db8:7:${at.toString(16)}::1`))).toBe(ofOne);
  // Of another site the presenter is not made to wait.
  const { ask } = doorOfTheTest();
  for (let at = 0; at < 200; at += 1) ask("111111", `2001:db8:7:${at}::/64`);
  expect(ask("135790", "2001:db8:8:0::/64")).toEqual([null]);
});

test("the PIN is taken, and nothing else", () => {
  const { ask } = doorOfTheTest();
  expect(ask("135790", "192.0.2.1")).toEqual([null]);
  for (const other of ["", "13579", "1357900", "135790 "])
    expect(ask(other, "192.0.2.1")).toEqual(["wrong-pin"]);
});

test("a hundred wrong PINs from elsewhere do not make the right one wait", () => {
  const { ask } = doorOfTheTest();
  for (let wrong = 0; wrong < 100; wrong += 1) ask("000000", "192.0.2.66");
  expect(ask("135790", "192.0.2.1")).toEqual([null]);
});

test("a hundred addresses that guess do not make a new one wait", () => {
  const { ask } = doorOfTheTest();
  for (let from = 0; from < 100; from += 1)
    for (let wrong = 0; wrong < 5; wrong += 1) ask("000000", `198.51.100.${from}`);
  expect(ask("135790", "192.0.2.1")).toEqual([null]);
});

test("beside somebody who never stops guessing the right PIN is slower, and never impossible", () => {
  const { ask, pass } = doorOfTheTest();
  let mine: (PinRefusal | null)[] = [];
  let passedMs = 0;
  while (!mine.includes(null) && passedMs < 600_000) {
    for (let guess = 0; guess < 20; guess += 1) ask("000000", "192.0.2.1");
    if (mine.length > 0 || passedMs === 0) mine = ask("135790", "192.0.2.1");
    pass(1_000);
    passedMs += 1_000;
  }
  expect(mine).toContain(null);
});

test("an hour of guessing from one address is 730 guesses, and each is answered", () => {
  const { ask, pass } = doorOfTheTest();
  const answers: (PinRefusal | null)[][] = [];
  for (let second = 0; second < 3_600; second += 1) {
    for (let guess = 0; guess < 3; guess += 1) answers.push(ask("000000", "192.0.2.1"));
    pass(1_000);
  }
  pass(10_000);
  expect(answers.every((answer) => answer.length === 1)).toBe(true);
  const judged = answers.filter(([answer]) => answer === "wrong-pin");
  expect(judged.length).toBeLessThanOrEqual(740);
});

test("one connection has one try at a time", () => {
  const { ask } = doorOfTheTest();
  for (let wrong = 0; wrong < 10; wrong += 1) ask("000000", "192.0.2.1", "same");
  expect(ask("000001", "192.0.2.1", "same")).toEqual([]);
  expect(ask("000002", "192.0.2.1", "same")).toEqual(["too-fast"]);
});
