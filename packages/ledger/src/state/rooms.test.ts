import { expect, test } from "vitest";
import { Rooms } from "./rooms.ts";

test("S4: the third suspicion drains if it comes within 60 s of the first, to the millisecond", () => {
  const inTime = new Rooms(5, 20_000);
  expect([0, 30_000, 60_000].map((now) => inTime.suspect(1, now))).toEqual([false, false, true]);
  const late = new Rooms(5, 20_000);
  expect([0, 30_000, 60_001].map((now) => late.suspect(1, now))).toEqual([false, false, false]);
  expect(late.suspect(1, 90_000)).toBe(true);
  expect(late.suspect(1, 90_001)).toBe(false);
});

test("S4: a drained room is taken back after 60 s without a suspicion, to the millisecond", () => {
  const rooms = new Rooms(5, 20_000);
  for (const now of [1, 2, 3]) rooms.suspect(1, now);
  expect(rooms.undrain(1, 500_000)).toBe(false);
  rooms.withdraw(1, 10_000);
  expect(rooms.isUp(1)).toBe(false);
  expect(rooms.undrain(1, 69_999)).toBe(false);
  expect(rooms.undrain(1, 70_000)).toBe(true);
  expect(rooms.isUp(1)).toBe(true);
  expect(rooms.undrain(1, 70_000)).toBe(false);
});
