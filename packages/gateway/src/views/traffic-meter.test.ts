import type { RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { TrafficMeter } from "./traffic-meter.ts";

function meter() {
  const clock = { nowMs: 10_000 };
  const made = new TrafficMeter(5, () => clock.nowMs);
  const book = (room: number, count: number, canary = false): void => {
    for (let booked = 0; booked < count; booked += 1) made.booked(room as RoomIndex, canary);
  };
  return { clock, made, book };
}

test("the figure is that of the last whole second, people and canaries apart", () => {
  const { clock, made, book } = meter();
  book(0, 3);
  book(4, 1);
  book(4, 2, true);
  expect(made.lastSecond()).toEqual({ people: 0, canaries: 0 });
  clock.nowMs += 1_000;
  expect(made.lastSecond()).toEqual({ people: 4, canaries: 2 });
  // By room as well: a hall in which nobody pays is not drawn as one that does.
  expect(made.history().map(({ byRoom }) => byRoom)).toEqual([[3, 0, 0, 0, 1]]);
  clock.nowMs += 1_000;
  expect(made.lastSecond()).toEqual({ people: 0, canaries: 0 });
  expect(made.history().at(-1)?.byRoom).toEqual([0, 0, 0, 0, 0]);
});

test("seconds without bookings are shown as what they were, also those of a stalled process", () => {
  const { clock, made, book } = meter();
  book(1, 7);
  clock.nowMs += 4_500;
  expect(made.history().map(({ byRoom }) => byRoom[1])).toEqual([7, 0, 0, 0]);
  expect(made.history().map(({ agoMs }) => agoMs)).toEqual([4_500, 3_500, 2_500, 1_500]);
});

test("two minutes are kept, whatever was slept through", () => {
  const { clock, made, book } = meter();
  for (let second = 0; second < 300; second += 1) {
    book(0, 1);
    clock.nowMs += 1_000;
  }
  expect(made.history()).toHaveLength(119);
  clock.nowMs += 3_600_000;
  book(0, 1);
  clock.nowMs += 1_000;
  expect(made.history()).toEqual([{ agoMs: 1_000, byRoom: [1, 0, 0, 0, 0] }]);
});
