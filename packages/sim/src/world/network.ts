import type { VirtualClock } from "./clock.ts";
import type { Prng } from "./prng.ts";
import type { Coverage } from "../checks/coverage.ts";

/** Times in milliseconds, chances in 0..1. Messages overtake each other wherever delays differ. */
export interface NetworkConditions {
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  readonly loss: number;
  readonly duplication: number;
  /** The share of messages that take up to `stragglingMs` longer than the others. */
  readonly stragglers: number;
}

const stragglingMs = 300;

export const fairConditions: NetworkConditions = {
  delayMinMs: 0.1,
  delayMaxMs: 0.6,
  loss: 0,
  duplication: 0,
  stragglers: 0,
};

/** Of what is sent into a silent way, this share is held and delivered once it carries again, as TCP would. */
const heldShare = 0.3;
/** Messages held per way. */
const heldMax = 64;

interface Way {
  silent: boolean;
  held: (() => void)[];
  /** Messages put on this way so far, and the newest of them that has arrived. */
  sent: number;
  newest: number;
}

/**
 * Ways between numbered nodes, one in each direction. A cut is silence: nothing arrives, nobody is told. `send` never
 * runs the receiver within the call.
 */
export class Network {
  conditions: NetworkConditions = fairConditions;
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  readonly #coverage: Coverage;
  readonly #ways: Way[][];

  constructor(clock: VirtualClock, prng: Prng, nodes: number, coverage: Coverage) {
    this.#clock = clock;
    this.#prng = prng;
    this.#coverage = coverage;
    this.#ways = Array.from({ length: nodes }, () =>
      Array.from({ length: nodes }, () => ({ silent: false, held: [], sent: 0, newest: 0 })),
    );
  }

  send(from: number, to: number, arrive: () => void): void {
    const { loss, duplication } = this.conditions;
    if (this.#prng.chance(loss)) return this.#coverage.note("messages lost");
    this.#carry(from, to, arrive);
    if (!this.#prng.chance(duplication)) return;
    this.#coverage.note("messages doubled");
    this.#carry(from, to, arrive);
  }

  /** How long something takes that is sent again, after `againMs`, until it is not lost. */
  transitMs(againMs: number): number {
    const { delayMinMs, delayMaxMs, loss, stragglers } = this.conditions;
    let ms = this.#prng.between(delayMinMs, delayMaxMs);
    while (this.#prng.chance(loss)) ms += againMs;
    return this.#prng.chance(stragglers) ? ms + this.#prng.between(0, stragglingMs) : ms;
  }

  isSilent(from: number, to: number): boolean {
    return this.#ways[from]![to]!.silent;
  }

  silence(from: number, to: number): void {
    this.#ways[from]![to]!.silent = true;
    if (!this.isSilent(to, from)) this.#coverage.note("one-way silences");
  }

  heal(from: number, to: number): void {
    const way = this.#ways[from]![to]!;
    way.silent = false;
    for (const arrive of way.held.splice(0)) this.#carry(from, to, arrive);
  }

  /** Both directions between the node and every other one. */
  isolate(node: number): void {
    this.#coverage.note("rooms cut off");
    for (let other = 0; other < this.#ways.length; other += 1) {
      if (other === node) continue;
      this.#ways[node]![other]!.silent = true;
      this.#ways[other]![node]!.silent = true;
    }
  }

  rejoin(node: number): void {
    for (let other = 0; other < this.#ways.length; other += 1) {
      if (other === node) continue;
      this.heal(node, other);
      this.heal(other, node);
    }
  }

  #carry(from: number, to: number, arrive: () => void): void {
    const way = this.#ways[from]![to]!;
    const { delayMinMs, delayMaxMs, stragglers } = this.conditions;
    const delayMs = this.#prng.between(delayMinMs, delayMaxMs);
    const longerMs = this.#prng.chance(stragglers) ? this.#prng.between(0, stragglingMs) : 0;
    way.sent += 1;
    const number = way.sent;
    const deliver = (): void => {
      if (way.silent) return this.#swallow(way, arrive);
      if (number < way.newest) this.#coverage.note("messages overtaken");
      else way.newest = number;
      arrive();
    };
    this.#clock.after(delayMs + longerMs, deliver);
  }

  #swallow(way: Way, arrive: () => void): void {
    if (way.held.length < heldMax && this.#prng.chance(heldShare)) {
      this.#coverage.note("messages held by a cut");
      way.held.push(arrive);
    } else {
      this.#coverage.note("messages swallowed by a cut");
    }
  }
}
