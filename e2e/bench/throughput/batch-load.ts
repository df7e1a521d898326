import { setTimeout as pause } from "node:timers/promises";
import {
  ledgerResultCodes,
  passingRefusals,
  roomAnswerOf,
  TransferWriter,
  visitTransferAnswers,
  type RoomIndex,
} from "@cablecut/protocol";
import { nowMs, type RoomLine } from "../../client/room-line.ts";
import type { Payers } from "./payers.ts";

/**
 * More is queued while frames are answered in less than this, less while it takes longer; but never less than a frame per
 * room, lest four of them wait for the fifth.
 */
const answeredMs = 80;
/** By how much at most, up or down, per `paceIntervalMs`. */
const paceStep = 1.5;
const paceIntervalMs = 100;
/** After so long without the last answer the rest of a frame is asked for again, with the same numbers. */
const answerTimeoutMs = 3_000;
/** The rooms must have applied and told everything within this time after the last frame. */
const settleTimeoutMs = 30_000;

/** Payers of one room that pay together: one frame, and the next one when all have their answers. */
interface Group {
  readonly room: RoomIndex;
  readonly payers: readonly number[];
  /**
   * Of its frames, one after the other: when all have their answers, the room has the last one, and what the link still sends
   * of it is dropped there. Memory that is new for each frame makes the collector run several times a second, on every core,
   * for as long as its heap happens to be small.
   */
  writer: TransferWriter;
  missing: number;
  sentMs: number;
}

export interface BatchTrial {
  readonly transfers: number;
  /** From the first frame until every room has told that it has applied all. */
  readonly seconds: number;
  /** From a frame to its last answer, ms. */
  readonly latenciesMs: readonly number[];
  /** Answers that ended nothing, by name; the same number was sent again. */
  readonly repeated: ReadonlyMap<string, number>;
}

/** A closed loop of frames to all rooms, without receipts: what is queued is bounded by the rooms' own speed. */
export class BatchLoad {
  readonly #line: RoomLine;
  readonly #payers: Payers;
  readonly #groups: readonly Group[];
  readonly #groupOf: (Group | undefined)[] = [];
  /** By payer: a number is under way and has no answer yet. */
  readonly #waiting: Uint8Array;
  /** By payer: its last number ended nothing and must be sent again as it was. */
  readonly #unfinished: Uint8Array;
  readonly #ready: Group[] = [];
  #queued = 0;
  #queuedMax: number;
  #running = false;
  #sendPlanned = false;
  #latenciesMs: number[] = [];
  #repeated = new Map<string, number>();
  #failure: string | null = null;

  constructor(line: RoomLine, payers: Payers, frameTransfers: number) {
    this.#line = line;
    this.#payers = payers;
    const accounts = Math.max(...payers.all) + 1;
    this.#waiting = new Uint8Array(accounts);
    this.#unfinished = new Uint8Array(accounts);
    this.#groups = groupsOf(payers, frameTransfers);
    for (const group of this.#groups) {
      for (const payer of group.payers) this.#groupOf[payer] = group;
    }
    this.#queuedMax = 8 * frameTransfers;
  }

