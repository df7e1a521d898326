import { paceProfiles } from "@cablecut/failover";
import { cableId, type IncidentView } from "@cablecut/protocol";
import { afterEach, expect, test, vi } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Moments } from "./moments.ts";

afterEach(() => vi.restoreAllMocks());

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
/** Both rooms of Hangzhou: 40 shards. */
const tookMs = 6_000;
/** So long after a cut of one room about half of its shards have moved. */
const slowly = { pace: { ...paced.pace, moveIntervalMs: 200 } };
const midwayMs = 6_500;

function incident(gateway: VirtualGateway): IncidentView {
  const view = gateway.core.snapshot().incident;
  if (view === null) throw new Error("there was no incident");
  return view;
}

/** Whoever looks at the rooms themselves: when every hit shard had paid again, on the show's clock. */
class Witness {
  endedMs: number | null = null;

  constructor(show: VirtualShow) {
    const look = (): void => {
      const ended = show.rooms.some(({ machine }) => (machine.ledger.incident()?.endedAt ?? 0) > 0);
      if (ended) this.endedMs ??= show.clock.nowMs;
    };
    show.clock.every(1, look);
  }
}

/** kill -9, and what the supervisor does: another one, a while later. */
function replaceGateway(show: VirtualShow, gateway = show.gateways.at(-1)!): VirtualGateway {
  gateway.stopForGood();
  show.pass(400);
  return show.startGateway();
}

/** Every shard goes back to its first room. */
function goHome(show: VirtualShow): void {
  const { core } = show.gateway;
  const command = { kind: "set-failback", failback: true } as const;
  core.consoles.perform({ command, shown: core.console().frame }, () => undefined);
  show.pass(12_000);
}

function linesOf(gateway: VirtualGateway): string[] {
  return gateway.core.events.map(({ kind }) => kind);
}

test("a cut room's shards pay again in other cities, and the timer stops on the last of them", () => {
  const show = VirtualShow.running();
  show.cut("hz-a");
  show.pass(3_000);
  const view = incident(show.gateway);
  expect(view).toMatchObject({
    id: 1,
    state: "recovered",
    startSource: "fabric",
    roomsLost: [0],
    shardsHit: 20,
    shardsMoved: 20,
    shardsBack: 20,
    record: false,
    pace: "full-speed",
  });
  expect(view.elapsedMs).toBe(view.shardRecoveryMs.at(-1));
  expect(view.shardRecoveryMs).toHaveLength(20);
  expect(view.elapsedMs).toBeGreaterThan(400);
  expect(view.elapsedMs).toBeLessThan(2_000);
});

test("T1: from the last cable on the time runs without a number, which the first suspicion gives it", () => {
  const show = VirtualShow.running(paced);
  const cutMs = show.clock.nowMs;
  show.cut("hz-a/A");
  show.pass(500);
  expect(show.gateway.core.snapshot()).toMatchObject({ incident: null, scene: "lobby" });
  show.cut("hz-a/B");
  show.pass(500);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "cut",
    incident: { id: null, state: "running", startSource: "fabric", roomsLost: [0], shardsHit: 0 },
  });
  expect(incident(show.gateway).elapsedMs).toBe(500);
  show.pass(1_000);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "switching",
    incident: { id: 1, state: "running", suspectedRooms: [0], shardsHit: 20 },
  });
  expect(incident(show.gateway).elapsedMs).toBe(show.clock.nowMs - cutMs - 500);
});

test("T1: a room that was healed before it was suspected leaves nothing behind", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a");
  show.pass(500);
  expect(incident(show.gateway).id).toBeNull();
  show.restoreEverything();
  show.pass(2_000);
  expect(show.gateway.core.snapshot()).toMatchObject({ incident: null, scene: "lobby" });
});

test("T1: a loss of the quorum is no incident and has no number", () => {
  const show = VirtualShow.running();
  show.cut("hz-a", "hz-b", "sh-a");
  show.pass(3_000);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "quorum-lost",
    incident: { id: null, state: "running" },
  });
  show.restoreEverything();
  show.pass(3_000);
  expect(show.gateway.core.snapshot()).toMatchObject({ scene: "lobby", incident: null });
  expect(linesOf(show.gateway)).toEqual(expect.arrayContaining(["quorum-lost", "quorum-regained"]));
});

test("T1: a suspicion while an incident is open belongs to it", () => {
  const show = VirtualShow.running(paced);
  const cutMs = show.clock.nowMs;
  show.cut("hz-a");
  show.pass(4_500);
  show.cut("sh-a");
  show.pass(2 * tookMs);
  const view = incident(show.gateway);
  expect(view).toMatchObject({
    id: 1,
    state: "recovered",
    roomsLost: [0, 2],
    startSource: "fabric",
  });
  expect(view.startedAtMs).toBe(show.wallOffsetMs + cutMs);
});

