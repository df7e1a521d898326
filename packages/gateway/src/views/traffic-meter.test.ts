import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { TrafficMeter } from "./traffic-meter.ts";

/** A feed that tells every 100 ms, in which payments are booked one after the other. */
function meter({ tellsSum = true } = {}) {
  const clock = { nowMs: 10_000 };
  const made = new TrafficMeter(5, () => clock.nowMs);
  let bookedByAll = 1_000;
  /** Payments of people that the push has, `listed` of them one by one. */
  const push = (booked: number, listed = booked, skipped = booked - listed): void => {
    bookedByAll += booked;
    made.pushed({ listed, skipped, ...(tellsSum ? { bookedByAll } : {}) });
  };
  const book = (room: number, count: number, canary = false): void => {
    push(canary ? 0 : count);
    for (let booked = 0; booked < count; booked += 1) made.booked(canary)(room as RoomIndex);
  };
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.nowMs += 100;
      push(0);
    }
  };
  // The feed begins in the midst of this second.
  push(0);
  pass(1_000);
  return { clock, made, push, book, pass };
}

test("the figure is that of the last whole second, people and canaries apart", () => {
  const { made, book, pass } = meter();
  book(0, 3);
  book(4, 1);
  book(4, 2, true);
  // The second before is not known as a whole.
  expect(made.lastSecond()).toEqual({ people: null, canaries: null });
  pass(1_000);
  expect(made.lastSecond()).toEqual({ people: 4, canaries: 2 });
  // By room as well: a hall in which nobody pays is not drawn as one that does.
  expect(made.history()).toEqual([{ agoMs: 1_000, booked: 4, byRoom: [3, 0, 0, 0, 1] }]);
  pass(1_000);
  expect(made.lastSecond()).toEqual({ people: 0, canaries: 0 });
  expect(made.history().at(-1)?.byRoom).toEqual([0, 0, 0, 0, 0]);
});

test("a payment counts at once, whoever paid; until its room is known its second has no rooms", () => {
  const { made, push, pass } = meter();
  push(2);
  const place = made.booked(false);
  made.booked(false)(2 as RoomIndex);
  pass(1_000);
  expect(made.lastSecond().people).toBe(2);
  expect(made.history()).toMatchObject([{ booked: 2, byRoom: [] }]);
  place(3 as RoomIndex);
  expect(made.history()).toMatchObject([{ booked: 2, byRoom: [0, 0, 1, 1, 0] }]);
});

test("payments that the feed does not list are counted by its sum, and their second has no rooms", () => {
  const { made, push, pass } = meter();
  push(700, 0, -1);
  push(2_500, 2_000, 520);
  for (let booked = 0; booked < 2_000; booked += 1) made.booked(false)(0 as RoomIndex);
  pass(1_000);
  // Canaries are among those that were not listed.
  expect(made.lastSecond()).toEqual({ people: 3_200, canaries: null });
  expect(made.history()).toMatchObject([{ booked: 3_200, byRoom: [] }]);
  pass(1_000);
  expect(made.history().at(-1)).toMatchObject({ booked: 0, byRoom: [0, 0, 0, 0, 0] });
});

test("of a room of an earlier build, which tells no sum, such a second is not known, and never nothing", () => {
  const { made, push, pass } = meter({ tellsSum: false });
  push(0, 0, -1);
  pass(1_000);
  expect(made.lastSecond()).toEqual({ people: null, canaries: null });
  expect(made.history()).toEqual([]);
  pass(1_000);
  expect(made.lastSecond().people).toBe(0);
});

test("what is caught up with after a silence was booked in nobody knows which second", () => {
  const { clock, made, book, pass } = meter();
  book(1, 7);
  pass(900);
  clock.nowMs += 2_600;
  // Not told yet: the feed may have something of them.
  expect(made.lastSecond()).toEqual({ people: null, canaries: null });
  book(1, 40);
  pass(1_000);
  expect(made.history()).toEqual([]);
  pass(1_000);
  expect(made.history()).toMatchObject([{ booked: 0 }]);
});

test("seconds in which nothing was booked are known as such, also those of a stalled process", () => {
  const { clock, made, book, pass, push } = meter();
  book(1, 7);
  pass(900);
  clock.nowMs += 3_600;
  push(0);
  expect(made.history().map(({ byRoom }) => byRoom[1])).toEqual([7, 0, 0, 0]);
  expect(made.history().map(({ agoMs }) => agoMs)).toEqual([4_500, 3_500, 2_500, 1_500]);
});

test("two minutes are kept, whatever was slept through", () => {
  const { clock, made, book, pass } = meter();
  for (let second = 0; second < 300; second += 1) {
    book(0, 1);
    pass(1_000);
  }
  expect(made.history()).toHaveLength(119);
  clock.nowMs += 3_600_000;
  book(0, 1);
  pass(1_000);
  book(0, 2);
  pass(1_000);
  expect(made.history()).toEqual([{ agoMs: 1_000, booked: 2, byRoom: [2, 0, 0, 0, 0] }]);
});