  /** For the line's owner. */
  answers(room: RoomIndex, frame: Uint8Array): void {
    if (!visitTransferAnswers(frame, this.#take)) this.#failure ??= `room ${room}: damaged answers`;
    this.#sendLater();
  }

  /** Throws where a transfer got an answer that it must not get, and where the rooms do not come to rest. */
  async run(seconds: number): Promise<BatchTrial> {
    const payers = this.#payers;
    const before = payers.acknowledgedCount;
    const startMs = nowMs();
    this.#latenciesMs = [];
    this.#repeated = new Map();
    this.#running = true;
    this.#ready.push(...this.#groups);
    this.#send();
    while (nowMs() - startMs < seconds * 1_000) {
      const answered = this.#latenciesMs.length;
      await pause(paceIntervalMs);
      this.#check();
      this.#pace(this.#latenciesMs.slice(answered));
      this.#askAgain();
    }
    this.#running = false;
    const stoppedMs = nowMs();
    while (this.#queued > 0 || !this.#isAppliedEverywhere()) {
      await pause(1);
      this.#check();
      this.#askAgain();
      if (nowMs() - stoppedMs > settleTimeoutMs) throw new Error("the rooms did not come to rest");
    }
    this.#ready.length = 0;
    return {
      transfers: payers.acknowledgedCount - before,
      seconds: (nowMs() - startMs) / 1_000,
      latenciesMs: this.#latenciesMs,
      repeated: this.#repeated,
    };
  }

  #pace(latenciesMs: readonly number[]): void {
    if (latenciesMs.length === 0) return;
    const meanMs = latenciesMs.reduce((sum, ms) => sum + ms, 0) / latenciesMs.length;
    const step = Math.min(paceStep, Math.max(1 / paceStep, answeredMs / meanMs));
    const { all, topology } = this.#payers;
    const frame = this.#groups[0]!.payers.length;
    this.#queuedMax = Math.max(this.#queuedMax * step, topology.rooms.length * frame);
    this.#queuedMax = Math.min(this.#queuedMax, all.length);
  }

  #check(): void {
    if (this.#failure !== null) throw new Error(this.#failure);
  }

  #isAppliedEverywhere(): boolean {
    return this.#line.statuses.every(
      (status) => (status?.transfersBooked ?? 0) >= this.#payers.acknowledgedCount,
    );
  }

  readonly #take = (code: number, payer: number, sequence: number): void => {
    const payers = this.#payers;
    const group = this.#groupOf[payer];
    // An answer to the second copy of what was asked for twice says nothing new.
    if (group === undefined || this.#waiting[payer] !== 1) return;
    if (sequence !== payers.acknowledged[payer]! + 1) return;
    if (code === ledgerResultCodes.booked) payers.booked(payer, sequence);
    else this.#notBooked(payer, code);
    this.#waiting[payer] = 0;
    this.#queued -= 1;
    group.missing -= 1;
    if (group.missing > 0) return;
    this.#latenciesMs.push(nowMs() - group.sentMs);
    this.#ready.push(group);
  };

  #notBooked(payer: number, code: number): void {
    const answer = roomAnswerOf(code) ?? `code ${code}`;
    const isPassing = answer === "unknown" || passingRefusals.some((name) => name === answer);
    if (!isPassing || answer === "not-serving" || answer === "sequence-gap") {
      this.#failure ??= `payer ${payer} was answered ${answer}`;
      return;
    }
    this.#unfinished[payer] = 1;
    this.#repeated.set(answer, (this.#repeated.get(answer) ?? 0) + 1);
  }

  #sendLater(): void {
    if (this.#sendPlanned) return;
    this.#sendPlanned = true;
    setImmediate(() => {
      this.#sendPlanned = false;
      this.#send();
    });
  }

  #send(): void {
    let group = this.#ready[0];
    while (group !== undefined) {
      if (this.#queued > 0 && this.#queued >= this.#queuedMax) return;
      this.#ready.shift();
      this.#sendFrame(group);
      group = this.#ready[0];
    }
  }

  /** The next number of everybody; while the load runs dry, only of those whose last one ended nothing. */
  #sendFrame(group: Group): void {
    const payers = this.#payers;
    const { writer } = group;
    writer.clear();
    let repeated = 0;
    for (const payer of group.payers) {
      const repeats = this.#unfinished[payer] === 1;
      if (!repeats && !this.#running) continue;
      if (repeats) repeated += 1;
      else payers.next(payer);
      this.#unfinished[payer] = 0;
      this.#waiting[payer] = 1;
      this.#write(writer, payer);
    }
    group.missing = writer.count;
    group.sentMs = nowMs();
    this.#queued += writer.count;
    // An earlier copy of a number may be answered only now: that says nothing of this frame, which may still be on its way out.
    if (repeated > 0) group.writer = new TransferWriter(group.payers.length);
    if (writer.count > 0) this.#line.payFrame(group.room, writer.finish({ receipts: false }));
  }

  #write(writer: TransferWriter, payer: number): void {
    const { payee, amountCents, acknowledged } = this.#payers;
    writer.add(false, payer, payee[payer]!, amountCents[payer]!, acknowledged[payer]! + 1);
  }

  #askAgain(): void {
    for (const group of this.#groups) {
      if (group.missing === 0 || nowMs() - group.sentMs < answerTimeoutMs) continue;
      group.sentMs = nowMs();
      this.#repeated.set("no answer", (this.#repeated.get("no answer") ?? 0) + group.missing);
      // What was sent may still be on its way out when the answers to this copy come.
      group.writer = new TransferWriter(group.payers.length);
      const writer = new TransferWriter(group.missing);
      for (const payer of group.payers) {
        if (this.#waiting[payer] === 1) this.#write(writer, payer);
      }
      this.#line.payFrame(group.room, writer.finish({ receipts: false }));
    }
  }
}

/** As few groups per room as the size of a frame allows, of about the same size. */
function groupsOf(payers: Payers, frameTransfers: number): Group[] {
  return payers.topology.rooms.flatMap((_, room) => {
    const ofRoom = payers.of(room);
    const count = Math.ceil(ofRoom.length / frameTransfers);
    const size = Math.ceil(ofRoom.length / count);
    return Array.from({ length: count }, (__, group) => {
      const members = ofRoom.slice(group * size, (group + 1) * size);
      const writer = new TransferWriter(members.length);
      return { room: room as RoomIndex, payers: members, writer, missing: 0, sentMs: 0 };
    });
  });
}
