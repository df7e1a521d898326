import type { IncidentView } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

/** hz-a loses both cables; the rest goes its way until every shard that was hit has paid again. */
function loseHangzhouA(): IncidentView {
  show.cut("hz-a");
  show.pass(3_000);
  return incident();
}

function incident(): IncidentView {
  const view = show.gateway.core.snapshot().incident;
  if (view === null) throw new Error("there was no incident");
  return view;
}

test("a cut room's shards pay again in other cities, and the timer stops on the last of them", () => {
  const view = loseHangzhouA();
  expect(view).toMatchObject({
    state: "recovered",
    startSource: "fabric",
    shardsHit: 20,
    shardsBack: 20,
    record: false,
    pace: "full-speed",
  });
  expect(view.elapsedMs).toBe(view.shardRecoveryMs.at(-1));
  expect(view.elapsedMs).toBeGreaterThan(400);
  expect(view.elapsedMs).toBeLessThan(2_000);
});

test("the call to pay ends by itself when the incident is over, and every phone is asked for its receipts", () => {
  const { core } = show.gateway;
  const { connection } = show.gateway.person("a");
  core.consoles.turnCue(true);
  loseHangzhouA();
  expect(core.snapshot().cue.on).toBe(false);
  expect(core.events.map(({ kind }) => kind)).toContain("cue-off");
  expect(show.gateway.heardBy(connection, "verifyReceipts")).toMatchObject([[{ incident: 1 }]]);
});

test.each([
  [60_000, true],
  [100, false],
])("a run after one of %i ms that lost as much: a record is %s", (earlierMs, record) => {
  const earlier = { startedAtMs: 1, durationMs: earlierMs, roomsLost: 1, shardsHit: 20 };
  show.gateway.core.pastRuns.add(earlier);
  expect(loseHangzhouA()).toMatchObject({ record });
});
