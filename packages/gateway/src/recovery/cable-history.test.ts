import { defaultTopology, type RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { CableEvent } from "../ports.ts";
import { CableHistory } from "./cable-history.ts";

const hzA = 0 as RoomIndex;
const wallMs = 1_790_000_000_000;

const dark = (atMs: number | null, wall = wallMs + (atMs ?? 0)): CableEvent => ({
  kind: "room-dark",
  room: "hz-a",
  atMs,
  wallMs: wall,
});
const lit = (atMs: number): CableEvent => ({
  kind: "room-lit",
  room: "hz-a",
  atMs,
  wallMs: wallMs + atMs,
});

function historyOf(...events: readonly CableEvent[]): CableHistory {
  const history = new CableHistory(defaultTopology);
  for (const event of events) history.add(event);
  return history;
}

test("what is told twice has happened once", () => {
  const history = historyOf(dark(1_000));
  expect(history.add(dark(1_000))).toBe(false);
  expect(history.add(lit(2_000))).toBe(true);
  expect(history.events).toHaveLength(2);
});

test("what was before is told later, and the room is as it is all the same", () => {
  expect(historyOf(lit(2_000), dark(1_000)).darkRooms).toEqual([]);
  const again = historyOf(dark(3_000), dark(1_000), lit(2_000));
  expect([again.darkRooms, again.darkSinceMs(hzA)]).toEqual([[hzA], 3_000]);
});

test("a room that is dark since nobody knows when is dark", () => {
  const history = historyOf(dark(null, wallMs - 5_000));
  expect([history.darkRooms, history.darkSinceMs(hzA)]).toEqual([[hzA], null]);
  expect(history.lossWithin(hzA, 0, 1e9)).toBeNull();
});

test.each([
  ["cut within the silence", [dark(4_000)], 4_000],
  ["cut before it, and still so", [dark(1_000)], 1_000],
  ["cut after the suspicion", [dark(6_000)], null],
  ["healed within it", [dark(2_000), lit(3_500)], 2_000],
  ["healed before it", [dark(1_000), lit(2_900)], null],
  ["the second of two", [dark(1_000), lit(1_500), dark(4_500)], 4_500],
])("T2: a silence from 3,000 on, suspected at 5,000: %s", (_, events, lossMs) => {
  expect(historyOf(...events).lossWithin(hzA, 3_000, 5_000)).toBe(lossMs);
});
