import { phonesMax } from "@cablecut/protocol";

/** When many ask they have a share of each such stretch of the process's time; what is left is for payments. */
const windowMs = 20;
/**
 * And so much of one turn of the loop: a payment is several turns on its way, and would wait in each of them for a whole share, which
 * is more than all else that it takes.
 */
const sliceMs = 1;
/** Requests of one connection that wait: browsers send the next one when the last is answered. */
const perConnectionMax = 8;
/** Of all connections: everybody of a full hall, and the phone that each may have besides. */
const waitingMax = 2 * phonesMax;

export interface Clock {
  readonly nowMs: () => number;
  readonly after: (ms: number, task: () => void) => void;
}

/** A clock that knows turns of the loop. */
export interface LoopClock extends Clock {
  /** In the next turn, when what has come meanwhile was heard. */
  readonly defer: (task: () => void) => void;
}

/** Something that a request came over. */
type Way = object;

/**
 * Whose page or handshake is next. Work is limited, not people: while these have used up their share of time, requests wait,
 * and connections take turns, so one that asks for thousands of pages waits for itself and not others for it.
 */
export class Turns {
  readonly #clock: LoopClock;
  readonly #shareMs: number;
  /** By connection, in the order of their turns. Where somebody waits, a timer runs or the next turn is watched. */
  readonly #waiting = new Map<Way, (() => void)[]>();
  #count = 0;
  #spentMs = 0;
  #spentInTurnMs = 0;
  #windowEndsMs = 0;
  #timer = false;
  #watchesTurn = false;

  /** `shareMs` of every 20 ms. */
  constructor(clock: LoopClock, shareMs: number) {
    this.#clock = clock;
    this.#shareMs = shareMs;
  }

  /** Runs the task now or when it is its turn. False where too many wait. */
  run(way: Way, task: () => void): boolean {
    if (this.#count === 0 && this.#hasTime()) {
      this.#do(task);
      return true;
    }
    const own = this.#waiting.get(way);
    if (this.#count >= waitingMax || (own?.length ?? 0) >= perConnectionMax) return false;
    if (own === undefined) this.#waiting.set(way, [task]);
    else own.push(task);
    this.#count += 1;
    this.#goOnLater();
    return true;
  }

  #hasTime(): boolean {
    const now = this.#clock.nowMs();
    if (now >= this.#windowEndsMs) {
      this.#windowEndsMs = now + windowMs;
      this.#spentMs = 0;
    }
    return this.#spentMs < this.#shareMs && this.#spentInTurnMs < sliceMs;
  }

  #do(task: () => void): void {
    const before = this.#clock.nowMs();
    task();
    const tookMs = this.#clock.nowMs() - before;
    this.#spentMs += tookMs;
    this.#spentInTurnMs += tookMs;
    this.#watchTurn();
  }

  #watchTurn(): void {
    if (this.#watchesTurn) return;
    this.#watchesTurn = true;
    this.#clock.defer(() => {
      this.#watchesTurn = false;
      this.#spentInTurnMs = 0;
      this.#goOn();
    });
  }

  #goOn(): void {
    while (this.#count > 0 && this.#hasTime()) this.#serveNext();
    if (this.#count > 0) this.#goOnLater();
  }

  #goOnLater(): void {
    if (this.#spentMs < this.#shareMs) return this.#watchTurn();
    if (this.#timer) return;
    this.#timer = true;
    this.#clock.after(Math.max(1, this.#windowEndsMs - this.#clock.nowMs()), () => {
      this.#timer = false;
      this.#goOn();
    });
  }

  #serveNext(): void {
    for (const [way, tasks] of this.#waiting) {
      const task = tasks.shift();
      this.#waiting.delete(way);
      // Its next turn comes when all others have had theirs.
      if (tasks.length > 0) this.#waiting.set(way, tasks);
      this.#count -= 1;
      if (task !== undefined) this.#do(task);
      return;
    }
  }
}
