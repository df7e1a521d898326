import {
  asRoomIndex,
  defaultTopology,
  type LogIndex,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock, tickMs } from "../awake-clock.ts";
import { roomStatus } from "../testing/room-status.ts";
import { IncidentWatch } from "./incident-watch.ts";
import { Measuring } from "./measuring.ts";
import { IncidentMemory } from "./incident-memory.ts";

const quorum: readonly RoomIndex[] = [2, 3, 4].map(asRoomIndex);

/** Of an incident that ended while no gateway was there, before rooms that have all been started anew since. */
function untoldIncidents(): {
  incidents: IncidentWatch;
  /** The rooms that are heard go on telling what was told last. */
  pass: (ms: number) => void;
  tell: (status: RoomStatus) => void;
  hear: (rooms: readonly RoomIndex[]) => void;
  /** The process is not run; what is read next comes before its tick. */
  sleep: (ms: number) => void;
  /** Lines of what happened, and when that was. */
  told: () => readonly (readonly [string, number | undefined])[];
} {
  let nowMs = 10_000;
  let heard = quorum;
  let last: RoomStatus | null = null;
  let lastMs = 0;
  const lines: [string, number | undefined][] = [];
  const awake = new AwakeClock();
  const nobody = { bestAnswering: () => null };
  const calls = { call: () => undefined };
  const tick = (): void => void awake.tick(nowMs);
  tick();
  const incidents = new IncidentWatch({
    rooms: {
      topology: defaultTopology,
      best: () => null,
      status: () => null,
      answering: [],
      isStarting: true,
      lacksQuorum: false,
    },
    awake,
    clocks: { nowMs: () => nowMs, wallMs: () => nowMs },
    measuring: new Measuring(nobody, calls, awake),
    past: new IncidentMemory(nobody, calls, awake),
    links: () => [],
    over: () => undefined,
    tell: (kind, _, atMs) => void lines.push([kind, atMs]),
  });
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += tickMs) {
      nowMs += tickMs;
      for (const room of heard)
        if (last !== null) incidents.told({ ...aged(last, nowMs - lastMs), room });
      tick();
    }
  };
  const sleep = (ms: number): void => void (nowMs += ms);
  const tell = (status: RoomStatus): void => {
    last = status;
    lastMs = nowMs;
    incidents.told(status);
  };
  const hear = (rooms: readonly RoomIndex[]): void => void (heard = rooms);
  return { incidents, pass, tell, hear, sleep, told: () => lines };
}

/** What a room tells some time later, where nothing else happened. */
function aged(status: RoomStatus, ms: number): RoomStatus {
  if (status.incident === null) return status;
  const later = (ageMs: number | null): number | null => (ageMs === null ? null : ageMs + ms);
  const { firstHitMs, endedMs, measuredMs, shards } = status.incident.ages;
  const ages = {
    firstHitMs: later(firstHitMs),
    endedMs: later(endedMs),
    measuredMs: later(measuredMs),
    shards: shards.map(({ settledMs, backMs }) => ({
      settledMs: later(settledMs),
      backMs: later(backMs),
    })),
  };
  return { ...status, incident: { ...status.incident, ages } };
}

function statusWith(different: object, ages: object): RoomStatus {
  const shard = { shard: 5, hitAt: 20, settledAt: 0, backAt: 0, moved: false, people: 3 };
  const incident = {
    number: 4,
    rooms: [0],
    endedAt: 0,
    measured: null,
    shards: [{ ...shard, byPerson: false, measuredMs: null, ...different }],
  };
  const nothing = { firstHitMs: null, endedMs: null, measuredMs: null };
  const of = [{ settledMs: null, backMs: null, ...ages }];
  return roomStatus(2, {
    incidentNumber: 4,
    incident: { ...incident, ages: { ...nothing, shards: of } } as never,
  });
}

test("T5: what nobody knows is not known, running or over, and becomes nobody's figure", () => {
  const { incidents, pass, tell } = untoldIncidents();
  tell(statusWith({}, {}));
  pass(3_000);
  expect(incidents.view()).toMatchObject({ id: 4, state: "running", elapsedMs: null });
  const back = { settledAt: 25, backAt: 27, moved: true };
  const over = statusWith(back, { backMs: 400 });
  tell({ ...over, incident: { ...over.incident!, endedAt: 27 as LogIndex } });
  pass(1_900);
  expect(incidents.view()).toMatchObject({ state: "running", elapsedMs: null });
  pass(200);
  expect(incidents.view()).toMatchObject({
    id: 4,
    state: "recovered",
    elapsedMs: null,
    startSource: null,
    startedAtMs: null,
    shardRecoveryMs: [],
    accountsHit: 3,
    accountsBack: 3,
  });
});

