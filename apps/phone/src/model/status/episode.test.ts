import {
  asCents,
  encodeShards,
  type RoomCondition,
  type RoomIndex,
  type ShardId,
  type World,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { episodeInLog, followWorld, noEpisode, type Episode } from "./episode.ts";

/** Five shards, shard s at home in room s. Rooms 0 and 1 are Hangzhou, 2 and 3 Shanghai, 4 Shenzhen. */
function world(
  incident: number,
  out: Readonly<Record<number, RoomCondition>>,
  owners: readonly number[],
  switching: readonly number[] = [],
): World {
  return {
    atMs: 0,
    conditions: owners.map((_, room) => out[room] ?? "normal"),
    shards: encodeShards(
      owners.map((owner, shard) => ({
        owner: owner as RoomIndex,
        status: switching.includes(shard) ? ("switching" as const) : ("serving" as const),
      })),
    ),
    answering: 5,
    starting: false,
    quorum: true,
    incident,
    cue: { on: false, amountCents: asCents(888) },
    holdUp: false,
    paused: false,
  };
}

const home = [0, 1, 2, 3, 4];
const afterHangzhou = [2, 3, 2, 3, 4];
const hangzhou = { 0: "dark", 1: "dark" } as const;

/** What a page makes of these worlds, one after the other, for an account and its partner of these shards. */
function seen(own: number, partner: number, ...worlds: readonly World[]): Episode {
  const shards = { own: own as ShardId, partner: partner as ShardId };
  let before: World | null = null;
  let episode = noEpisode;
  for (const after of worlds) {
    episode = followWorld(episode, before, after, shards);
    before = after;
  }
  return episode;
}

test("an account that is away from home when the cut comes leaves the room that served it, in that incident", () => {
  const cut = [
    world(0, {}, home),
    world(1, { 2: "switching" }, home, [2]),
    world(1, { 2: "dark" }, [0, 1, 1, 3, 4]),
  ];
  expect(seen(2, 4, ...cut)).toMatchObject({ servedBy: 1, left: { room: 2, incident: 1 } });
  const next = [
    world(1, {}, [0, 1, 1, 3, 4]),
    world(2, hangzhou, [0, 1, 1, 3, 4], [0, 1, 2]),
    world(2, hangzhou, [2, 3, 3, 3, 4]),
  ];
  expect(seen(2, 4, ...cut, ...next)).toMatchObject({
    servedBy: 3,
    left: { room: 1, incident: 2 },
  });
  // The log counts another room of that cut, and the room that it left is still out.
  const more = world(3, { ...hangzhou, 4: "abnormal" }, [2, 3, 3, 3, 4]);
  expect(seen(2, 4, ...cut, ...next, more)).toMatchObject({
    servedBy: 3,
    left: { room: 1, incident: 2 },
  });
});

test("the city at home is cut again while the account is away: that cut moves nothing of it, and is another one", () => {
  const again = [
    world(0, {}, home),
    world(1, hangzhou, home, [0, 1]),
    world(1, hangzhou, afterHangzhou),
    world(1, {}, afterHangzhou),
    // At full speed the page hears of the cut and of its incident at once, or first of the cut.
    world(1, hangzhou, afterHangzhou),
    world(2, hangzhou, afterHangzhou),
  ];
  const episode = seen(0, 1, ...again);
  expect(episode).toMatchObject({ servedBy: null, partnerIsBack: false });
  expect(episode.left?.incident).toBe(1);
  // So it is to a page that was loaded again in between.
  const shards = { own: 0 as ShardId, partner: 1 as ShardId };
  const loaded = episodeInLog(world(1, {}, afterHangzhou), shards);
  expect(loaded).toMatchObject({ servedBy: 2, left: null, partnerIsBack: true });
  const later = followWorld(loaded, again[3]!, again[5]!, shards);
  expect(later).toMatchObject({ servedBy: null, left: null, partnerIsBack: false });
});

test("a way home is no room that was left, nor is what a page slept through", () => {
  const away = [
    world(0, {}, home),
    world(1, hangzhou, home, [0, 1]),
    world(1, hangzhou, afterHangzhou),
  ];
  const homeward = world(1, {}, [0, 3, 2, 3, 4]);
  expect(seen(0, 4, ...away, homeward)).toMatchObject({
    servedBy: 0,
    left: { room: 0, incident: 1 },
  });
  // Moved by the first of two, or by the second: nobody can say.
  expect(seen(0, 4, world(0, {}, home), world(2, hangzhou, afterHangzhou)).left).toBeNull();
  expect(seen(0, 4, world(0, {}, home), world(1, hangzhou, afterHangzhou)).left).toEqual({
    room: 0,
    incident: 1,
  });
  // Sent home meanwhile, and cut there.
  const cutAtHome = world(2, hangzhou, [3, 2, 2, 3, 4]);
  expect(seen(0, 4, ...away, cutAtHome).left).toEqual({ room: 0, incident: 1 });
});

test("of an incident that takes the next room as well the first room is the one that was left", () => {
  const both = [
    world(0, {}, home),
    world(1, { 0: "dark" }, [2, 1, 2, 3, 4]),
    world(1, { 0: "dark", 2: "dark" }, [3, 1, 3, 3, 4]),
  ];
  expect(seen(0, 4, ...both)).toMatchObject({ servedBy: 3, left: { room: 0, incident: 1 } });
});
