import type { AccountId, LogEvent, LogIndex, RoomIndex, ShardId } from "@cablecut/protocol";
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
  const [frame] = feed.frames();
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
