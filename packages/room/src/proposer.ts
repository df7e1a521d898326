import { BatchReader, recordsMax, type BatchWriter, type EncodeRefusal } from "@cablecut/ledger";
import type { AppendOutcome, ReplicatedLog } from "@cablecut/replicated-log/port";

/** Payloads on their way through the log at once; what comes meanwhile gathers in the next one. */
const payloadsInFlightMax = 4;
/** Full payloads that wait behind those in flight. Beyond them the room is busy. */
const payloadsWaitingMax = 8;

/**
 * Gathers records into payloads: an idle room proposes a single transfer within the same turn of the event loop, a busy
 * one fills payloads while earlier ones are being committed (group commit).
 */
export class Proposer {
  readonly #log: () => ReplicatedLog;
  readonly #defer: (task: () => void) => void;
  readonly #nowMs: () => number;
  readonly #committed: (index: number, tookMs: number) => void;
  readonly #ended: (outcome: AppendOutcome, records: BatchReader) => void;
  readonly #writer: BatchWriter;
  readonly #waiting: Uint8Array[] = [];
  #inFlight = 0;
  #flushing = false;
  readonly #reader = new BatchReader();

  /**
   * `committed` is called with the index of every payload of this room's own that came through, after it was applied, and
   * how long that took since it was proposed;
   * `ended` for every other one, to tell those who wait for its records.
   */
  constructor(parts: {
    writer: BatchWriter;
    log: () => ReplicatedLog;
    defer: (task: () => void) => void;
    /** Monotonic. */
    nowMs: () => number;
    committed: (index: number, tookMs: number) => void;
    ended: (outcome: AppendOutcome, records: BatchReader) => void;
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
    if (this.#writer.count > 0) this.#waiting.push(this.#writer.finish());
  }

  #flush(): void {
    while (this.#inFlight < payloadsInFlightMax) {
      if (this.#waiting.length === 0) this.#seal();
      const payload = this.#waiting.shift();
      if (payload === undefined) return;
      this.#inFlight += 1;
      const proposedMs = this.#nowMs();
      this.#log().append(payload, (outcome) => {
        this.#inFlight -= 1;
        if (outcome.kind === "committed")
          this.#committed(outcome.index, this.#nowMs() - proposedMs);
        else if (this.#reader.load(payload) === null) this.#ended(outcome, this.#reader);
        this.scheduleFlush();
      });
    }
  }
}