test("T5: whoever came after an end that nobody tells shows no time that goes on until it heard of it", () => {
  const { incidents, pass, tell } = untoldIncidents();
  incidents.fabric({ kind: "room-dark", room: "hz-a", atMs: 10_000, wallMs: 10_000 });
  pass(60_000);
  // All rooms know when it began; of the end they read late.
  tell(suspected(ended(null), { firstHitMs: 59_000 }));
  for (let asked = 0; asked < 1_900; asked += 100) {
    expect(incidents.view()).toMatchObject({ state: "running", elapsedMs: null });
    expect(incidents.asksForEnd).toBe(true);
    pass(100);
  }
  pass(200);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: null });
  expect(incidents.asksForEnd).toBe(false);
});

/** The room 0 was lost at the show's 10,000 and suspected a second later; from then on a gateway listens. */
function listening(): ReturnType<typeof untoldIncidents> {
  const told = untoldIncidents();
  told.incidents.fabric({ kind: "room-dark", room: "hz-a", atMs: 10_000, wallMs: 10_000 });
  told.pass(1_000);
  told.tell(suspected(statusWith({}, {}), { firstHitMs: 0 }));
  told.pass(2_000);
  return told;
}

function suspected(status: RoomStatus, ages: object = {}): RoomStatus {
  const incident = status.incident!;
  const rooms = status.rooms.map((room) =>
    room.room === 0 ? { ...room, status: "suspect" } : room,
  );
  return {
    ...status,
    rooms: rooms as RoomStatus["rooms"],
    incident: { ...incident, ages: { ...incident.ages, ...ages } },
  };
}

function ended(backMs: number | null): RoomStatus {
  const status = suspected(statusWith({ settledAt: 25, backAt: 27, moved: true }, { backMs }));
  return { ...status, incident: { ...status.incident!, endedAt: 27 as LogIndex } };
}

test("T6: what a gateway reads late has ages of an earlier moment, and becomes nobody's figure", () => {
  const { incidents, pass, tell, hear, sleep } = listening();
  // The shard was back 100 ms after it fell asleep; the room's word of that moment is read 3 s later.
  sleep(3_000);
  tell(ended(0));
  pass(200);
  expect(incidents.view()).toMatchObject({ state: "running" });
  hear([]);
  pass(850);
  hear(quorum);
  tell(ended(3_950));
  pass(1_500);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: 3_100 });
});

test("T6: where all who saw it are gone when what they said is read, nobody knows", () => {
  const { incidents, pass, tell, sleep } = listening();
  sleep(3_000);
  tell(ended(0));
  // The rooms were started anew meanwhile.
  tell(ended(null));
  pass(2_200);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: null });
});

test("T6: nor is what the feed brings late a moment: then nobody knows", () => {
  const { incidents, pass, tell, sleep } = listening();
  sleep(3_000);
  const back = { kind: "shard-back", index: 27, shard: 5, incident: 4, byPerson: false };
  incidents.log(back as never, true);
  tell(ended(null));
  pass(2_100);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: null });
});

test("T6: fewer rooms than a quorum may all be catching up: then others are waited for", () => {
  const { incidents, pass, tell, hear } = listening();
  hear(quorum.slice(0, 2));
  pass(800);
  tell(ended(0));
  pass(300);
  expect(incidents.view()).toMatchObject({ state: "running" });
  hear(quorum);
  tell(ended(1_000));
  pass(1_200);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: 3_100 });
});

/** Two shards were hit: the room tells when each was back, null where it does not know. */
function twoEnded(first: number | null, last: number | null): RoomStatus {
  const status = ended(last);
  const { shards, ages } = status.incident!;
  const other = { ...shards[0]!, shard: 4 as never, backAt: 26 as LogIndex };
  const of = { ...ages.shards[0]!, backMs: first };
  return {
    ...status,
    incident: {
      ...status.incident!,
      shards: [other, shards[0]!],
      ages: { ...ages, shards: [of, ages.shards[0]!] },
    },
  };
}

test("T4: the last shard's return is the figure, whether or not anybody knows when the others were back", () => {
  const { incidents, pass, tell } = listening();
  tell(twoEnded(null, 0));
  pass(1_500);
  // A room may still tell.
  expect(incidents.view()).toMatchObject({ state: "running" });
  pass(600);
  const view = incidents.view();
  expect(view).toMatchObject({ state: "recovered", elapsedMs: 3_000, shardRecoveryMs: [3_000] });
});

test("T4: where nobody knows when the last one was back, the others' return is no figure", () => {
  const { incidents, pass, tell } = listening();
  tell(twoEnded(500, null));
  pass(2_100);
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: null });
});

/** The entry that brings the last shard of one incident back begins the next one, of another room. */
function goneOn(): RoomStatus {
  const status = suspected(statusWith({ shard: 6, hitAt: 28 }, {}));
  const { incident, rooms } = status;
  return {
    ...status,
    appliedIndex: 28 as LogIndex,
    rooms: rooms.map((room) => (room.room === 1 ? { ...room, status: "suspect" } : room)),
    incident: {
      ...incident!,
      number: 5,
      rooms: [asRoomIndex(1)],
      ages: { ...incident!.ages, firstHitMs: 0 },
    },
  };
}

