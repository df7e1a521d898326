import { shardCountOf, type AccountId } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import type { RoutedAnswer } from "../routing/transfer-router.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Canaries } from "./canaries.ts";

const shards = 100;

/** The last number that a room has applied of each canary. */
function numbers(show: VirtualShow, room = 4): number[] {
  const { ledger } = show.rooms[room]!.machine;
  return Array.from({ length: shards }, (_, shard) => ledger.account(2 * shard)!.lastSequence);
}

/** Bookings of canaries in `ms`, by shard. */
function bookedIn(show: VirtualShow, ms: number, room = 4): number[] {
  const before = numbers(show, room);
  show.pass(ms);
  return numbers(show, room).map((after, shard) => after - before[shard]!);
}

test("every shard's canary pays about once a second, and all of them are fresh", () => {
  const show = VirtualShow.running();
  const booked = bookedIn(show, 10_000);
  expect(Math.min(...booked)).toBeGreaterThanOrEqual(7);
  expect(Math.max(...booked)).toBeLessThanOrEqual(10);
  const item = show.gateway.core
    .console()
    .preflight.find(({ check }) => check === "canaries-paying");
  expect(item).toMatchObject({ state: "ok", have: shards, want: shardCountOf(show.topology) });
});

test("two gateways side by side drive the same canaries no faster than one, and both count every booking", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const booked = bookedIn(show, 10_000);
  expect(Math.min(...booked)).toBeGreaterThanOrEqual(7);
  expect(Math.max(...booked)).toBeLessThanOrEqual(11);
  for (const { core } of show.gateways) {
    const { preflight, show: snapshot } = core.console();
    expect(preflight.find(({ check }) => check === "canaries-paying")?.have).toBe(shards);
    expect(snapshot.traffic.canariesPerSecond).toBeGreaterThan(60);
    expect(snapshot.traffic.canariesPerSecond).toBeLessThan(130);
  }
});

test("a gateway that comes later takes the numbers from the log; one that is gone leaves the other to go on", () => {
  const show = VirtualShow.running();
  const second = show.startGateway();
  show.pass(3_000);
  show.gateway.core.close();
  show.gateway.stopForGood();
  const booked = bookedIn(show, 10_000);
  expect(Math.min(...booked)).toBeGreaterThanOrEqual(7);
  expect(second.core.snapshot().traffic.canariesPerSecond).toBeGreaterThan(60);
});

test("both gateways measure the same recovery, each stopped by a canary that the log booked", () => {
  const show = VirtualShow.running({ gateways: 2 });
  show.cut("hz");
  show.pass(4_000);
  const [one, other] = show.gateways.map(({ core }) => core.snapshot().incident);
  expect(one).toMatchObject({ state: "recovered", shardsHit: 40, shardsBack: 40 });
  expect(other).toMatchObject({ state: "recovered", shardsHit: 40, shardsBack: 40 });
  expect(other!.elapsedMs).toBe(one!.elapsedMs);
  expect(show.gateway.core.snapshot().funds?.differenceCents).toBe(0);
});

/** Canaries before a log in the test's hands: only shard 0 is served. */
function driven({ random = 0 } = {}) {
  const awake = new AwakeClock();
  let nowMs = 0;
  awake.tick(nowMs);
  const sent: number[] = [];
  const answers: ((answer: RoutedAnswer) => void)[] = [];
  let lastSequence = 41;
  const canaries = new Canaries({
    topology: new VirtualShow().topology,
    rooms: {
      owner: (shard) => (shard === 0 ? { owner: 0 as never, status: "serving" } : null),
      bestAnswering: () => 0 as never,
    },
    calls: {
      call: (_, __, done) =>
        done({ kind: "read", id: 1, account: { lastSequence } as never } as never),
    },
    router: {
      route: ({ sequence }, _, __, done) => {
        sent.push(sequence);
        answers.push(done);
      },
    },
    awake,
    random: () => random,
  });
  return {
    canaries,
    sent,
    /** Canaries whose booking the feed has shown. */
    paid: () => canaries.paidWithin(10_000),
    setLast: (sequence: number) => (lastSequence = sequence),
    answer: (name: string, sequence: number) =>
      answers.shift()!({ kind: "answered", answer: { answer: name, sequence } as never }),
    show: (sequence: number) => canaries.feedShowed({ payer: 0 as AccountId, sequence } as never),
    pass: (ms: number): void => {
      for (let passed = 0; passed < ms; passed += tickMs) {
        nowMs += tickMs;
        awake.tick(nowMs);
        canaries.tick();
      }
    },
  };
}

test("the next number is the last one the log knows plus one", () => {
  const { sent, pass } = driven();
  pass(200);
  expect(sent).toEqual([42]);
});

test("an own answer counts nothing; the feed does, once", () => {
  const { sent, paid, pass, answer, show } = driven();
  pass(200);
  answer("booked", 42);
  expect(paid()).toBe(0);
  show(42);
  expect(paid()).toBe(1);
  pass(900);
  show(42);
  pass(200);
  expect(sent).toEqual([42, 43]);
});

test("whoever sees another's booking waits a second and its own jitter from then", () => {
  const { sent, pass, answer, show } = driven({ random: 0.5 });
  pass(200);
  answer("booked", 42);
  show(42);
  pass(700);
  show(43);
  pass(1_100);
  expect(sent).toEqual([42]);
  pass(100);
  expect(sent).toEqual([42, 44]);
});

test("a booking that the feed never shows does not stop the canary: a room is asked where it stands", () => {
  const { sent, paid, pass, answer, setLast, show } = driven();
  pass(200);
  answer("booked", 42);
  pass(600);
  expect(sent).toEqual([42, 42]);
  setLast(42);
  answer("booked", 42);
  pass(1_200);
  expect(sent.at(-1)).toBe(43);
  expect(paid()).toBe(0);
  show(43);
  expect(paid()).toBe(1);
});

test("the canary of a shard that has moved pays at once, whatever its turn", () => {
  const { canaries, sent, pass, answer, show } = driven();
  pass(200);
  answer("booked", 42);
  show(42);
  canaries.event({ kind: "shard-moved", shard: 0 } as never);
  expect(sent).toEqual([42, 43]);
});

test("a number that others have driven on is learned again", () => {
  for (const answerName of ["sequence-conflict", "archived"]) {
    const { sent, pass, answer, setLast } = driven();
    pass(200);
    setLast(77);
    answer(answerName, 42);
    pass(300);
    expect(sent.at(-1), answerName).toBe(78);
  }
});

test("where the feed has left something out a room is asked where each canary stands, and nothing counts as paid", () => {
  const { canaries, sent, paid, pass, answer, setLast, show } = driven();
  pass(200);
  answer("booked", 42);
  show(42);
  expect(paid()).toBe(1);
  setLast(50);
  canaries.feedSkipped();
  pass(1_200);
  expect(sent).toEqual([42, 51]);
  expect(paid()).toBe(1);
});
