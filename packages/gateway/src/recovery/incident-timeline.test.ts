import { paceProfiles } from "@cablecut/failover";
import { cableId, type TimelineLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

/** Four seconds of lease, then a shard every 50 ms: 20 of one room. */
const paced = {
  pace: {
    ...paceProfiles.keynote,
    name: "custom" as const,
    suspectMs: 1_000,
    leaseMs: 4_000,
    moveIntervalMs: 50,
  },
};
const overMs = 12_000;

function linesOf(show: VirtualShow): readonly TimelineLine[] {
  const incident = show.gateway.core.snapshot().incident;
  if (incident === null) throw new Error("there was no incident");
  return incident.timeline;
}

/** A cable of two is cut and restored again and again. */
function playWith(show: VirtualShow, times: number, looks: () => void = () => undefined): void {
  const cable = cableId("sz-a", "A");
  for (let played = 0; played < times; played += 1) {
    const at = { cable, atMs: show.clock.nowMs, wallMs: show.wallMs() + 2 * played };
    show.gateway.core.fabricEvent({
      kind: "cable-cut",
      silence: { toward: true, from: true },
      ...at,
    });
    looks();
    show.gateway.core.fabricEvent({ kind: "cable-restored", ...at, wallMs: at.wallMs + 1 });
    looks();
    show.pass(10);
  }
}

test("T10: where much happened before the end, nothing that comes later takes its first lines away", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a");
  show.pass(500);
  playWith(show, 19);
  show.pass(overMs);
  const before = linesOf(show);
  expect(before.length).toBeGreaterThan(42);
  show.restoreEverything();
  // Whatever is forgotten between two looks.
  playWith(show, 1_100, () => linesOf(show));
  show.pass(1_000);
  const after = linesOf(show);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(60);
});

test("T10: of more lines than are told the cuts that stood at the start, the loss and the end stay", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a");
  show.pass(500);
  playWith(show, 60);
  show.pass(overMs);
  const timeline = linesOf(show);
  expect(timeline).toHaveLength(60);
  expect(timeline.slice(0, 3).map(({ kind }) => kind)).toEqual([
    "cable-cut",
    "cable-cut",
    "room-lost",
  ]);
  expect(timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["suspected", "abnormal", "first-shard-moved", "last-shard-moved"]),
  );
  expect(timeline.at(-1)?.kind).toBe("recovered");
  show.restoreEverything();
  playWith(show, 1_100, () => linesOf(show));
  expect(linesOf(show).slice(0, 3)).toEqual(timeline.slice(0, 3));
  expect(linesOf(show)).toEqual(expect.arrayContaining([timeline.at(-1)]));
});