test.each([
  ["while the first was away, so it is one cut and the timer goes on", 11_500, 10_000],
  ["when nobody knows of the first any more: it has a time of its own", 13_200, 13_200],
])(
  "T12: an incident that begins as the last shard of another comes back, its room lost %s",
  (_, lostMs, startMs) => {
    const { incidents, pass, tell, hear } = listening();
    hear([]);
    pass(500);
    incidents.fabric({ kind: "room-dark", room: "hz-b", atMs: lostMs, wallMs: lostMs });
    tell(goneOn());
    expect(incidents.view()).toMatchObject({
      id: 5,
      state: "running",
      startSource: "fabric",
      startedAtMs: startMs,
      elapsedMs: 13_500 - startMs,
    });
  },
);

test("T6: what lay on the way for less than anybody misses a room is no end either, until a later word has told it", () => {
  const { incidents, pass, tell, hear } = listening();
  // Nothing is heard for half a second, in which the shard comes back; then all of it is read at once.
  hear([]);
  pass(500);
  hear(quorum);
  tell(withBegan(ended(0), 2_050));
  expect(incidents.view()).toMatchObject({ state: "running" });
  tell(withBegan(ended(450), 2_500));
  pass(100);
  // It began a second before the suspicion, which was 2,500 ms ago, and the shard was back 450 ms ago.
  expect(incidents.view()).toMatchObject({ state: "recovered", elapsedMs: 3_050 });
});

function withBegan(status: RoomStatus, firstHitMs: number): RoomStatus {
  const incident = status.incident!;
  return { ...status, incident: { ...incident, ages: { ...incident.ages, firstHitMs } } };
}

test.each([
  ["nobody knows any more what the room's last sign of life was", null, 11_000],
  ["its cut began with another room's incident", 20_000, 20_500],
])(
  "T7: a gateway started anew tells the beginning that the log's figure counts from: %s",
  (_, darkMs, suspectedMs) => {
    const { incidents, pass, tell } = untoldIncidents();
    if (darkMs !== null) {
      incidents.fabric({ kind: "room-dark", room: "hz-a", atMs: darkMs, wallMs: darkMs });
      incidents.fabric({ kind: "room-lit", room: "hz-a", atMs: 38_000, wallMs: 38_000 });
    }
    pass(30_000);
    // It is 40,000: the incident ended five seconds ago, and took 26 by the log.
    const shard = { settledAt: 25, backAt: 27, moved: true, measuredMs: 26_000 };
    const status = statusWith(shard, { settledMs: 5_100, backMs: 5_000 });
    const incident = status.incident!;
    const firstHitMs = 40_000 - suspectedMs;
    const ages = { ...incident.ages, firstHitMs, endedMs: 5_000, measuredMs: 4_900 };
    const measured = { at: 28, source: "last-heartbeat", durationMs: 26_000 } as const;
    const logged = { ...incident, ages, endedAt: 27, measured };
    tell({ ...status, incident: logged as never });
    pass(3_000);
    const view = incidents.view()!;
    expect(view).toMatchObject({
      state: "recovered",
      elapsedMs: 26_000,
      startedAtMs: 9_000,
      startSource: "last-heartbeat",
    });
    const told = new Map(view.timeline.map(({ kind, atMs }) => [kind, atMs]));
    expect(told.get("recovered")).toBe(26_000);
    expect(told.get("suspected")).toBe(suspectedMs - 9_000);
    expect(incidents.startedAgoMs(4)).toBe(43_000 - 9_000);
  },
);

test.each([3_000, 3_400])(
  "T10: the story ends when the figure says, also where a room tells later of an earlier return: %i ms in the log",
  (durationMs) => {
    const { incidents, pass, tell, told } = listening();
    tell(ended(0));
    pass(100);
    expect(incidents.view()).toMatchObject({ elapsedMs: 3_000 });
    // Whoever measured it had heard of the end 80 ms, or half a second, after a room that tells only now.
    tell(ended(180));
    const { incident, ...status } = ended(180);
    const measured = { at: 28, source: "fabric", durationMs };
    tell({ ...status, incident: { ...incident, measured } as never });
    pass(100);
    const { elapsedMs, startedAtMs, timeline } = incidents.view()!;
    const endAt = (kind: string) => timeline.find((line) => line.kind === kind)?.atMs;
    expect([elapsedMs, endAt("recovered")]).toEqual([durationMs, durationMs]);
    expect(timeline.at(-1)?.kind).toBe("recovered");
    expect(startedAtMs).toBe(10_000);
    incidents.tick();
    expect(told().at(-1)).toEqual(["recovered", 10_000 + durationMs]);
  },
);