test("T2: where no fabric told of it the time begins at the last heartbeat", () => {
  const show = VirtualShow.running(paced);
  const killedMs = show.clock.nowMs;
  show.killRoom(1);
  show.pass(2 * tookMs);
  const view = incident(show.gateway);
  expect(view).toMatchObject({ state: "recovered", startSource: "last-heartbeat", record: false });
  const startMs = view.startedAtMs! - show.wallOffsetMs;
  expect(startMs).toBeLessThanOrEqual(killedMs + 5);
  expect(startMs).toBeGreaterThan(killedMs - 150);
});

test("T8: restored by hand and returned by itself are told apart", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a");
  show.pass(3_000);
  show.restoreEverything();
  show.pass(3_000);
  expect(incident(show.gateway)).toMatchObject({ state: "restored-by-hand", shardsMoved: 0 });
  expect(linesOf(show.gateway)).toContain("restored-by-hand");
});

// Before and after the suspicion, while the lease is waited out, while shards move, about the end.
test.each([300, 1_050, 2_500, 4_050, 5_000, 5_900, 6_150])(
  "killed %i ms after the cut: the next gateway has a figure within 0.1 s of a witness",
  (afterMs) => {
    const show = VirtualShow.running(paced);
    const witness = new Witness(show);
    const cutMs = show.clock.nowMs;
    show.cut("hz");
    show.pass(afterMs);
    const next = replaceGateway(show);
    show.pass(2 * tookMs - afterMs);
    const view = incident(next);
    expect(view).toMatchObject({
      id: 1,
      state: "recovered",
      startSource: "fabric",
      shardsBack: 40,
    });
    expect(Math.abs(view.elapsedMs! - (witness.endedMs! - cutMs))).toBeLessThanOrEqual(100);
    // The log has it, so that every gateway shows it from now on.
    expect(show.rooms[4]!.machine.ledger.incident()?.measured?.durationMs).toBe(view.elapsedMs);
  },
);

test("killed while the lease was waited out, cables restored long after: no shard is missing, and no other end is told", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz");
  show.pass(3_800);
  const next = replaceGateway(show);
  show.pass(2 * tookMs);
  expect(incident(next)).toMatchObject({ state: "recovered", shardsHit: 40, shardsBack: 40 });
  const { elapsedMs } = incident(next);
  expect(elapsedMs).toBeLessThan(tookMs + 500);
  show.restoreEverything();
  show.pass(20_000);
  expect(incident(next).elapsedMs).toBe(elapsedMs);
  const ends = next.core.events.filter(({ kind }) => kind.startsWith("recovered"));
  expect(ends).toMatchObject([{ values: { seconds: elapsedMs! / 1_000, shards: 40 } }]);
});

test("T7: a gateway that comes after the end shows the figure of the log, to the millisecond", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz");
  show.pass(2 * tookMs);
  const before = incident(show.gateway);
  const next = replaceGateway(show);
  show.pass(3_000);
  const { timeline, ...view } = incident(next);
  expect(view).toEqual({ ...before, timeline: undefined });
  expect(timeline.length).toBeGreaterThan(4);
});

test("T7: two gateways agree, and of their measurements the first one stays", () => {
  const show = VirtualShow.running({ ...paced, gateways: 2 });
  show.cut("hz");
  show.pass(2 * tookMs);
  const [one, other] = show.gateways.map((gateway) => incident(gateway));
  expect(one).toMatchObject({ state: "recovered" });
  const seen = ({ id, elapsedMs, shardRecoveryMs, startedAtMs }: IncidentView) => ({
    id,
    elapsedMs,
    shardRecoveryMs,
    startedAtMs,
  });
  expect(seen(other!)).toEqual(seen(one!));
});

test("T5: killed after an end that nobody has timed: the next one asks the rooms, and does not say that they switch", () => {
  vi.spyOn(Moments.prototype, "learn").mockReturnValue();
  const show = VirtualShow.running();
  show.cut("hz-a");
  show.pass(8_000);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "recovered",
    incident: { state: "recovered", elapsedMs: null },
  });
  const next = replaceGateway(show);
  const scenes = new Set<string>();
  for (let passed = 0; passed < 4_000; passed += 20) {
    show.pass(20);
    scenes.add(next.core.snapshot().scene);
  }
  expect([...scenes]).toEqual(["starting", "recovered"]);
});

test("T10: a gateway that comes in the middle finds a leader, and does not tell that it changed then", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz");
  show.pass(4_000);
  const next = replaceGateway(show);
  show.pass(2 * tookMs);
  const changes = incident(next).timeline.filter(({ kind }) => kind === "leader-changed");
  expect(changes).toEqual([]);
});

test("T6: a gateway that was not run when the incident ended takes its figure from what it hears afterwards", () => {
  const show = VirtualShow.running({ ...paced, gateways: 2 });
  const witness = new Witness(show);
  const cutMs = show.clock.nowMs;
  show.cut("hz");
  show.pass(tookMs - 1_000);
  show.gateway.stall(3_000, 300);
  show.pass(3_000);
  for (const gateway of show.gateways) {
    const { elapsedMs } = incident(gateway);
    expect(Math.abs(elapsedMs! - (witness.endedMs! - cutMs))).toBeLessThanOrEqual(100);
  }
});

