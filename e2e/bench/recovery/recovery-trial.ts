import {
  shardAt,
  type ChosenPaceName,
  type LogEvent,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { FeedRecord } from "../../client/feed-record.ts";
import { openAccounts, roomsReady } from "../../client/open-accounts.ts";
import { RoomLine, nowMs } from "../../client/room-line.ts";
import { ShardMap } from "../../client/shard-map.ts";
import { startFiveRooms, type FiveRooms } from "../../processes/five-rooms.ts";
import type { Engine } from "../../processes/members.ts";
import { Load, type Booking } from "./load.ts";

const people = 200;
const warmUpMs = 5_000;
const recoveryTimeoutMs = 60_000;
const city = "hz";

/** What the figures depend on besides the settings. */
export const builtIn = { people, warmUpMs, city } as const;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** All times in milliseconds after the cut. */
export interface Recovery {
  readonly pace: ChosenPaceName;
  readonly leaderCut: boolean;
  readonly hitShards: number;
  /** First payment begun after the cut that a survivor answered as booked. */
  readonly firstCommitMs: number;
  /** The suspicions of the two rooms and the last move, as they reached this client. */
  readonly suspectedMs: readonly number[];
  readonly movedMs: number;
  /** The last hit shard has paid again. */
  readonly recoveredMs: number;
  /** Longest pause between two bookings of accounts of the other rooms, from one second before the cut on. */
  readonly survivorsGapMs: number;
}

export interface QuietTime {
  readonly minutes: number;
  readonly booked: number;
  readonly suspicions: number;
  readonly elections: number;
  readonly longestGapMs: number;
}

export interface RoomsUnderLoad {
  /** Payments per second. */
  readonly rate: number;
  readonly engine: Engine;
}

/** Five rooms under load, watched from outside. */
class Bench {
  readonly rooms: FiveRooms;
  readonly line: RoomLine;
  readonly shards: ShardMap;
  readonly bookings: Booking[] = [];
  readonly events: { readonly event: LogEvent; readonly atMs: number }[] = [];
  readonly #feeds: FeedRecord;
  readonly #ticks: NodeJS.Timeout;
  #load: Load | null = null;

  private constructor(rooms: FiveRooms) {
    this.rooms = rooms;
    this.shards = new ShardMap(rooms.topology);
    this.line = new RoomLine({
      id: "bench",
      showId: rooms.showId,
      linkSecret: rooms.linkSecret,
      topology: rooms.topology,
      dials: rooms.gatewayDials,
      owner: {
        status: (_, status) => this.shards.told(status),
        feed: (room, push) => this.#feeds.push(room, push),
        answer: (room, answer) => this.#load?.answered(room, answer),
      },
    });
    this.#feeds = new FeedRecord(this.line, (what) => {
      throw new Error(what);
    });
    let newest = 0;
    this.#feeds.onNews = ({ events, upTo }) => {
      // Five rooms tell the same story, each entry's events at once.
      const news = events.filter(({ index }) => index > newest);
      newest = Math.max(newest, upTo);
      for (const event of news) {
        this.shards.learned(event);
        this.events.push({ event, atMs: nowMs() });
        this.#load?.event(event);
      }
    };
    this.#ticks = setInterval(() => this.#feeds.check(), 50);
  }

  static async start(pace: ChosenPaceName, { rate, engine }: RoomsUnderLoad): Promise<Bench> {
    const bench = new Bench(await startFiveRooms(pace, engine));
    try {
      await bench.#begin(rate);
    } catch (error) {
      await bench.stop();
      throw error;
    }
    return bench;
  }

  async #begin(transfersPerSecond: number): Promise<void> {
    const { line, shards } = this;
    await roomsReady(line);
    const load = new Load({
      line,
      shards,
      people: await openAccounts(line, shards, people),
      transfersPerSecond,
    });
    load.onBooked = (booking) => this.bookings.push(booking);
    this.#load = load;
    await wait(warmUpMs);
  }

  status(): RoomStatus {
    const status = this.line.furthest();
    if (status === null) throw new Error("no room answers");
    return status;
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticks);
    this.#load?.stop();
    await this.line.close();
    await this.rooms.stop();
  }
}

