/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: the scratch arrays have one double, which is two words; a cursor holds its position against the
   length first. */
/**
 * State is saved and loaded as a sequence of 32-bit words: by snapshots, and by the digest, which is taken over the very
 * words that a snapshot would hold, so that nothing saved can be missing from it.
 */

export interface WordSink {
  /** Any integer of 32 bits. */
  word(value: number): void;
  double(value: number): void;
  words(source: Uint32Array, from: number, to: number): void;
}

/** Reads past the end yield 0 and set `exhausted`; whoever loads checks it before trusting anything. */
export interface WordSource {
  readonly exhausted: boolean;
  /** Words not read yet: a bound for every count that is read. */
  readonly rest: number;
  word(): number;
  double(): number;
  words(target: Uint32Array, from: number, to: number): void;
}

const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);

export function lowerWordOf(value: number): number {
  double[0] = value;
  return doubleWords[0]!;
}

export function upperWordOf(value: number): number {
  double[0] = value;
  return doubleWords[1]!;
}

export function doubleOf(lower: number, upper: number): number {
  doubleWords[0] = lower;
  doubleWords[1] = upper;
  return double[0]!;
}

/** Typed arrays are read in the machine's own order; the formats of this package are little-endian. */
export const machineIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Grows as needed; for the few hundred words over which a digest is taken. */
export class WordList implements WordSink {
  list = new Uint32Array(2_048);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  word(value: number): void {
    this.#reserve(1);
    this.list[this.length] = value;
    this.length += 1;
  }

  double(value: number): void {
    this.word(lowerWordOf(value));
    this.word(upperWordOf(value));
  }

  words(source: Uint32Array, from: number, to: number): void {
    this.#reserve(to - from);
    this.list.set(source.subarray(from, to), this.length);
    this.length += to - from;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.list.length) return;
    const grown = new Uint32Array(2 * (this.length + count));
    grown.set(this.list);
    this.list = grown;
  }
}

/** Over words that lie in one array. */
export class WordCursor implements WordSource {
  exhausted = false;
  readonly #list: Uint32Array;
  #at: number;

  constructor(list: Uint32Array) {
    this.#list = list;
    this.#at = 0;
  }

  get rest(): number {
    return this.#list.length - this.#at;
  }

  word(): number {
    if (this.#at >= this.#list.length) {
      this.exhausted = true;
      return 0;
    }
    const value = this.#list[this.#at]!;
    this.#at += 1;
    return value;
  }

  double(): number {
    const lower = this.word();
    return doubleOf(lower, this.word());
  }

  words(target: Uint32Array, from: number, to: number): void {
    const end = this.#at + to - from;
    if (end > this.#list.length) {
      this.exhausted = true;
      this.#at = this.#list.length;
      return;
    }
    target.set(this.#list.subarray(this.#at, end), from);
    this.#at = end;
  }
}