test("T9: of two runs at full speed that lost as much, the second is a record if it took less", () => {
  const show = VirtualShow.running();
  const runs = [0, 1].map(() => {
    show.cut("hz-a");
    show.pass(3_000);
    const view = incident(show.gateway);
    show.restoreEverything();
    goHome(show);
    return view;
  });
  expect(runs.map(({ id, state }) => [id, state])).toEqual([
    [1, "recovered"],
    [2, "recovered"],
  ]);
  const isFaster = runs[1]!.elapsedMs! < runs[0]!.elapsedMs!;
  expect(runs.map(({ record }) => record)).toEqual([false, isFaster]);
});

test("T10: the story in order of time, from the first of the cables to the last transfer", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a/A");
  show.pass(250);
  show.cut("hz-a/B");
  show.pass(2 * tookMs);
  const { timeline, elapsedMs } = incident(show.gateway);
  const told = timeline.filter(({ kind }) => kind !== "leader-changed");
  expect(told.map(({ kind }) => kind)).toEqual([
    "cable-cut",
    "cable-cut",
    "room-lost",
    "suspected",
    "abnormal",
    "first-shard-moved",
    "last-shard-moved",
    "recovered",
  ]);
  expect(told[0]).toMatchObject({ atMs: -250, cable: "hz-a/A" });
  expect(told[2]).toMatchObject({ atMs: 0, room: 0 });
  // No answer for a second, seen at the next look.
  expect(told[4]!.atMs).toBeGreaterThanOrEqual(1_000);
  expect(told[4]!.atMs).toBeLessThan(1_300);
  expect(told[4]).toMatchObject({ room: 0 });
  expect(Math.round(told.at(-1)!.atMs)).toBe(elapsedMs);
});

test("T10: however many people come afterwards, whatever is turned and played with, the incident keeps its beginning, its story and how it ended", () => {
  const show = VirtualShow.running(paced);
  show.cut("hz-a");
  show.pass(3_000);
  show.restoreEverything();
  show.pass(3_000);
  const before = incident(show.gateway);
  expect(before).toMatchObject({ state: "restored-by-hand" });
  for (let person = 0; person < 2_100; person += 1) show.gateway.person(`a${person}-`);
  // More than is remembered of cables: somebody plays with one of two all day.
  const cable = cableId("sz-a", "A");
  for (let played = 0; played < 2_200; played += 2) {
    const at = { cable, atMs: show.clock.nowMs, wallMs: show.wallMs() + played };
    show.gateway.core.fabricEvent({
      kind: "cable-cut",
      silence: { toward: true, from: true },
      ...at,
    });
    show.gateway.core.fabricEvent({ kind: "cable-restored", ...at, wallMs: at.wallMs + 1 });
    if (played % 100 === 0) show.pass(100);
  }
  const { timeline, ...after } = incident(show.gateway);
  expect(after).toEqual({ ...before, timeline: undefined });
  expect(timeline.slice(0, before.timeline.length)).toEqual(before.timeline);
  expect(timeline.length).toBeLessThanOrEqual(60);
});

test("the call to pay ends by itself when the incident is over, and every phone is asked for its receipts", () => {
  const show = VirtualShow.running();
  const { core } = show.gateway;
  const { connection } = show.gateway.person("a");
  core.consoles.turnCue(true);
  show.cut("hz-a");
  show.pass(3_000);
  expect(core.snapshot().cue.on).toBe(false);
  expect(linesOf(show.gateway)).toContain("cue-off");
  expect(show.gateway.heardBy(connection, "verifyReceipts")).toMatchObject([[{ incident: 1 }]]);
});

test("T10: a room that is back is told as back before the switch only where it was", () => {
  const returns = ["withdrawn", "withdrawn-midway", "room-back"];
  const backAfter = (ms: number): string[][] => {
    const show = VirtualShow.running(slowly);
    show.cut("hz-a");
    show.pass(ms);
    show.restoreEverything();
    show.pass(2_000);
    const timeline = incident(show.gateway).timeline.map(({ kind }) => kind);
    return [timeline, linesOf(show.gateway)].map((told) =>
      told.filter((kind) => returns.includes(kind)),
    );
  };
  expect(backAfter(2_000)).toEqual([["withdrawn"], ["withdrawn"]]);
  expect(backAfter(midwayMs)).toEqual([["withdrawn-midway"], ["withdrawn-midway"]]);
  expect(backAfter(2 * tookMs)).toEqual([["room-back"], ["room-back"]]);
});

test("T10: a gateway that has not seen the suspicion says only that the room is up again", () => {
  const show = VirtualShow.running(slowly);
  show.cut("hz-a");
  show.pass(midwayMs - 400);
  const late = replaceGateway(show);
  show.pass(400);
  show.restoreEverything();
  show.pass(2_000);
  expect(linesOf(late)).toContain("room-back");
  expect(linesOf(late)).not.toContain("withdrawn");
});
