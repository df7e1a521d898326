import { defaultTopology, type RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { roomStatus } from "../testing/room-status.ts";
import { RoomWatch } from "./room-watch.ts";

const hzA = 0 as RoomIndex;

interface Watched {
  readonly watch: RoomWatch;
  readonly hear: (rooms: readonly number[], different?: Parameters<typeof roomStatus>[1]) => void;
  /** Punctual ticks. */
  readonly pass: (ms: number) => void;
  /** One tick that comes so late. */
  readonly sleep: (ms: number) => void;
}

/** A watch that has heard nobody yet. */
function watched(): Watched {
  const awake = new AwakeClock();
  let nowMs = 5_000;
  const watch = new RoomWatch(defaultTopology, awake, () => nowMs);
  const tick = (afterMs: number): void => {
    nowMs += afterMs;
    const sleptMs = awake.tick(nowMs);
    if (sleptMs > 0) watch.slept(sleptMs);
    else watch.judge();
  };
  tick(0);
  return {
    watch,
    hear(rooms, different = {}) {
      for (const room of rooms) watch.told(roomStatus(room, different));
    },
    pass(ms) {
      for (let passed = 0; passed < ms; passed += tickMs) tick(tickMs);
    },
    sleep: (ms) => tick(tickMs + ms),
  };
}

const everybody = [0, 1, 2, 3, 4];

/** The log has suspected hz-a: its shards are switching. */
const suspected = {
  appliedIndex: 20 as never,
  rooms: roomStatus(0).rooms.map((view) =>
    view.room === hzA ? { ...view, status: "suspect" as const } : view,
  ),
  shards: roomStatus(0).shards.replaceAll("0", "a"),
};

test("a room is abnormal after a second without a word, and the others are not", () => {
  const { watch, hear, pass } = watched();
  hear([0, 1, 2, 3, 4]);
  pass(800);
  hear([1, 2, 3, 4]);
  expect(watch.condition(hzA)).toBe("normal");
  pass(300);
  expect(watch.condition(hzA)).toBe("abnormal");
  expect(watch.answering).toEqual([1, 2, 3, 4]);
});

test("switching is what the log decided; without shards left the room is dark; back and up it is normal", () => {
  const { watch, hear, pass } = watched();
  hear([0, 1, 2, 3, 4]);
  pass(1_100);
  hear([1, 2, 3, 4], suspected);
  expect(watch.condition(hzA)).toBe("switching");
  hear([1, 2, 3, 4], { ...suspected, shards: suspected.shards.replaceAll("a", "2") });
  expect(watch.condition(hzA)).toBe("dark");
  hear([0, 1, 2, 3, 4], { appliedIndex: 30 as never });
  expect(watch.condition(hzA)).toBe("normal");
});

test("a status that is older than the one known changes nothing, unless the room was restarted", () => {
  const { watch, hear } = watched();
  hear([1], { appliedIndex: 50 as never });
  hear([1], { appliedIndex: 40 as never });
  expect(watch.status(1 as RoomIndex)?.appliedIndex).toBe(50);
  hear([1], { appliedIndex: 40 as never, boot: 2 });
  expect(watch.status(1 as RoomIndex)?.appliedIndex).toBe(40);
});

test("a room that has not caught up or has diverged is not believed", () => {
  const { watch, hear } = watched();
  hear([0], { appliedIndex: 99 as never, ready: false });
  // As its room says it: it serves nobody, so it is not ready.
  hear([1], { appliedIndex: 98 as never, ready: false, diverged: true });
  hear([2], { appliedIndex: 50 as never });
  expect(watch.bestAnswering()).toBe(2);
  const conditions = [0, 1, 2].map((room) => watch.condition(room as RoomIndex));
  expect(conditions).toEqual(["starting", "diverged", "normal"]);
});

test("a room whose member of the engine is silent answers and counts for no quorum, until the member is back", () => {
  const { watch, hear } = watched();
  hear([0, 1]);
  hear([2, 3, 4], { memberSilent: true });
  expect(watch.answering).toEqual([0, 1, 2, 3, 4]);
  expect(watch.counting).toEqual([0, 1]);
  expect([0, 2].map((room) => watch.condition(room as RoomIndex))).toEqual(["normal", "abnormal"]);
  expect(watch.lacksQuorum).toBe(true);
  hear([4], { logAlarm: "no-space" });
  expect(watch.counting).toEqual([0, 1, 4]);
  expect(watch.lacksQuorum).toBe(false);
});

test("a room that lost its disk answers, is shown as recovering, and counts for no quorum", () => {
  const { watch, hear, pass } = watched();
  hear([0, 1, 2, 3, 4]);
  hear([0], { recovering: true, ready: false, boot: 2 });
  expect(watch.condition(hzA)).toBe("recovering");
  expect(watch.counting).toEqual([1, 2, 3, 4]);
  pass(1_100);
  hear([0], { recovering: true, boot: 2 });
  hear([1, 2]);
  expect(watch.answering).toEqual([0, 1, 2]);
  expect(watch.lacksQuorum).toBe(true);
  hear([1, 2, 3], { ...suspected, shards: suspected.shards.replaceAll("a", "2") });
  expect(watch.condition(hzA)).toBe("recovering");
  hear([0, 1, 2, 3], { boot: 2, appliedIndex: 30 as never });
  expect(watch.condition(hzA)).toBe("normal");
  expect(watch.lacksQuorum).toBe(false);
});

/** Rooms that speak every 200 ms for so long, and are read at once. */
function listen({ hear, pass }: Watched, ms: number, rooms = everybody): void {
  for (let passed = 0; passed < ms; passed += 200) {
    pass(200);
    hear(rooms);
  }
}

test.each([[1_500], [3_000], [20_000]])(
  "whoever slept %i ms does not judge: nobody is abnormal before a second of listening",
  (sleptMs) => {
    const show = watched();
    show.hear(everybody);
    // The worst moment: everybody's next word is about to come.
    show.pass(900);
    show.sleep(sleptMs);
    expect(show.watch.answering).toEqual(everybody);
    show.pass(900);
    expect(show.watch.answering).toEqual(everybody);
    expect(show.watch.lacksQuorum).toBe(false);
    show.hear([0, 1, 2, 3]);
    show.pass(150);
    expect(show.watch.condition(4 as RoomIndex)).toBe("abnormal");
    expect(show.watch.answering).toEqual([0, 1, 2, 3]);
  },
);

test("24 ticks late by 200 ms each, and nothing read in between: nobody is judged", () => {
  const show = watched();
  show.hear(everybody);
  show.pass(900);
  for (let late = 0; late < 24; late += 1) show.sleep(200);
  expect(show.watch.answering).toEqual(everybody);
  expect(show.watch.lacksQuorum).toBe(false);
});

test("a sleep does not bring back a room that was silent before", () => {
  const show = watched();
  show.hear(everybody);
  listen(show, 1_200, [1, 2, 3, 4]);
  show.sleep(3_000);
  expect(show.watch.condition(hzA)).toBe("abnormal");
});

test("until a quorum of rooms was heard the show is starting, after the start and after a long sleep", () => {
  const show = watched();
  expect(show.watch.isStarting).toBe(true);
  show.hear([0, 1]);
  expect(show.watch).toMatchObject({ isStarting: true, lacksQuorum: false });
  show.hear([2]);
  expect(show.watch).toMatchObject({ isStarting: false, lacksQuorum: false });
  show.sleep(1_500);
  expect(show.watch).toMatchObject({ isStarting: true, lacksQuorum: false });
  show.hear([2, 3, 4]);
  expect(show.watch).toMatchObject({ isStarting: false, lacksQuorum: false });
});

test("a gateway that finds two rooms and no third for three seconds says that there is no quorum", () => {
  const show = watched();
  show.hear([0, 1]);
  listen(show, 2_800, [0, 1]);
  expect(show.watch.lacksQuorum).toBe(false);
  listen(show, 400, [0, 1]);
  expect(show.watch).toMatchObject({ isStarting: false, lacksQuorum: true });
});

test("a gateway that comes into a cut does not say for ever that the rooms it never heard are starting", () => {
  const show = watched();
  const conditions = () => everybody.map((room) => show.watch.condition(room as RoomIndex));
  show.hear([2, 3]);
  listen(show, 2_800, [2, 3]);
  expect(conditions()).toEqual(["starting", "starting", "normal", "normal", "starting"]);
  listen(show, 400, [2, 3]);
  expect(conditions()).toEqual(["abnormal", "abnormal", "normal", "normal", "abnormal"]);
  show.hear([4]);
  expect(conditions()[4]).toBe("normal");
  show.sleep(2_000);
  expect(conditions()[0]).toBe("starting");
});

test("a gateway that hears nobody at all is starting, however long", () => {
  const show = watched();
  show.pass(60_000);
  expect(show.watch).toMatchObject({ isStarting: true, lacksQuorum: false });
});

test("a move that the feed brings is known before the next status, and nothing else of the status is newer for that", () => {
  const show = watched();
  for (const room of [0, 1, 2]) show.watch.told(roomStatus(room));
  const move = {
    kind: "shard-moved",
    index: 15,
    shard: 7,
    from: 0,
    to: 3,
    epoch: 2,
    reason: "failover",
    accounts: 1,
  };
  show.watch.learned(move as never);
  expect(show.watch.owner(7)).toEqual({ owner: 3, status: "serving" });
  expect(show.watch.epoch(7)).toBe(2);
  expect(show.watch.best()?.appliedIndex).toBe(10);
  show.watch.told(roomStatus(1, { appliedIndex: 12 as never }));
  expect(show.watch.owner(7)).toEqual({ owner: 3, status: "serving" });
  // A status of later knows all moves there were, that one and what came after it.
  show.watch.told(roomStatus(2, { appliedIndex: 20 as never }));
  expect(show.watch.owner(7)).toEqual({ owner: 2, status: "serving" });
});
