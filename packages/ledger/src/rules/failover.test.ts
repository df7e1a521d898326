import { expect, test } from "vitest";
import type { Ledger } from "../ledger-api.ts";
import type { Command } from "../testing/commands.ts";
import {
  beat,
  commit,
  eventsOf,
  failover,
  fullSpeed,
  handover,
  keynote,
  openIn,
  smallLedger,
  suspect,
} from "../testing/ledger-fixture.ts";

function statusOf(ledger: Ledger, room: number): string {
  return ledger.failoverView().rooms[room]!.status;
}

function shardsOf(ledger: Ledger): string[] {
  return ledger
    .failoverView()
    .shards.map((shard) => `${shard.owner}${shard.status === "serving" ? "" : "~"}`);
}

/** Heartbeats of the rooms, 5 s apart, until `ms` have passed; `clocks` are offsets of their clocks. */
function pass(ledger: Ledger, from: number, ms: number, rooms = [0, 1, 2, 3, 4]): number {
  for (let at = from; at <= from + ms; at += 5_000) {
    commit(ledger, ...rooms.map((room) => beat(ledger, room, at)));
  }
  return from + ms;
}

test("H1, H2: only a heartbeat chained to the room's last one counts", () => {
  const ledger = smallLedger();
  const first: Command = { kind: "heartbeat", room: 0, predecessor: 0, clockMs: 1 };
  expect(commit(ledger, first, first)).toEqual(["applied", "stale-heartbeat"]);
  expect(ledger.failoverView().rooms[0]!.lastHeartbeat).toBe(1);
  expect(commit(ledger, first, { ...first, predecessor: 1 })).toEqual([
    "stale-heartbeat",
    "applied",
  ]);
  expect(ledger.failoverView().rooms[0]!.lastHeartbeat).toBe(2);
  expect(commit(ledger, { ...first, predecessor: 9 })).toEqual(["stale-heartbeat"]);
  expect(commit(ledger, { ...first, room: 5 })).toEqual(["unknown-room"]);
});

test("H1: a heartbeat cannot name the very entry that it is in", () => {
  const ledger = smallLedger();
  const first: Command = { kind: "heartbeat", room: 0, predecessor: 0, clockMs: 1 };
  expect(commit(ledger, first, { ...first, predecessor: 1 })).toEqual([
    "applied",
    "stale-heartbeat",
  ]);
});

test("S1, S2: a suspicion of the last heartbeat makes the room's shards switch, once", () => {
  const ledger = smallLedger();
  commit(ledger, beat(ledger, 1));
  const seen = suspect(ledger, 1);
  expect(commit(ledger, { ...suspect(ledger, 1), lastHeartbeat: 0 } as Command)).toEqual([
    "stale-heartbeat",
  ]);
  expect(eventsOf(ledger, seen)).toEqual([
    { index: 3, kind: "room-suspected", room: 1, by: 2, incident: 1 },
  ]);
  expect(shardsOf(ledger).join(" ")).toBe("0 1~ 2 3 4 0 1~ 2 3 4");
  expect(commit(ledger, seen, suspect(ledger, 1, 4))).toEqual([
    "stale-heartbeat",
    "stale-heartbeat",
  ]);
  expect(commit(ledger, suspect(ledger, 0, 9))).toEqual(["unknown-room"]);
  expect(ledger.failoverView()).toMatchObject({ wave: 1, waveFirstRoom: 1 });
});

test("H3: a heartbeat withdraws the suspicion for what has not moved, and only for that", () => {
  const ledger = smallLedger();
  commit(ledger, beat(ledger, 1), suspect(ledger, 0));
  commit(ledger, suspect(ledger, 1));
  commit(ledger, failover(ledger, 1, 3));
  expect(shardsOf(ledger).join(" ")).toBe("0~ 3 2 3 4 0~ 1~ 2 3 4");
  expect(eventsOf(ledger, beat(ledger, 1))).toEqual([
    { index: 4, kind: "suspicion-withdrawn", room: 1, shards: 1 },
  ]);
  expect(shardsOf(ledger).join(" ")).toBe("0~ 3 2 3 4 0~ 1 2 3 4");
  expect(commit(ledger, failover(ledger, 6, 3))).toEqual(["stale-move"]);
  expect(statusOf(ledger, 1)).toBe("up");
});

