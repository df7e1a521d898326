import type { LogIndex, RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { FeedReader, type FeedPush } from "./feed-reader.ts";

/** A reader before rooms that take every subscription; `best` is the room that it would read from. */
function reader() {
  const awake = new AwakeClock();
  let nowMs = 0;
  awake.tick(nowMs);
  const rooms = { best: 0 as RoomIndex | null };
  const asked: string[] = [];
  const applied: FeedPush[] = [];
  const live: boolean[] = [];
  const feed = new FeedReader(
    { bestAnswering: () => rooms.best },
    {
      call: (room, request, done) => {
        asked.push(`${request.kind} ${room}${"after" in request ? ` after ${request.after}` : ""}`);
        done({ kind: "subscribed", id: 1, after: 0 as LogIndex });
      },
    },
    awake,
    (push, isLive) => {
      applied.push(push);
      live.push(isLive);
    },
  );
  return {
    rooms,
    asked,
    applied,
    live,
    feed,
    push: (room: number, upTo: number, indexes: readonly number[] = [upTo]) =>
      feed.push(room as RoomIndex, {
        kind: "feed",
        upTo: upTo as LogIndex,
        items: indexes.map((index) => ({ index }) as never),
        skipped: 0,
        events: [],
      }),
    pass: (ms: number): void => {
      for (let passed = 0; passed < ms; passed += tickMs) {
        nowMs += tickMs;
        awake.tick(nowMs);
        feed.tick();
      }
    },
    sleep: (ms: number): void => {
      nowMs += ms;
      awake.tick(nowMs);
      feed.slept();
    },
  };
}

const indexesOf = (push: FeedPush | undefined) => push?.items.map(({ index }) => index);

test("the feed is read from one room, from now on", () => {
  const { asked, applied, push, pass } = reader();
  pass(100);
  expect(asked).toEqual(["subscribe 0 after 0"]);
  push(0, 7);
  push(3, 9);
  expect(applied).toHaveLength(1);
});

test("when the room falls silent it goes on at another behind the last index, and hears nothing twice", () => {
  const { rooms, asked, applied, push, pass } = reader();
  pass(100);
  push(0, 7);
  pass(400);
  expect(asked).toHaveLength(1);
  rooms.best = 3 as RoomIndex;
  pass(150);
  expect(asked).toEqual(["subscribe 0 after 0", "subscribe 3 after 7", "unsubscribe 0"]);
  push(3, 9, [6, 7, 8, 9]);
  expect(indexesOf(applied.at(-1))).toEqual([8, 9]);
  push(0, 11);
  expect(applied).toHaveLength(2);
});

test("T3: what a subscription brings first was applied before; what follows comes as it is applied", () => {
  const { rooms, live, push, pass } = reader();
  pass(100);
  push(0, 7);
  push(0, 8);
  pass(600);
  rooms.best = 3 as RoomIndex;
  pass(100);
  push(0, 9);
  push(0, 10);
  expect(live).toEqual([false, true, false, true]);
});

test("a room that was started again and has forgotten the subscription is asked again", () => {
  const { asked, push, pass } = reader();
  pass(100);
  push(0, 7);
  pass(600);
  expect(asked).toEqual(["subscribe 0 after 0", "subscribe 0 after 7"]);
});

test("a reader that slept does not hold it against its room", () => {
  const { asked, push, pass, sleep } = reader();
  pass(100);
  push(0, 7);
  pass(400);
  sleep(20_000);
  pass(400);
  expect(asked).toHaveLength(1);
});

test("without any room nobody is asked", () => {
  const { rooms, asked, pass } = reader();
  rooms.best = null;
  pass(2_000);
  expect(asked).toEqual([]);
});

/** A reader whose rooms answer when the test says so. */
function slowRooms() {
  const awake = new AwakeClock();
  let nowMs = 0;
  awake.tick(nowMs);
  const rooms = { best: 0 as RoomIndex };
  const asked: string[] = [];
  const answers: ((after: number) => void)[] = [];
  const indexes: number[] = [];
  const feed = new FeedReader(
    { bestAnswering: () => rooms.best },
    {
      call: (room, request, done) => {
        asked.push(`${request.kind} ${room}${"after" in request ? ` after ${request.after}` : ""}`);
        answers.push((after) => done({ kind: "subscribed", id: 1, after: after as LogIndex }));
      },
    },
    awake,
    (push) => indexes.push(...push.items.map(({ index }) => index)),
  );
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += tickMs) {
      nowMs += tickMs;
      awake.tick(nowMs);
      feed.tick();
    }
  };
  return { rooms, asked, answers, indexes, feed, pass };
}

test("a source that falls silent before its first word has told where the feed begins", () => {
  const { rooms, asked, answers, feed, pass } = slowRooms();
  pass(tickMs);
  answers[0]?.(137);
  rooms.best = 1 as RoomIndex;
  pass(600);
  expect(asked).toEqual(["subscribe 0 after 0", "subscribe 1 after 137"]);
  answers[1]?.(137);
  expect(feed.since).toBe(137);
});

test("it says from where on it has shown everything: from its beginning, or from what was left out", () => {
  const { answers, feed, pass } = slowRooms();
  expect(feed.since).toBe(Number.POSITIVE_INFINITY);
  pass(tickMs);
  answers[0]?.(137);
  const push = { kind: "feed", items: [], events: [] } as const;
  feed.push(0 as RoomIndex, { ...push, upTo: 140 as LogIndex, skipped: 0 });
  expect(feed.since).toBe(137);
  feed.push(0 as RoomIndex, { ...push, upTo: 150 as LogIndex, skipped: -1 });
  expect(feed.since).toBe(150);
});

test("a room that is asked for the feed and does not answer is not waited for; it is left when another one has", () => {
  const { rooms, asked, answers, pass } = slowRooms();
  pass(tickMs);
  rooms.best = 1 as RoomIndex;
  pass(600);
  expect(asked).toEqual(["subscribe 0 after 0", "subscribe 1 after 0"]);
  answers[0]?.(5);
  answers[1]?.(9);
  rooms.best = 2 as RoomIndex;
  pass(600);
  expect(asked.slice(2)).toEqual(["unsubscribe 0", "subscribe 2 after 9"]);
});

test("what an older subscription of the same room still brings is not taken for the new one's", () => {
  const { rooms, answers, indexes, feed, pass } = slowRooms();
  const push = (...upTo: number[]): void => {
    const items = upTo.map((index) => ({ index }) as never);
    const last = upTo.at(-1) as LogIndex;
    feed.push(0 as RoomIndex, { kind: "feed", upTo: last, items, skipped: 0, events: [] });
  };
  pass(tickMs);
  answers[0]?.(32);
  rooms.best = 1 as RoomIndex;
  pass(600);
  push(33);
  rooms.best = 0 as RoomIndex;
  pass(500);
  push(34);
  answers.at(-1)?.(32);
  push(33, 34);
  expect(indexes).toEqual([33, 34]);
});
