import {
  asCents,
  type AccountId,
  type LogEvent,
  type LogIndex,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Feed } from "./feed.ts";

const opened = (index: number): LogEvent => ({
  index: index as LogIndex,
  kind: "account-opened",
  account: index as AccountId,
  shard: 0 as ShardId,
  synthetic: false,
});
const suspected = (index: number): LogEvent => ({
  index: index as LogIndex,
  kind: "room-suspected",
  room: 1 as RoomIndex,
  by: 2 as RoomIndex,
  incident: 1,
});

function eventsBehind(feed: Feed, after: number): readonly LogEvent[] {
  feed.subscribe("gateway", after);
  const [frame] = feed.frames(() => 0);
  return frame?.push.kind === "feed" ? frame.push.events : [];
}

test("however many join, a suspicion before them is still told", () => {
  const feed = new Feed();
  feed.applied(2, [suspected(2)]);
  for (let index = 3; index < 5_000; index += 1) feed.applied(index, [opened(index)]);
  const events = eventsBehind(feed, 1);
  expect(events[0]).toEqual(suspected(2));
  expect(events.slice(1).map(({ index }) => index)).toEqual(
    Array.from({ length: 1_024 }, (_, n) => 5_000 - 1_024 + n),
  );
});

test("events come in the order of the log, whatever their kind", () => {
  const feed = new Feed();
  feed.applied(2, [opened(2)]);
  feed.applied(3, [suspected(3)]);
  feed.applied(4, [opened(4)]);
  expect(eventsBehind(feed, 1).map(({ index }) => index)).toEqual([2, 3, 4]);
  expect(eventsBehind(feed, 3).map(({ index }) => index)).toEqual([4]);
});

/** What a gateway is told next that has read up to this entry. */
function toldBehind(feed: Feed, after: number): { items: number; skipped: number; upTo: number } {
  feed.subscribe("gateway", after);
  const [frame] = feed.frames(() => 0);
  if (frame?.push.kind !== "feed") throw new Error("nothing is told");
  const { items, skipped, upTo } = frame.push;
  return { items: items.length, skipped, upTo };
}

function booked(feed: Feed, index: number): void {
  const cents = asCents(1);
  feed.booked(index, 200, 201, cents, index, cents, cents);
  feed.applied(index, []);
}

test("behind a snapshot that was restored a gateway is told that something was left out, and what came since", () => {
  const feed = new Feed();
  for (let index = 1; index <= 10; index += 1) booked(feed, index);
  expect(toldBehind(feed, 8)).toEqual({ items: 2, skipped: 0, upTo: 10 });
  feed.restart(500);
  booked(feed, 501);
  expect(toldBehind(feed, 10)).toEqual({ items: 1, skipped: -1, upTo: 501 });
  expect(toldBehind(feed, 499)).toEqual({ items: 1, skipped: -1, upTo: 501 });
  // Who has read up to it, at another room, misses nothing.
  expect(toldBehind(feed, 500)).toEqual({ items: 1, skipped: 0, upTo: 501 });
});

test("what was forgotten, or stood in a payload too full to be listed, is said to be left out", () => {
  const feed = new Feed();
  for (let index = 1; index <= 16_390; index += 1) booked(feed, index);
  expect(toldBehind(feed, 5).skipped).toBe(-1);
  expect(toldBehind(feed, 16_389)).toEqual({ items: 1, skipped: 0, upTo: 16_390 });
  feed.skipped(16_391);
  feed.applied(16_391, []);
  booked(feed, 16_392);
  expect(toldBehind(feed, 16_390)).toEqual({ items: 1, skipped: -1, upTo: 16_392 });
  expect(toldBehind(feed, 16_391)).toEqual({ items: 1, skipped: 0, upTo: 16_392 });
});
