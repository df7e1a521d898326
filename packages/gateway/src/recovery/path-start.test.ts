import {
  asLogIndex,
  asRoomIndex,
  defaultTopology,
  type LinkReport,
  type PathReport,
  type RoomStatus,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { AwakeClock } from "../awake-clock.ts";
import { roomStatus } from "../testing/room-status.ts";
import { IncidentWatch } from "./incident-watch.ts";
import { Measuring } from "./measuring.ts";
import { IncidentMemory } from "./incident-memory.ts";

const rooms = [0, 1, 2, 3, 4].map(asRoomIndex);
const lostMs = 10_000;
const lost = asRoomIndex(0);
/** At the pace of the keynote. */
const suspectedMs = lostMs + 2_000;

/** What a gateway knows of an incident whose room was lost at 10,000, without a fabric. */
class RealCables {
  nowMs = lostMs - 1_000;
  readonly #awake = new AwakeClock();
  #links: readonly LinkReport[] = [];
  readonly incidents: IncidentWatch;

  constructor() {
    const nobody = { bestAnswering: () => null };
    const calls = { call: () => undefined };
    this.#awake.tick(this.nowMs);
    this.incidents = new IncidentWatch({
      rooms: {
        topology: defaultTopology,
        best: () => null,
        status: () => null,
        answering: [],
        isStarting: true,
        lacksQuorum: false,
      },
      awake: this.#awake,
      clocks: { nowMs: () => this.nowMs, wallMs: () => this.nowMs },
      measuring: new Measuring(nobody, calls, this.#awake),
      past: new IncidentMemory(nobody, calls, this.#awake),
      links: () => this.#links,
      over: () => undefined,
      tell: () => undefined,
    });
  }

  at(nowMs: number): this {
    while (this.nowMs < nowMs) {
      this.nowMs = Math.min(nowMs, this.nowMs + 50);
      this.#awake.tick(this.nowMs);
    }
    return this;
  }

  /** Every other room tells of the suspicion, of the last heartbeat before it, and of its paths to the lost room. */
  told(heartbeatMs: number, silentMs: number | null, different: Partial<RoomStatus> = {}): this {
    for (const room of rooms.filter((each) => each !== lost)) {
      this.incidents.told(this.#status(room, heartbeatMs, silentMs, different));
    }
    return this;
  }

  own(silentMs: number): this {
    this.#links = linksTo(silentMs);
    this.incidents.tick();
    return this;
  }

  get start() {
    const view = this.incidents.view();
    return view && { from: view.startSource, atMs: view.startedAtMs };
  }

  #status(
    room: number,
    heartbeatMs: number,
    silentMs: number | null,
    different: Partial<RoomStatus>,
  ): RoomStatus {
    const shard = { shard: 5, hitAt: 20, settledAt: 0, backAt: 0, moved: false, people: 3 };
    const none = { settledMs: null, backMs: null };
    const incident = {
      number: 1,
      rooms: [lost],
      endedAt: 0,
      measured: null,
      shards: [{ ...shard, byPerson: false, measuredMs: null }],
      ages: {
        firstHitMs: this.nowMs - suspectedMs,
        endedMs: null,
        measuredMs: null,
        shards: [none],
      },
    };
    const healthy = roomStatus(room);
    return {
      ...healthy,
      incidentNumber: 1,
      incident: incident as never,
      rooms: healthy.rooms.map((each) =>
        each.room === lost ? { ...each, status: "suspect", lastHeartbeat: asLogIndex(7) } : each,
      ),
      heartbeatAgesMs: rooms.map((each) => (each === lost ? this.nowMs - heartbeatMs : 20)),
      knowsPathSilence: true,
      ...(silentMs === null ? {} : { links: linksTo(silentMs) }),
      ...different,
    };
  }
}

function linksTo(silentMs: number): readonly LinkReport[] {
  const path = (planes: PathReport["planes"], ms: number): PathReport => ({
    planes,
    up: ms < 1_000,
    silentMs: ms,
  });
  return [{ room: lost, paths: [path("AA", silentMs + 300), path("BB", silentMs)] }];
}

/** Before the loss every room says that its paths are fine, which makes its build known. */
function known(different: Partial<RoomStatus> = {}): RealCables {
  const show = new RealCables();
  for (const room of rooms) {
    const links = room === lost ? [] : linksTo(10);
    show.incidents.told(roomStatus(room, { knowsPathSilence: true, links, ...different }));
  }
  return show.at(suspectedMs);
}

test("T2: without a fabric an incident begins at the last that came over any path, if that is later than the heartbeat", () => {
  const show = known().told(lostMs - 80, 2_020);
  expect(show.start).toEqual({ from: "path-silence", atMs: lostMs - 20 });
});

test("T2: or at the last heartbeat, if that is the later one", () => {
  const show = known().told(lostMs - 15, 2_045);
  expect(show.start).toEqual({ from: "last-heartbeat", atMs: lostMs - 15 });
});

test("T2: what this gateway's own ways tell counts as well", () => {
  const show = known()
    .own(2_005)
    .told(lostMs - 80, 2_300);
  expect(show.start).toEqual({ from: "path-silence", atMs: lostMs - 5 });
});

test("T2: a room whose paths are alive was not lost with them", () => {
  const show = known().told(lostMs - 80, 30);
  expect(show.start).toEqual({ from: "last-heartbeat", atMs: lostMs - 80 });
});

test("T2: cables that are back before the end leave the beginning where it was", () => {
  const show = known()
    .told(lostMs - 80, 2_020)
    .at(suspectedMs + 4_000);
  show.told(lostMs - 80, 15).own(10);
  expect(show.start).toEqual({ from: "path-silence", atMs: lostMs - 20 });
});

test("T2: what is read late tells of a later moment, until somebody tells better", () => {
  const show = known().told(lostMs - 80, 1_900);
  expect(show.start).toMatchObject({ atMs: lostMs + 100 });
  show.at(suspectedMs + 200).told(lostMs - 80, 2_220);
  expect(show.start).toEqual({ from: "path-silence", atMs: lostMs - 20 });
});

test("T2: while a room's build cannot read such a beginning in the log it is the last heartbeat", () => {
  const show = known({ knowsPathSilence: undefined } as never).told(lostMs - 80, 2_020);
  expect(show.start).toEqual({ from: "last-heartbeat", atMs: lostMs - 80 });
});
