import { BatchReader, recordsMax, type BatchWriter, type EncodeRefusal } from "@cablecut/ledger";
import type { AppendOutcome, ReplicatedLog } from "@cablecut/replicated-log/port";

/** Payloads on their way through the log at once; what comes meanwhile gathers in the next one. */
const payloadsInFlightMax = 4;
/** Full payloads that wait behind those in flight. Beyond them the room is busy. */
const payloadsWaitingMax = 8;
/** Numbers of payloads begin anew after so many: far fewer are under way at once. */
const numbersMax = 65_536;

interface Sealed {
  readonly number: number;
  readonly payload: Uint8Array;
}

/**
 * Gathers records into payloads: an idle room proposes a single transfer within the same turn of the event loop, a busy
 * one fills payloads while earlier ones are being committed (group commit).
 */
export class Proposer {
  readonly #log: () => ReplicatedLog;
  readonly #defer: (task: () => void) => void;
  readonly #nowMs: () => number;
  readonly #committed: (index: number, tookMs: number, number: number) => void;
  readonly #ended: (outcome: AppendOutcome, records: BatchReader, number: number) => void;
  readonly #writer: BatchWriter;
  readonly #waiting: Sealed[] = [];
  #number = 0;
  #inFlight = 0;
  #flushing = false;
  readonly #reader = new BatchReader();

  /**
   * `committed` is called with the index of every payload of this room's own that came through, after it was applied, and
   * how long that took since it was proposed;
   * `ended` for every other one, to tell those who wait for its records. Both are told the payload's number.
   */
  constructor(parts: {
    writer: BatchWriter;
    log: () => ReplicatedLog;
    defer: (task: () => void) => void;
    /** Monotonic. */
    nowMs: () => number;
    committed: (index: number, tookMs: number, number: number) => void;
    ended: (outcome: AppendOutcome, records: BatchReader, number: number) => void;
  }) {
    this.#writer = parts.writer;
    this.#log = parts.log;
    this.#defer = parts.defer;
    this.#nowMs = parts.nowMs;
    this.#committed = parts.committed;
    this.#ended = parts.ended;
  }

  get isFull(): boolean {
    return this.#waiting.length >= payloadsWaitingMax;
  }

  /** Of the payload that what is written now comes into; below 65,536. Of those under way no two have the same. */
  get payloadNumber(): number {
    return this.#number;
  }

  /** Adds one record by `write`; the caller has asked `isFull` before. */
  add(write: (writer: BatchWriter) => EncodeRefusal | null): EncodeRefusal | null {
    const refusal = write(this.#writer);
    if (refusal !== null) return refusal;
    this.scheduleFlush();
    return null;
  }

  /** The writer for records that must not cost a closure each; `scheduleFlush` afterwards. */
  get writer(): BatchWriter {
    return this.#writer;
  }

  scheduleFlush(): void {
    if (this.#writer.count >= recordsMax) this.#seal();
    if (this.#flushing) return;
    this.#flushing = true;
    this.#defer(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #seal(): void {
    if (this.#writer.count === 0) return;
    this.#waiting.push({ number: this.#number, payload: this.#writer.finish() });
    this.#number = (this.#number + 1) % numbersMax;
  }

  #flush(): void {
    while (this.#inFlight < payloadsInFlightMax) {
      if (this.#waiting.length === 0) this.#seal();
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { number, payload } = next;
      this.#inFlight += 1;
      const proposedMs = this.#nowMs();
      this.#log().append(payload, (outcome) => {
        this.#inFlight -= 1;
        if (outcome.kind === "committed")
          this.#committed(outcome.index, this.#nowMs() - proposedMs, number);
        else if (this.#reader.load(payload) === null) this.#ended(outcome, this.#reader, number);
        this.scheduleFlush();
      });
    }
  }
}
