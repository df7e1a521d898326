import { paceProfiles } from "@cablecut/failover";
import type { LoggedIncident } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

/** The keynote's way in a quarter of its time: 4 s of lease, then a shard every 50 ms. */
const paced = {
  pace: {
    ...paceProfiles.keynote,
    name: "custom" as const,
    suspectMs: 1_000,
    leaseMs: 4_000,
    moveIntervalMs: 50,
  },
};
/** Of a room that is never cut here. */
const logged = (show: VirtualShow): LoggedIncident | null =>
  show.rooms[4]!.machine.ledger.incident();

/** When the log had the end of each incident, on the show's clock. */
function witness(show: VirtualShow): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  show.clock.every(1, () => {
    const incident = logged(show);
    if (incident !== null && incident.endedAt > 0 && !ends.has(incident.number))
      ends.set(incident.number, show.clock.nowMs);
  });
  return ends;
}

test("a gateway that comes when every shard has moved and none is back sees them back, and the time goes on until then", () => {
  const show = VirtualShow.running(paced);
  const ends = witness(show);
  const cutMs = show.clock.nowMs;
  show.cut("hz");
  show.pass(2_000);
  show.gateway.stopForGood();
  show.pass(8_000);
  expect(logged(show)!.shards.map(({ settledAt, backAt }) => [settledAt > 0, backAt])).toEqual(
    Array.from({ length: 40 }, () => [true, 0]),
  );
  const next = show.startGateway();
  show.pass(800);
  expect(next.core.snapshot()).toMatchObject({
    scene: "switching",
    incident: { id: 1, state: "running", shardsMoved: 40 },
  });
  show.pass(3_000);
  const { incident } = next.core.snapshot();
  expect(incident).toMatchObject({ id: 1, state: "recovered", shardsBack: 40 });
  expect(Math.abs(incident!.elapsedMs! - (ends.get(1)! - cutMs))).toBeLessThanOrEqual(100);
  expect(incident!.elapsedMs).toBeGreaterThan(10_000);
});

test.each([1, 20, 60, 120, 200, 600, 1_500])(
  "a room that is back within its lease, and cut again %i ms later: every time begins with its own cut",
  (backMs) => {
    const show = VirtualShow.running({ ...paced, gateways: 2 });
    const ends = witness(show);
    const cutsMs = [show.clock.nowMs];
    show.cut("hz-a");
    show.pass(2_000);
    show.restoreEverything();
    show.pass(backMs);
    cutsMs.push(show.clock.nowMs);
    show.cut("hz-a");
    show.pass(10_000);
    const number = show.rooms[4]!.machine.ledger.incidentNumber;
    expect(ends.size).toBe(number);
    const beganMs = number === 1 ? cutsMs[0]! : cutsMs[1]!;
    for (const gateway of show.gateways) {
      const { incident } = gateway.core.snapshot();
      expect(incident).toMatchObject({
        id: number,
        state: "recovered",
        startSource: "fabric",
        shardsBack: 20,
      });
      const rightMs = ends.get(number)! - beganMs;
      expect(Math.abs(incident!.elapsedMs! - rightMs)).toBeLessThanOrEqual(100);
      expect(logged(show)!.measured!.durationMs).toBe(incident!.elapsedMs);
    }
  },
);

test("a measurement that another gateway has put into the log before this one has seen the incident is its figure too", () => {
  const show = VirtualShow.running({ ...paced, gateways: 2 });
  const [one, late] = show.gateways;
  show.cut("hz-a");
  show.pass(500);
  late!.deafen(7_000);
  show.pass(8_500);
  const [first, second] = [one!, late!].map(({ core }) => core.snapshot().incident);
  expect(first).toMatchObject({ id: 1, state: "recovered", shardsBack: 20 });
  expect(second).toMatchObject({
    id: 1,
    state: "recovered",
    elapsedMs: first!.elapsedMs,
    startSource: first!.startSource,
    shardRecoveryMs: first!.shardRecoveryMs,
  });
  // It is told to be over once.
  const ends = late!.core.events.filter(({ kind }) => kind === "recovered");
  expect(ends).toMatchObject([{ values: { seconds: first!.elapsedMs! / 1_000 } }]);
});

test("failback that is turned off in the middle of the cut keeps the shards where they went, and on again they go home", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const setFailback = (failback: boolean): void => {
    const { core } = show.gateway;
    const command = { kind: "set-failback", failback } as const;
    core.consoles.perform({ command, shown: core.console().frame }, () => undefined);
  };
  const homeless = (): number =>
    show.rooms[4]!.machine.ledger.failoverView().shards.filter(({ home, owner }) => home !== owner)
      .length;
  setFailback(true);
  show.cut("hz-a");
  show.pass(600);
  setFailback(false);
  show.pass(2_400);
  show.restoreEverything();
  show.pass(12_000);
  expect(homeless()).toBe(20);
  expect(show.gateways.map(({ core }) => core.snapshot().failback)).toEqual([false, false]);
  setFailback(true);
  show.pass(12_000);
  expect(homeless()).toBe(0);
});