test("S3: a wave lasts until no shard is switching", () => {
  const ledger = smallLedger();
  commit(ledger, suspect(ledger, 0));
  commit(ledger, failover(ledger, 0, 3));
  // Room 3 received a shard and is lost in its turn: its shards join the same wave.
  expect(eventsOf(ledger, suspect(ledger, 3))[0]).toMatchObject({ room: 3, incident: 1 });
  expect(shardsOf(ledger).join(" ")).toBe("3~ 1 2 3~ 4 0~ 1 2 3~ 4");
  for (const shard of [0, 5, 3, 8]) commit(ledger, failover(ledger, shard, 4));
  expect(ledger.failoverView()).toMatchObject({
    wave: 1,
    waveFirstRoom: 0,
    waveMoves: 5,
  });
  expect(eventsOf(ledger, suspect(ledger, 4))[0]).toMatchObject({ room: 4, incident: 2 });
  expect(ledger.failoverView()).toMatchObject({
    wave: 2,
    waveFirstRoom: 4,
    waveMoves: 0,
  });
});

test("M1, M2: a failover needs shard, owner, epoch and target as named, and a switching shard", () => {
  const ledger = smallLedger();
  openIn(ledger, 0, "lin");
  openIn(ledger, 0, "wang");
  const early = failover(ledger, 0, 3);
  expect(commit(ledger, early)).toEqual(["stale-move"]);
  commit(ledger, suspect(ledger, 0), suspect(ledger, 1));
  const move = {
    kind: "move",
    shard: 0,
    from: 0,
    to: 3,
    epoch: 1,
    reason: "failover",
    ownerHeartbeat: 0,
    by: 2,
  } as const;
  expect(
    commit(
      ledger,
      { ...move, shard: 10 },
      { ...move, to: 5 },
      { ...move, by: 6 },
      { ...move, from: 1 },
      { ...move, epoch: 2 },
      { ...move, to: 0 },
      { ...move, to: 1 },
    ),
  ).toEqual([
    "unknown-shard",
    "unknown-room",
    "unknown-room",
    "stale-move",
    "stale-move",
    "stale-move",
    "stale-move",
  ]);
  expect(eventsOf(ledger, move)).toEqual([
    {
      index: 6,
      kind: "shard-moved",
      shard: 0,
      from: 0,
      to: 3,
      epoch: 2,
      reason: "failover",
      accounts: 2,
    },
  ]);
  expect(commit(ledger, move)).toEqual(["stale-move"]);
  expect(ledger.failoverView().shards[0]).toMatchObject({
    owner: 3,
    epoch: 2,
    status: "serving",
    home: 0,
  });
});

test("M1: a move holds only while the heartbeat that it names is its owner's last", () => {
  const ledger = smallLedger();
  commit(ledger, beat(ledger, 0));
  commit(ledger, suspect(ledger, 0));
  const late = failover(ledger, 0, 3);
  // The room comes back, and is suspected again: owner, epoch and status are as the late move names them.
  commit(ledger, beat(ledger, 0));
  commit(ledger, suspect(ledger, 0));
  expect(commit(ledger, late)).toEqual(["stale-move"]);
  expect(commit(ledger, failover(ledger, 0, 3))).toEqual(["applied"]);
});

test("M3: a handover is proposed by the owner itself, for a shard that it serves", () => {
  const ledger = smallLedger();
  const move = handover(ledger, 0, 3) as Extract<Command, { kind: "move" }>;
  expect(commit(ledger, { ...move, by: 3 }, { ...move, by: 2 })).toEqual([
    "stale-move",
    "stale-move",
  ]);
  expect(eventsOf(ledger, move)[0]).toMatchObject({
    kind: "shard-moved",
    reason: "handover",
    epoch: 2,
  });
  expect(ledger.failoverView()).toMatchObject({ wave: 0, waveMoves: 0 });
  commit(ledger, suspect(ledger, 3));
  expect(commit(ledger, handover(ledger, 0, 0), handover(ledger, 1, 3))).toEqual([
    "stale-move",
    "stale-move",
  ]);
});

