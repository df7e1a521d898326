import {
  present,
  quorumOf,
  roomIn,
  asRoomIndex,
  type AuditAnswer,
  type AuditCheckpoint,
  type LogIndex,
  type RoomAudit,
  type RoomIndex,
} from "@cablecut/protocol";
import { setTimeout as pause } from "node:timers/promises";
import { nowMs } from "../clock.ts";
import type { RoomCalls } from "../rooms/room-calls.ts";
import type { RoomWatch } from "../rooms/room-watch.ts";

/** Rooms pass a multiple of 1,024 within a status or two of each other; one that has not by then lags. */
const comparisonWaitMs = 2_000;
const samplePauseMs = 100;

export interface AuditParts {
  readonly watch: RoomWatch;
  readonly calls: RoomCalls;
}

const auditing = new WeakSet<RoomCalls>();

/**
 * Asks every answering room to recount its funds, one room after the other: a recount stops a room for a moment, and
 * two at once might be missed by the others.
 */
export async function audit({ watch, calls }: AuditParts): Promise<AuditAnswer> {
  if (auditing.has(calls)) return { ok: false, refusal: "busy" };
  auditing.add(calls);
  try {
    const checkpoints = new Checkpoints(watch);
    const rooms: RoomAudit[] = [];
    for (const room of watch.topology.rooms.keys()) {
      checkpoints.sample();
      rooms.push(await recount(watch, calls, asRoomIndex(room)));
    }
    const answered = rooms.filter((each) => each.answered).map(({ room }) => room);
    const comparedAt = await checkpoints.common(answered);
    return {
      ok: true,
      needed: quorumOf(watch.topology),
      comparedAt,
      rooms: rooms.map((each) =>
        each.answered ? { ...each, checkpoint: checkpoints.at(each.room, comparedAt) } : each,
      ),
    };
  } finally {
    auditing.delete(calls);
  }
}

async function recount(watch: RoomWatch, calls: RoomCalls, room: RoomIndex): Promise<RoomAudit> {
  if (!watch.isAnswering(room)) return { room, answered: false, reason: "silent" };
  const answer = await calls.call(roomIn(watch.topology, room).id, { kind: "audit" });
  if (answer.kind === "refused") return { room, answered: false, reason: answer.refusal };
  if (answer.kind !== "audited") return { room, answered: false, reason: "silent" };
  const { funds, sound, appliedIndex } = answer;
  return { room, answered: true, funds, sound, appliedIndex, checkpoint: null };
}

/** What each room has told of its state at multiples of 1,024 while the audit lasts. */
class Checkpoints {
  readonly #watch: RoomWatch;
  readonly #byRoom: readonly Map<LogIndex, AuditCheckpoint>[];

  constructor(watch: RoomWatch) {
    this.#watch = watch;
    this.#byRoom = watch.topology.rooms.map(() => new Map());
  }

  sample(): void {
    for (const [room, told] of this.#byRoom.entries()) {
      const digest = this.#watch.status(asRoomIndex(room))?.digest ?? null;
      if (digest !== null) told.set(digest.index, { state: digest.state, chain: digest.chain });
    }
  }

  #toldBy(room: RoomIndex): ReadonlyMap<LogIndex, AuditCheckpoint> {
    return present(this.#byRoom[room], `room ${room}`);
  }

  at(room: RoomIndex, index: LogIndex | null): AuditCheckpoint | null {
    return index === null ? null : (this.#toldBy(room).get(index) ?? null);
  }

  /** The newest index that all of `rooms` have told of; waits a little for those that are just behind. */
  async common(rooms: readonly RoomIndex[]): Promise<LogIndex | null> {
    const untilMs = nowMs() + comparisonWaitMs;
    for (;;) {
      this.sample();
      const newest = this.#newestOfAll(rooms);
      if (newest !== null || rooms.length === 0 || nowMs() >= untilMs) return newest;
      // Before the 1,024th entry nobody has anything to compare, and waiting would not help.
      if (rooms.every((room) => this.#toldBy(room).size === 0)) return null;
      await pause(samplePauseMs);
    }
  }

  #newestOfAll(rooms: readonly RoomIndex[]): LogIndex | null {
    const [first, ...others] = rooms.map((room) => this.#toldBy(room));
    const indexes = [...(first?.keys() ?? [])].toSorted((a, b) => b - a);
    return indexes.find((index) => others.every((told) => told.has(index))) ?? null;
  }
}
