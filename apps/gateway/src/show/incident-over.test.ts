import {
  asCents,
  shardCountOf,
  type LogEvent,
  type RoomIndex,
  type ShardId,
} from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nowMs } from "../clock.ts";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
let index = 100;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
  gateway.show.feed.check();
  gateway.show.incidents.tick();
  // The subscription is answered in the next turn.
  await new Promise((done) => setImmediate(done));
});
afterEach(() => gateway.stop());

type Unnumbered<T> = T extends unknown ? Omit<T, "index"> : never;

function log(...events: readonly Unnumbered<LogEvent>[]): void {
  const numbered = events.map((event) => ({ ...event, index: ++index }) as LogEvent);
  const source = gateway.show.watch.bestAnswering()!;
  gateway.show.feed.push(source, {
    kind: "feed",
    upTo: index as never,
    items: [],
    skipped: 0,
    events: numbered,
  });
}

/** hz-a loses its last cable, its shards go to sz-a, and each pays again `afterMs` after the loss. */
function loseHangzhouA(afterMs: number, epoch: number): void {
  const { show, fabric } = gateway;
  const lostAtMs = nowMs() - afterMs;
  const moment = { atMs: lostAtMs, wallMs: Date.now() - afterMs, number: index };
  fabric.tell({ kind: "room-dark", ...moment, room: "hz-a", city: "hz" } as never);
  const room = 0 as RoomIndex;
  log({ kind: "room-suspected", room, by: 2 as RoomIndex, incident: 1 });
  const shards = Array.from({ length: shardCountOf(show.config.topology) }, (_, shard) => shard);
  for (const shard of shards.filter((each) => each % 5 === 0) as ShardId[]) {
    const moved = { shard, from: room, to: 4 as RoomIndex, epoch: epoch as never, accounts: 0 };
    log({ kind: "shard-moved", reason: "failover", ...moved });
    show.incidents.canaryBooked({ shard, atMs: lostAtMs + afterMs, index: ++index as never });
  }
  show.incidents.tick();
}

test("the call to pay ends by itself when the incident is over", () => {
  const { show } = gateway;
  show.setCue({ on: true, amountCents: asCents(888) });
  loseHangzhouA(700, 2);
  expect(show.incidents.view()).toMatchObject({ state: "recovered", shardsHit: 20 });
  expect(show.cue.on).toBe(false);
  expect(show.events.lines.map(({ kind }) => kind)).toContain("cue-off");
});

test("the first run at full speed is no record", () => {
  loseHangzhouA(700, 2);
  const view = gateway.show.incidents.view();
  expect(view).toMatchObject({ state: "recovered", pace: "full-speed", record: false });
  expect(view!.elapsedMs).toBeCloseTo(700, 3);
});

test.each([
  [900, true],
  [600, false],
])("a run of 700 ms after one of %i ms: a record is %s", (earlierMs, record) => {
  const earlier = { startedAtMs: 1, durationMs: earlierMs, roomsLost: 1, shardsHit: 20 };
  gateway.show.pastRuns.add(earlier);
  loseHangzhouA(700, 2);
  expect(gateway.show.incidents.view()).toMatchObject({ record });
});
