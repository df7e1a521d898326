import { setTimeout as pause } from "node:timers/promises";
import {
  shardAt,
  type DialChange,
  type LoggedIncident,
  type Pace,
  type RoomIndex,
  type RoomStatus,
} from "@cablecut/protocol";
import { roomsReady } from "../client/open-accounts.ts";
import { nowMs, RoomLine, type CallOutcome, type RoomCall } from "../client/room-line.ts";
import { ShardMap } from "../client/shard-map.ts";
import { continueFiveRooms, type FiveRooms, type KeptShow } from "../processes/five-rooms.ts";
import { Attendees, type Person } from "./attendees.ts";

const patienceMs = 60_000;
const callTriesMax = 20;
/** Settings that are under way at once: each becomes an entry of its own. */
const settingsAtOnce = 32;

/** The five real processes on the data of a show, and its people. */
export class SmallShow {
  readonly rooms: FiveRooms;
  readonly line: RoomLine;
  readonly attendees: Attendees;

  private constructor(rooms: FiveRooms, people: readonly Person[]) {
    this.rooms = rooms;
    const shards = new ShardMap(rooms.topology);
    this.line = new RoomLine({
      id: "small-show",
      showId: rooms.showId,
      linkSecret: rooms.linkSecret,
      topology: rooms.topology,
      dials: rooms.gatewayDials,
      owner: {
        status: (_, status) => shards.told(status),
        answer: (_, answer) => this.attendees.answered(answer),
      },
    });
    this.attendees = new Attendees(this.line, shards, people);
  }

  /** Resolves when all five rooms have caught up and serve. */
  static async start(show: KeptShow, people: readonly Person[] = []): Promise<SmallShow> {
    const small = new SmallShow(await continueFiveRooms(show), people);
    try {
      await roomsReady(small.line);
    } catch (error) {
      await small.end();
      throw error;
    }
    return small;
  }

  get roomIndexes(): readonly RoomIndex[] {
    return this.rooms.topology.rooms.map((_, room) => room as RoomIndex);
  }

  /** Waits until the rooms that answer tell what fits, the one that has applied most speaking for all. */
  async until(what: string, fits: (status: RoomStatus) => boolean): Promise<void> {
    await this.untilTrue(what, () => {
      const status = this.line.furthest();
      return status !== null && fits(status);
    });
  }

  async untilTrue(what: string, holds: () => boolean): Promise<void> {
    const deadlineMs = nowMs() + patienceMs;
    while (!holds()) {
      const diverged = this.line.statuses.find((status) => status?.diverged === true);
      if (diverged !== undefined && diverged !== null) {
        throw new Error(`room ${diverged.room} has another state than the others: it diverged`);
      }
      if (nowMs() > deadlineMs) {
        const told = JSON.stringify(this.line.statuses);
        throw new Error(`not reached: ${what}; ${this.rooms.crashes.join("; ")} ${told}`);
      }
      await pause(20);
    }
  }

  /** Asks until the room answers; what a room of this show refuses for the moment is asked again. */
  async ask(room: RoomIndex, request: RoomCall): Promise<CallOutcome> {
    let answer: CallOutcome = { kind: "not-sent" };
    for (let attempt = 0; attempt < callTriesMax; attempt += 1) {
      answer = await this.line.call(room, request);
      const isPassing = ["not-sent", "no-answer", "refused"].includes(answer.kind);
      if (!isPassing) return answer;
      await pause(100);
    }
    return answer;
  }

  async setPace(pace: Pace): Promise<void> {
    await this.#set({ kind: "set-pace", pace });
  }

  async setFailback(failback: boolean): Promise<void> {
    await this.#set({ kind: "set-failback", failback });
  }

  async setDial(change: DialChange): Promise<void> {
    await this.#set({ kind: "set-dial", change });
  }

  /** As if it had taken a second, and every shard of it as long. */
  async measureIncident({ number, shards }: LoggedIncident): Promise<void> {
    await this.#set({
      kind: "measure-incident",
      incident: number,
      source: "suspicion",
      durationMs: 1_000,
      shards: shards.map(({ shard }) => [shard, 1_000]),
    });
  }

  /** Lets the log grow beyond `index` by settings that change nothing. */
  async growBeyond(index: number): Promise<void> {
    for (;;) {
      const status = this.line.furthest();
      const missing = index + 1 - (status?.appliedIndex ?? 0);
      if (status !== null && missing <= 0) return;
      if (status !== null) {
        const { failback, room } = status;
        const calls = Array.from({ length: Math.min(missing, settingsAtOnce) }, () =>
          this.line.call(room, { kind: "set-failback", failback }),
        );
        await Promise.all(calls);
      }
      await pause(20);
    }
  }

  /** Every process ends as when a show is stopped; the data stay. */
  async stop(): Promise<void> {
    await this.line.close();
    await Promise.all(this.rooms.rooms.map((room) => room.terminate()));
    await this.rooms.stop();
  }

  /** Ends every process at once. */
  async end(): Promise<void> {
    await this.line.close();
    await this.rooms.stop();
  }

  async #set(request: RoomCall): Promise<void> {
    const answer = await this.ask(this.line.furthest()?.room ?? (0 as RoomIndex), request);
    if (answer.kind !== "done") throw new Error(`${request.kind}: ${JSON.stringify(answer)}`);
  }
}

/** Shards per room that it serves; shards that are switching count for nobody. */
export function servedBy(status: RoomStatus): number[] {
  const counts = status.rooms.map(() => 0);
  for (let shard = 0; shard < status.shards.length; shard += 1) {
    const place = shardAt(status.shards, shard);
    if (place?.status === "serving") counts[place.owner]! += 1;
  }
  return counts;
}
