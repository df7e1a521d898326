import {
  present,
  quorumOf,
  asRoomIndex,
  type AuditAnswer,
  type AuditCheckpoint,
  type LogIndex,
  type RoomAudit,
  type RoomIndex,
} from "@cablecut/protocol";
import type { GatewayPorts } from "../ports.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { RoomWatch } from "../routing/room-watch.ts";

/** Rooms pass a multiple of 1,024 within a status or two of each other; one that has not by then lags. */
const comparisonWaitMs = 2_000;
const samplePauseMs = 100;

type AuditedRooms = Pick<RoomWatch, "topology" | "isAnswering" | "status">;
type AuditPorts = Pick<GatewayPorts, "after" | "nowMs">;

/**
 * Asks every answering room to recount its funds, one room after the other: a recount stops a room for a moment, and
 * two at once might be missed by the others.
 */
export class Audits {
  readonly #rooms: AuditedRooms;
  readonly #calls: AskRoom;
  readonly #ports: AuditPorts;
  #busy = false;

  constructor(rooms: AuditedRooms, calls: AskRoom, ports: AuditPorts) {
    this.#rooms = rooms;
    this.#calls = calls;
    this.#ports = ports;
  }

  run(done: (answer: AuditAnswer) => void): void {
    if (this.#busy) return done({ ok: false, refusal: "busy" });
    this.#busy = true;
    this.#recountFrom(0, new Checkpoints(this.#rooms), [], (answer) => {
      this.#busy = false;
      done(answer);
    });
  }

  #recountFrom(
    room: number,
    checkpoints: Checkpoints,
    counted: readonly RoomAudit[],
    done: (answer: AuditAnswer) => void,
  ): void {
    checkpoints.sample();
    if (room < this.#rooms.topology.rooms.length) {
      return this.#recount(asRoomIndex(room), (audit) =>
        this.#recountFrom(room + 1, checkpoints, [...counted, audit], done),
      );
    }
    const answered = counted.filter((each) => each.answered).map((each) => each.room);
    const untilMs = this.#ports.nowMs() + comparisonWaitMs;
    this.#compare(checkpoints, answered, untilMs, (comparedAt) =>
      done({
        ok: true,
        needed: quorumOf(this.#rooms.topology),
        comparedAt,
        rooms: counted.map((each) =>
          each.answered ? { ...each, checkpoint: checkpoints.at(each.room, comparedAt) } : each,
        ),
      }),
    );
  }

  #recount(room: RoomIndex, done: (audit: RoomAudit) => void): void {
    if (!this.#rooms.isAnswering(room)) return done({ room, answered: false, reason: "silent" });
    this.#calls.call(room, { kind: "audit" }, (answer) => {
      if (answer.kind === "refused") return done({ room, answered: false, reason: answer.refusal });
      if (answer.kind !== "audited") return done({ room, answered: false, reason: "silent" });
      const { funds, sound, appliedIndex } = answer;
      done({ room, answered: true, funds, sound, appliedIndex, checkpoint: null });
    });
  }

  /**
   * The newest index that all of `rooms` have told of; waits a little for those that are just behind, and then takes the newest
   * that a quorum has told of, so that one room that lags hides no difference between the others.
   */
  #compare(
    checkpoints: Checkpoints,
    rooms: readonly RoomIndex[],
    untilMs: number,
    done: (comparedAt: LogIndex | null) => void,
  ): void {
    checkpoints.sample();
    const newest = checkpoints.newestOf(rooms, rooms.length);
    if (newest !== null) return done(newest);
    // Before the 1,024th entry nobody has anything to compare, and waiting would not help.
    const isHopeless = checkpoints.areNoneOf(rooms) || this.#ports.nowMs() >= untilMs;
    if (isHopeless) return done(checkpoints.newestOf(rooms, quorumOf(this.#rooms.topology)));
    this.#ports.after(samplePauseMs, () => this.#compare(checkpoints, rooms, untilMs, done));
  }
}

/** What each room has told of its state at multiples of 1,024 while the audit lasts. */
class Checkpoints {
  readonly #rooms: AuditedRooms;
  readonly #byRoom: readonly Map<LogIndex, AuditCheckpoint>[];

  constructor(rooms: AuditedRooms) {
    this.#rooms = rooms;
    this.#byRoom = rooms.topology.rooms.map(() => new Map());
  }

  sample(): void {
    for (const [room, told] of this.#byRoom.entries()) {
      const digest = this.#rooms.status(asRoomIndex(room))?.digest ?? null;
      if (digest !== null) told.set(digest.index, { state: digest.state, chain: digest.chain });
    }
  }

  #toldBy(room: RoomIndex): ReadonlyMap<LogIndex, AuditCheckpoint> {
    return present(this.#byRoom[room], `room ${room}`);
  }

  at(room: RoomIndex, index: LogIndex | null): AuditCheckpoint | null {
    return index === null ? null : (this.#toldBy(room).get(index) ?? null);
  }

  areNoneOf(rooms: readonly RoomIndex[]): boolean {
    return rooms.every((room) => this.#toldBy(room).size === 0);
  }

  /** The newest index that so many of `rooms` have told of. */
  newestOf(rooms: readonly RoomIndex[], needed: number): LogIndex | null {
    const told = rooms.map((room) => this.#toldBy(room));
    const indexes = new Set(told.flatMap((each) => [...each.keys()]));
    const newestFirst = [...indexes].toSorted((a, b) => b - a);
    const hasEnough = (index: LogIndex): boolean =>
      told.filter((each) => each.has(index)).length >= needed;
    return newestFirst.find(hasEnough) ?? null;
  }
}
