/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: rooms are below the count of rooms (the rules refuse others), and the room that was just heard is in
   `order`, so that has a median. */
import type { WordSink, WordSource } from "./word-stream.ts";

/** A step of a room's clock above this is no interval between heartbeats: the clock was set, or the room was away. */
export const clockStepMsMax = 10_000;

/**
 * Time as the log tells it. There is no clock in a deterministic state machine, so heartbeats carry their sender's, and
 * only differences between two heartbeats of one room count. Each room's differences add up to its age; log time is
 * the lower median of the ages of the rooms that are not suspected, and never goes back. One wrong clock among three or
 * more can neither rush nor stop it; a clock that is set merely loses one interval.
 */
export class LogTime {
  nowMs = 0;
  /** Last clock heard per room; -1 before the first. */
  readonly #clocks: Float64Array;
  readonly #ages: Float64Array;
  readonly #order: number[] = [];

  constructor(rooms: number) {
    this.#clocks = new Float64Array(rooms).fill(-1);
    this.#ages = new Float64Array(rooms);
  }

  /** `suspected`: 1 per room that does not count; the room that was heard is not among them. */
  hear(room: number, clockMs: number, suspected: Uint8Array): void {
    const before = this.#clocks[room]!;
    const step = clockMs - before;
    this.#clocks[room] = clockMs;
    if (before >= 0 && step > 0 && step <= clockStepMsMax) this.#ages[room]! += step;
    else this.#ages[room] = Math.max(this.#ages[room]!, this.nowMs);

    const order = this.#order;
    order.length = 0;
    for (let other = 0; other < this.#ages.length; other++) {
      if (suspected[other] === 0 && this.#clocks[other]! >= 0) order.push(this.#ages[other]!);
    }
    order.sort((one, two) => one - two);
    this.nowMs = Math.max(this.nowMs, order[(order.length - 1) >>> 1]!);
  }

  save(sink: WordSink): void {
    sink.double(this.nowMs);
    for (let room = 0; room < this.#ages.length; room++) {
      sink.double(this.#clocks[room]!);
      sink.double(this.#ages[room]!);
    }
  }

  load(source: WordSource): void {
    this.nowMs = source.double();
    for (let room = 0; room < this.#ages.length; room++) {
      this.#clocks[room] = source.double();
      this.#ages[room] = source.double();
    }
  }
}