/** Cuts both rooms of Hangzhou at once under load and measures until each of their shards has paid again. */
export async function measureRecovery(
  pace: ChosenPaceName,
  load: RoomsUnderLoad,
): Promise<Recovery> {
  const bench = await Bench.start(pace, load);
  try {
    const { topology } = bench.rooms;
    const cut = topology.rooms.flatMap((room, index) =>
      room.city === city ? [index as RoomIndex] : [],
    );
    const before = bench.status();
    const hit = new Set<number>();
    for (let shard = 0; shard < before.shards.length; shard += 1) {
      if (cut.includes(shardAt(before.shards, shard)!.owner)) hit.add(shard);
    }
    const answer = await bench.rooms.cables.cut({ targets: [city] });
    if (!answer.ok) throw new Error(`the fabric did not cut: ${answer.message}`);
    const dark = await darkSince(
      bench,
      cut.map((room) => topology.rooms[room]!.id),
    );
    const firstPaid = await untilAllPaid(bench, hit, cut, dark);
    await wait(1_000);
    return {
      pace,
      leaderCut: before.leader !== null && cut.includes(before.leader),
      hitShards: hit.size,
      firstCommitMs: firstCommitOf(bench.bookings, cut, dark) - dark,
      ...decisionsOf(bench, dark),
      recoveredMs: Math.max(...firstPaid.values()) - dark,
      survivorsGapMs: longestGap(
        bench.bookings.filter(({ shard, atMs }) => !hit.has(shard) && atMs > dark - 1_000),
      ),
    };
  } finally {
    await bench.stop();
  }
}

/** The moment, by the fabric, at which the first of the rooms had lost its last cable. */
async function darkSince(bench: Bench, ids: readonly string[]): Promise<number> {
  const status = await bench.rooms.cables.status();
  if (!status.ok) throw new Error(`the fabric does not answer: ${status.message}`);
  const times = status.rooms.filter(({ id }) => ids.includes(id)).map(({ dark }) => dark?.atMs);
  return Math.min(...times.map((atMs) => atMs ?? Number.NaN));
}

/** Per hit shard, when this client was told of the first payment that a surviving room booked in it. */
async function untilAllPaid(
  bench: Bench,
  hit: ReadonlySet<number>,
  cut: readonly RoomIndex[],
  dark: number,
): Promise<Map<number, number>> {
  const paid = new Map<number, number>();
  const deadlineMs = dark + recoveryTimeoutMs;
  for (let seen = 0; paid.size < hit.size;) {
    for (; seen < bench.bookings.length; seen += 1) {
      const { shard, room, atMs } = bench.bookings[seen]!;
      if (atMs < dark || !hit.has(shard) || cut.includes(room) || paid.has(shard)) continue;
      paid.set(shard, atMs);
    }
    if (nowMs() > deadlineMs) throw new Error(`${hit.size - paid.size} shards did not pay again`);
    await wait(10);
  }
  return paid;
}

function firstCommitOf(
  bookings: readonly Booking[],
  cut: readonly RoomIndex[],
  dark: number,
): number {
  const first = bookings.find(({ begunMs, room }) => begunMs > dark && !cut.includes(room));
  return first?.atMs ?? Number.NaN;
}

function decisionsOf(bench: Bench, dark: number): Pick<Recovery, "suspectedMs" | "movedMs"> {
  const after = bench.events.filter(({ atMs }) => atMs >= dark);
  const times = (kind: LogEvent["kind"]): number[] =>
    after.filter(({ event }) => event.kind === kind).map(({ atMs }) => atMs - dark);
  return { suspectedMs: times("room-suspected"), movedMs: Math.max(...times("shard-moved")) };
}

function longestGap(bookings: readonly Booking[]): number {
  let longest = 0;
  for (let at = 1; at < bookings.length; at += 1) {
    longest = Math.max(longest, bookings[at]!.atMs - bookings[at - 1]!.atMs);
  }
  return longest;
}

/** Load without any cut: nobody may be suspected. `tell` is called once a minute. */
export async function measureQuietTime(
  pace: ChosenPaceName,
  load: RoomsUnderLoad,
  minutes: number,
  tell: (passed: number, suspicions: number) => void,
): Promise<QuietTime> {
  const bench = await Bench.start(pace, load);
  try {
    const { term } = bench.status();
    bench.bookings.length = 0;
    const suspicions = (): number =>
      bench.events.filter(({ event }) => event.kind === "room-suspected").length;
    const before = suspicions();
    let [booked, longestGapMs] = [0, 0];
    const endMs = nowMs() + minutes * 60_000;
    // Timers may fire a little early.
    for (let minute = 1; nowMs() < endMs - 100; minute += 1) {
      await wait(Math.min(60_000, endMs - nowMs()));
      longestGapMs = Math.max(longestGapMs, longestGap(bench.bookings));
      booked += bench.bookings.length;
      bench.bookings.length = 0;
      tell(minute, suspicions() - before);
    }
    const elections = bench.status().term - term;
    return { minutes, booked, suspicions: suspicions() - before, elections, longestGapMs };
  } finally {
    await bench.stop();
  }
}