test("S4: three suspicions within 60 s drain a room until it has been stable for 60 s", () => {
  const ledger = smallLedger();
  let now = pass(ledger, 0, 5_000);
  for (let time = 1; time <= 3; time++) {
    const drains = time === 3 ? ["room-suspected", "room-drained"] : ["room-suspected"];
    expect(eventsOf(ledger, suspect(ledger, 1)).map((event) => event.kind)).toEqual(drains);
    expect(statusOf(ledger, 1)).toBe("suspect");
    now = pass(ledger, now + 5_000, 5_000);
  }
  expect(statusOf(ledger, 1)).toBe("drained");
  const [other, drainedMs] = ledger.drainedMs();
  expect(other).toBeNull();
  expect(drainedMs).toBe(50_000);
  expect(shardsOf(ledger)[1]).toBe("1");
  expect(commit(ledger, handover(ledger, 0, 1))).toEqual(["stale-move"]);
  now = pass(ledger, now + 5_000, 35_000);
  expect(statusOf(ledger, 1)).toBe("drained");
  expect(ledger.drainedMs()[1]).toBeLessThan(25_000);
  now = pass(ledger, now + 5_000, 20_000);
  expect(statusOf(ledger, 1)).toBe("up");
  expect(ledger.drainedMs()[1]).toBeNull();
  expect(commit(ledger, handover(ledger, 0, 1))).toEqual(["applied"]);
});

test("S5: what the presenter's hand has done counts for nothing any more, in format 2", () => {
  for (const format of [1, 2]) {
    const ledger = smallLedger();
    if (format === 2) commit(ledger, { kind: "adopt-format" });
    const statusOf = (): string => ledger.failoverView().rooms[0]!.status;
    const loseAndReturn = (): void => {
      commit(ledger, suspect(ledger, 0));
      commit(ledger, beat(ledger, 0));
    };
    for (let times = 0; times < 2; times += 1) loseAndReturn();
    commit(ledger, { kind: "set-failback", failback: true });
    loseAndReturn();
    expect(statusOf()).toBe(format === 1 ? "drained" : "up");
    for (let times = 0; times < 2; times += 1) loseAndReturn();
    expect(statusOf()).toBe("drained");
    const events = eventsOf(ledger, { kind: "set-failback", failback: true });
    expect(events.map(({ kind }) => kind)).toEqual(format === 1 ? [] : ["room-undrained"]);
    expect(statusOf()).toBe(format === 1 ? "drained" : "up");
  }
});

test("S4: three suspicions further apart do not drain", () => {
  const ledger = smallLedger();
  let now = pass(ledger, 0, 5_000);
  for (let time = 1; time <= 4; time++) {
    expect(eventsOf(ledger, suspect(ledger, 1)).map((event) => event.kind)).toEqual([
      "room-suspected",
    ]);
    now = pass(ledger, now + 5_000, 30_000);
  }
  expect(statusOf(ledger, 1)).toBe("up");
});

test("T1, T2: a room whose clock is wrong or set can neither rush nor stop log time", () => {
  const ledger = smallLedger();
  const clocks = [1e12, 5_000, 77, 0, 0];
  const drained = (): boolean => statusOf(ledger, 4) === "drained";
  const tick = (steps: number): void => {
    for (let step = 0; step < steps; step++) {
      clocks[0]! += 9_999;
      clocks[1]! += step % 5 === 0 ? -1e6 : 1_000;
      clocks[2]! += 1_000;
      clocks[4]! += 1_000;
      // Room 3's clock stands still.
      commit(ledger, ...clocks.map((clock, room) => beat(ledger, room, Math.abs(clock))));
    }
  };
  tick(1);
  for (let time = 0; time < 3; time++) {
    commit(ledger, suspect(ledger, 4));
    tick(1);
  }
  expect(drained()).toBe(true);
  tick(40);
  expect(drained()).toBe(true);
  tick(40);
  expect(drained()).toBe(false);
});

