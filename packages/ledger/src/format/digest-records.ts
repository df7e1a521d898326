/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a slot is an index modulo the length of its columns, a room is below the count of rooms (the rules
   refuse others), and a heartbeat that is reported from has been found whole. */
import { asLogIndex } from "@cablecut/protocol";
import { hexOfWords } from "./hex.ts";
import type { DigestReport } from "../ledger-api.ts";
import type { WordSink, WordSource } from "./word-stream.ts";

/** Digest and chain prefix are recorded at multiples of this. */
export const digestInterval = 1_024;
/** Recorded digests that are kept. */
export const digestRecordsMax = 64;
/** Indexes at which reports of rooms are compared at the same time. */
export const comparedIndexesMax = 8;

const recordWords = 4;
const noReport: DigestReport = {
  index: asLogIndex(0),
  digest: "0000000000000000",
  chainPrefix: "0000000000000000",
};

/** What this replica's own state was, at the last multiples of `digestInterval`. */
export class DigestRecords {
  readonly #indexes = new Float64Array(digestRecordsMax);
  readonly #words = new Uint32Array(digestRecordsMax * recordWords);
  /** The newest recorded index, 0 before the first. */
  newest = 0;

  record(index: number, digest0: number, digest1: number, chain0: number, chain1: number): void {
    const slot = slotOf(index, digestRecordsMax);
    this.#indexes[slot] = index;
    this.#words.set([digest0, digest1, chain0, chain1], slot * recordWords);
    this.newest = index;
  }

  at(index: number): DigestReport | null {
    if (index <= 0 || index % digestInterval !== 0) return null;
    const slot = slotOf(index, digestRecordsMax);
    if (this.#indexes[slot] !== index) return null;
    const word = (n: number): number => this.#words[slot * recordWords + n]!;
    return {
      index: asLogIndex(index),
      digest: hexOfWords(word(0), word(1)),
      chainPrefix: hexOfWords(word(2), word(3)),
    };
  }

  /** See Ledger.digestToReport. */
  toReport(room: number, compared: ComparedReports): DigestReport {
    const wanted = this.at(compared.newestLacking(room));
    return wanted ?? this.at(this.newest) ?? noReport;
  }

  save(sink: WordSink): void {
    sink.double(this.newest);
    for (let slot = 0; slot < digestRecordsMax; slot++) sink.double(this.#indexes[slot]!);
    sink.words(this.#words, 0, this.#words.length);
  }

  load(source: WordSource): void {
    this.newest = source.double();
    for (let slot = 0; slot < digestRecordsMax; slot++) this.#indexes[slot] = source.double();
    source.words(this.#words, 0, this.#words.length);
  }
}

/**
 * What the rooms reported in their heartbeats, by index. As soon as a quorum of equal reports stands at an index, every
 * room that reported something else there has diverged. A room's first report at an index counts.
 */
export class ComparedReports {
  readonly #rooms: number;
  readonly #quorum: number;
  readonly #indexes = new Float64Array(comparedIndexesMax);
  /** Bit per room: has reported; has been named as diverged. */
  readonly #reported = new Uint8Array(comparedIndexesMax);
  readonly #named = new Uint8Array(comparedIndexesMax);
  readonly #words: Uint32Array;

  constructor(rooms: number) {
    this.#rooms = rooms;
    this.#quorum = Math.floor(rooms / 2) + 1;
    this.#words = new Uint32Array(comparedIndexesMax * rooms * recordWords);
  }

  /**
   * Takes the report whose index and four words stand in a heartbeat; `words[at]` is its first digest word. Answers the rooms
   * that are now known to have diverged at that index, usually none. Reports at indexes that are no multiples of
   * `digestInterval`, not yet reached or too old are ignored.
   */
  report(
    room: number,
    index: number,
    appliedIndex: number,
    words: Uint32Array,
    at: number,
  ): readonly number[] {
    if (index <= 0 || index % digestInterval !== 0 || index >= appliedIndex) return [];
    const slot = slotOf(index, comparedIndexesMax);
    if (index < this.#indexes[slot]!) return [];
    if (index > this.#indexes[slot]!) {
      this.#indexes[slot] = index;
      this.#reported[slot] = 0;
      this.#named[slot] = 0;
    }
    if ((this.#reported[slot]! >>> room) & 1) return [];
    this.#reported[slot]! |= 1 << room;
    const target = this.#place(slot, room);
    for (let word = 0; word < recordWords; word++) this.#words[target + word] = words[at + word]!;
    return this.#judge(slot);
  }

  /** The newest compared index at which others have reported and `room` has not; 0 if there is none. */
  newestLacking(room: number): number {
    let newest = 0;
    for (let slot = 0; slot < comparedIndexesMax; slot++) {
      if (this.#reported[slot] === 0 || (this.#reported[slot]! >>> room) & 1) continue;
      newest = Math.max(newest, this.#indexes[slot]!);
    }
    return newest;
  }

  #judge(slot: number): readonly number[] {
    const diverged: number[] = [];
    const reporters = this.#reportersAt(slot);
    const majority = reporters.find(
      (room) => reporters.filter((other) => this.#same(slot, room, other)).length >= this.#quorum,
    );
    if (majority === undefined) return diverged;
    for (const room of reporters) {
      if (this.#same(slot, room, majority) || (this.#named[slot]! >>> room) & 1) continue;
      this.#named[slot]! |= 1 << room;
      diverged.push(room);
    }
    return diverged;
  }

  #reportersAt(slot: number): number[] {
    const reporters: number[] = [];
    for (let room = 0; room < this.#rooms; room++) {
      if ((this.#reported[slot]! >>> room) & 1) reporters.push(room);
    }
    return reporters;
  }

  #same(slot: number, one: number, two: number): boolean {
    const first = this.#place(slot, one);
    const second = this.#place(slot, two);
    for (let word = 0; word < recordWords; word++) {
      if (this.#words[first + word] !== this.#words[second + word]) return false;
    }
    return true;
  }

  #place(slot: number, room: number): number {
    return (slot * this.#rooms + room) * recordWords;
  }

  save(sink: WordSink): void {
    for (let slot = 0; slot < comparedIndexesMax; slot++) {
      sink.double(this.#indexes[slot]!);
      sink.word(this.#reported[slot]! | (this.#named[slot]! << 8));
    }
    sink.words(this.#words, 0, this.#words.length);
  }

  load(source: WordSource): void {
    for (let slot = 0; slot < comparedIndexesMax; slot++) {
      this.#indexes[slot] = source.double();
      const bits = source.word();
      this.#reported[slot] = bits & 0xff;
      this.#named[slot] = (bits >>> 8) & 0xff;
    }
    source.words(this.#words, 0, this.#words.length);
  }
}

function slotOf(index: number, slots: number): number {
  return (index / digestInterval) % slots;
}
