import { expect, test } from "vitest";
import { Conduct } from "./conduct.ts";
import { HandshakeTurns } from "./handshake-turns.ts";
import { handshakeBudgets } from "./handshakes.ts";
import type { LoopClock } from "./turns.ts";

/** What a phone does that knows of another gateway: `openLiveSocket`. With one alone it has more patience, once. */
const patienceMs = 5_000;
const againMs = (tries: number): number => Math.min(2_000, 250 * 2 ** tries);
/** What the gateway's process takes for each step of one phone, ms. */
const costs = { accept: 0.1, open: 0.4, enter: 0.4, turn: 0.02 };
/** The hall's Wi-Fi when everybody comes at once. */
const oneWayMs = 150;
const phones = 15_000;

/** Tasks by millisecond: there are half a million of them. */
class Calendar {
  readonly #tasks: (() => void)[][] = [];
  #at = 0;

  add(atMs: number, task: () => void): void {
    const at = Math.max(this.#at, Math.ceil(atMs));
    (this.#tasks[at] ??= []).push(task);
  }

  run(untilMs: number): void {
    for (; this.#at <= untilMs; this.#at += 1) {
      // A task may add one that is due at once.
      const due = this.#tasks[this.#at] ?? [];
      for (let next = due.shift(); next !== undefined; next = due.shift()) next();
      this.#tasks[this.#at] = [];
    }
  }
}

/** A gateway's loop that takes one connection a turn, and the phones of a hall behind one address of its Wi-Fi. */
class Hall {
  readonly #calendar = new Calendar();
  readonly #queue: (() => void)[] = [];
  readonly #conduct: Conduct;
  readonly #turns: HandshakeTurns;
  readonly #budgets: ReturnType<typeof handshakeBudgets>;
  #deferred: (() => void)[] = [];
  #taken = 0;
  #nowMs = 0;
  readonly #random: () => number;
  readonly seen = { inside: 0, vanished: 0, refused: 0, wasOffender: false };

  constructor(random: () => number) {
    this.#random = random;
    const nowMs = (): number => this.#nowMs;
    const clock: LoopClock = {
      nowMs,
      after: (ms, task) => this.#calendar.add(this.#nowMs + ms, task),
      defer: (task) => void this.#deferred.push(task),
    };
    this.#conduct = new Conduct(nowMs);
    this.#turns = new HandshakeTurns(clock, this.#conduct);
    this.#budgets = handshakeBudgets(nowMs);
  }

  /** All of them come in one second. Returns after how long all were in, ms. */
  everybodyComes(): number {
    const begunMs = this.#nowMs;
    this.seen.inside = 0;
    for (let phone = 0; phone < phones; phone += 1)
      this.#calendar.add(begunMs + this.#random() * 1_000, () => this.#try(0));
    while (this.seen.inside < phones && this.#nowMs < begunMs + 600_000) this.#turn();
    return this.#nowMs - begunMs;
  }

  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#nowMs < untilMs) {
      this.#turn();
      this.#nowMs += 1;
    }
  }

  #turn(): void {
    this.#calendar.run(this.#nowMs);
    const next = this.#queue[this.#taken];
    if (next !== undefined) {
      this.#taken += 1;
      next();
    }
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const task of deferred) task();
    this.#nowMs += costs.turn;
    this.seen.wasOffender ||= this.#conduct.isOffender("hall");
  }

  #try(tries: number): void {
    const attempt = { givenUpMs: Infinity, isOver: false };
    const again = (): void =>
      this.#calendar.add(this.#nowMs + againMs(tries) * (0.5 + this.#random()), () =>
        this.#try(tries + 1),
      );
    this.#calendar.add(this.#nowMs + patienceMs, () => {
      if (attempt.isOver) return;
      attempt.givenUpMs = this.#nowMs;
      again();
    });
    // Its connection, and then its request.
    this.#calendar.add(this.#nowMs + 2 * oneWayMs, () =>
      this.#queue.push(() => {
        this.#nowMs += costs.accept;
        this.#judge(attempt, again);
      }),
    );
  }

  #judge(attempt: { givenUpMs: number; isOver: boolean }, again: () => void): void {
    const isKnownToBeOver = (): boolean => attempt.givenUpMs + oneWayMs <= this.#nowMs;
    if (isKnownToBeOver()) return;
    const open = (): void => {
      if (isKnownToBeOver()) return;
      this.#nowMs += costs.open;
      this.#calendar.add(this.#nowMs + oneWayMs, () => this.#opened(attempt));
    };
    if (this.#budgets.take("hall") && this.#turns.run("hall", {}, open)) return;
    this.seen.refused += 1;
    attempt.isOver = true;
    this.#calendar.add(this.#nowMs + oneWayMs, again);
  }

  #opened(attempt: { givenUpMs: number; isOver: boolean }): void {
    if (attempt.givenUpMs < Infinity) {
      this.seen.vanished += 1;
      return this.#conduct.vanished("hall");
    }
    attempt.isOver = true;
    this.#calendar.add(this.#nowMs + oneWayMs, () => {
      this.#conduct.stayed("hall");
      this.#nowMs += costs.enter;
      this.seen.inside += 1;
    });
  }
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 2 ** 31;
  };
}

test("15,000 phones behind one address come, and come back twice in two minutes, over a slow Wi-Fi: none is refused, and those that lose patience meanwhile make nobody an offender", () => {
  const seed = 1 + Math.floor(Math.random() * 1_000_000);
  const hall = new Hall(seeded(seed));
  for (const time of ["first", "second", "third"]) {
    const tookMs = hall.everybodyComes();
    const said = `the ${time} time of seed ${seed}`;
    expect(hall.seen, said).toMatchObject({ inside: phones, refused: 0, wasOffender: false });
    // 0.9 ms each, and what was opened for those that had gone.
    expect(tookMs, said).toBeLessThan(30_000);
    hall.pass(20_000);
  }
  // A hall that loses no patience says nothing.
  expect(hall.seen.vanished, `seed ${seed}`).toBeGreaterThan(50);
});
