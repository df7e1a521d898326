/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: `at` is an index modulo the journal's length. */
import { asLogIndex } from "@cablecut/protocol";
import { hexOfWords } from "./format/hex.ts";
import type { JournalAnswer } from "./ledger-api.ts";
import type { LogPosition } from "./format/log-position.ts";
import type { WordSink, WordSource } from "./format/word-stream.ts";

/** Log indexes that are remembered. */
export const journalMax = 4_096;

/** chain prefix (2), records | booked<<16 */
const entryWords = 3;

/** The last log indexes with their chain prefixes: what a receipt's index and hash are held against. */
export class Journal {
  readonly #words = new Uint32Array(journalMax * entryWords);

  write(position: LogPosition, records: number, booked: number): void {
    const at = (position.index % journalMax) * entryWords;
    this.#words[at] = position.chain0;
    this.#words[at + 1] = position.chain1;
    this.#words[at + 2] = records | (booked << 16);
  }

  at(index: number, appliedIndex: number): JournalAnswer {
    if (!Number.isSafeInteger(index) || index < 1 || index > appliedIndex)
      return { state: "unknown" };
    if (index <= appliedIndex - journalMax) return { state: "archived" };
    const at = (index % journalMax) * entryWords;
    const counts = this.#words[at + 2]!;
    return {
      state: "found",
      entry: {
        index: asLogIndex(index),
        chainPrefix: hexOfWords(this.#words[at]!, this.#words[at + 1]!),
        records: counts & 0xffff,
        booked: counts >>> 16,
      },
    };
  }

  /** As far as the log has come. */
  save(sink: WordSink, appliedIndex: number): void {
    sink.words(this.#words, 0, wordsUsed(appliedIndex));
  }

  load(source: WordSource, appliedIndex: number): void {
    source.words(this.#words, 0, wordsUsed(appliedIndex));
  }
}

function wordsUsed(appliedIndex: number): number {
  return Math.min(appliedIndex + 1, journalMax) * entryWords;
}
