import type { ReadIndexOutcome } from "../../port.ts";

type Done = (outcome: ReadIndexOutcome) => void;

interface OpenRead {
  readonly done: Done;
  readonly openedMs: number;
}

/** Reads that share a question. */
interface Question {
  readonly id: number;
  /** Oldest first. */
  reads: OpenRead[];
  /** Somebody was asked: an answer may be of before whatever comes now. */
  wasAsked: boolean;
  /** When it is to be put again; null: as soon as there is somebody to ask. */
  repeatDueMs: number | null;
  /** The answer; then the reads wait until it is applied here. */
  index: number | null;
}

/**
 * Reads whose outcome nobody has been told. What comes within one turn, or while there is no leader to ask, is one question.
 * A question, its answer or the leader can be lost without notice, so it is put again until it is answered.
 */
export class OpenReads {
  /** Oldest first. */
  #questions: Question[] = [];
  #lastId = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  open(nowMs: number, done: Done): void {
    let last = this.#questions.at(-1);
    if (last === undefined || last.wasAsked) {
      last = { id: ++this.#lastId, reads: [], wasAsked: false, repeatDueMs: null, index: null };
      this.#questions.push(last);
    }
    last.reads.push({ done, openedMs: nowMs });
    this.#count += 1;
  }

  /** Puts what was never put, or not within `repeatMs`; `ask` says whether there was anybody to ask. */
  put(nowMs: number, repeatMs: number, ask: (id: number) => boolean): void {
    for (const question of this.#questions) {
      const { id, index, repeatDueMs } = question;
      if (index !== null || (repeatDueMs !== null && nowMs < repeatDueMs)) continue;
      const isAsked = ask(id);
      question.wasAsked ||= isAsked;
      question.repeatDueMs = isAsked ? nowMs + repeatMs : null;
    }
  }

  /** What the former leader was asked is put to the next one at once. */
  leaderChanged(): void {
    for (const question of this.#questions) question.repeatDueMs = null;
  }

  /** The first answer counts; a question that was given up is nobody's. */
  answered(id: number, index: number): void {
    const question = this.#questions.find((open) => open.id === id);
    if (question !== undefined) question.index ??= index;
  }

  applied(appliedIndex: number): void {
    if (this.#count === 0) return;
    const isDone = ({ index }: Question): boolean => index !== null && index <= appliedIndex;
    const done = this.#questions.filter(isDone);
    if (done.length === 0) return;
    this.#questions = this.#questions.filter((question) => !isDone(question));
    for (const { reads, index } of done) {
      if (index !== null) this.#end(reads, { kind: "applied", index });
    }
  }

  /** Gives up what has no index after `leaderWaitMs`, or has one that is not applied here after `applyWaitMs` in all. */
  expire(nowMs: number, leaderWaitMs: number, applyWaitMs: number): void {
    for (const question of this.#questions) {
      const { index, reads } = question;
      const waitMs = index === null ? leaderWaitMs : applyWaitMs;
      let expired = 0;
      while (reads[expired] !== undefined && nowMs >= reads[expired]!.openedMs + waitMs) expired++;
      if (expired === 0) continue;
      const reason = index === null ? "no-leader" : "lagging";
      this.#end(reads.splice(0, expired), { kind: "unavailable", reason });
    }
    this.#questions = this.#questions.filter(({ reads }) => reads.length > 0);
  }

  /** When `put` or `expire` has something to do; null if nothing is open. What waits for a leader waits for its coming. */
  nextDueMs(leaderWaitMs: number, applyWaitMs: number): number | null {
    let dueMs: number | null = null;
    for (const { index, reads, repeatDueMs } of this.#questions) {
      const waitMs = index === null ? leaderWaitMs : applyWaitMs;
      const expiryMs = (reads[0]?.openedMs ?? 0) + waitMs;
      dueMs = Math.min(
        dueMs ?? Infinity,
        expiryMs,
        (index === null ? repeatDueMs : null) ?? Infinity,
      );
    }
    return dueMs;
  }

  stop(): void {
    const open = this.#questions.splice(0);
    for (const { reads } of open) this.#end(reads, { kind: "unavailable", reason: "stopped" });
  }

  #end(reads: readonly OpenRead[], outcome: ReadIndexOutcome): void {
    this.#count -= reads.length;
    for (const { done } of reads) done(outcome);
  }
}