test("T1: a room that was away for long joins at the present log time", () => {
  const ledger = smallLedger();
  let now = pass(ledger, 0, 5_000);
  commit(ledger, suspect(ledger, 3), suspect(ledger, 4));
  now = pass(ledger, now + 5_000, 600_000, [0, 1, 2]);
  // Back again; were their ages still low, two more losses would leave a median that stands still.
  now = pass(ledger, now + 5_000, 5_000);
  for (let time = 0; time < 3; time++) {
    commit(ledger, suspect(ledger, 0), suspect(ledger, 1));
    now = pass(ledger, now + 5_000, 5_000, [0, 2, 3, 4]);
  }
  expect(statusOf(ledger, 0)).toBe("drained");
  pass(ledger, now + 5_000, 65_000, [0, 2, 3, 4]);
  expect(statusOf(ledger, 0)).toBe("up");
});

test("P1: the pace changes only while no shard is switching", () => {
  const ledger = smallLedger();
  commit(ledger, suspect(ledger, 0));
  expect(commit(ledger, { kind: "set-pace", pace: fullSpeed })).toEqual(["pace-while-switching"]);
  expect(ledger.failoverView().pace).toEqual(keynote);
  commit(ledger, beat(ledger, 0));
  expect(eventsOf(ledger, { kind: "set-pace", pace: fullSpeed })).toEqual([
    { index: 4, kind: "pace-set", pace: fullSpeed },
  ]);
  expect(ledger.failoverView().pace).toEqual(fullSpeed);
});

test("P2: failback is set at any time", () => {
  const ledger = smallLedger();
  commit(ledger, suspect(ledger, 0));
  expect(eventsOf(ledger, { kind: "set-failback", failback: true })).toEqual([
    { index: 2, kind: "failback-set", failback: true },
  ]);
  expect(ledger.failoverView().failback).toBe(true);
});

test("L1: a shorter lease counts for a room only when it must have learned of it", () => {
  const ledger = smallLedger();
  const leases = (): number[] => ledger.failoverView().rooms.map((room) => room.leaseMs);
  commit(ledger, beat(ledger, 0), beat(ledger, 1));
  commit(ledger, { kind: "set-pace", pace: fullSpeed });
  expect(leases()).toEqual([20_000, 20_000, 20_000, 20_000, 20_000]);
  // Sent when the sender had applied index 1: it may not know of index 2 yet.
  commit(ledger, beat(ledger, 0));
  expect(leases()[0]).toBe(20_000);
  // Whoever applied that knows of index 2, and reads under the shorter lease before others count on it (L2).
  expect(ledger.failoverView().rooms[0]!.readLeaseMs).toBe(500);
  expect(ledger.failoverView().rooms[1]!.readLeaseMs).toBe(20_000);
  // Names index 3 as applied, so the sender has applied index 2.
  commit(ledger, beat(ledger, 0));
  expect(leases()).toEqual([500, 20_000, 20_000, 20_000, 20_000]);
});

test("L1: a longer lease counts at once, and shorter ones in between are no excuse", () => {
  const ledger = smallLedger();
  const leaseOf = (room: number): number => ledger.failoverView().rooms[room]!.leaseMs;
  commit(ledger, { kind: "set-pace", pace: fullSpeed });
  for (let n = 0; n < 3; n++) commit(ledger, beat(ledger, 0));
  expect(leaseOf(0)).toBe(500);
  commit(ledger, { kind: "set-pace", pace: keynote });
  expect(leaseOf(0)).toBe(20_000);
  commit(ledger, { kind: "set-pace", pace: fullSpeed });
  commit(ledger, beat(ledger, 0));
  expect(leaseOf(0)).toBe(20_000);
  commit(ledger, beat(ledger, 0));
  expect(leaseOf(0)).toBe(500);
});

test("views keep their identity while nothing in them changes", () => {
  const ledger = smallLedger();
  const before = ledger.failoverView();
  expect(ledger.failoverView()).toBe(before);
  commit(ledger, beat(ledger, 0));
  const after = ledger.failoverView();
  expect(after).not.toBe(before);
  expect(after.shards).toBe(before.shards);
  expect(before.rooms[0]!.lastHeartbeat).toBe(0);
});
