import { isCutOff } from "@cablecut/gateway";
import type { LinkReport } from "@cablecut/protocol";

/** Between two looks at the ways to the rooms, ms. */
export const lookEveryMs = 250;
/** So many looks in a row found none that carries, which is 3 s: counted, so that who was not run judges nobody by that time. */
const looksMin = 12;
/**
 * Whoever comes stays for as long as nothing had carried by then, within these bounds, ms: where all gateways are cut off, or
 * the others have no power, people are sent round once in a while and no more.
 */
const stayMs = { min: 15_000, max: 60_000 };
/** So many are sent at one look, the longest here first: another gateway takes them as through a door. */
const atOnceMax = 500;

/** The connection of a page. */
interface Visitor {
  emit(name: "elsewhere"): unknown;
}

interface ElsewhereParts {
  /** Ways to the rooms over real cables; none where a fabric carries them, which then carries those of all gateways. */
  readonly links: () => readonly LinkReport[];
  readonly nowMs: () => number;
}

/**
 * A gateway whose own cables are all gone goes on speaking to its pages over the audience's network, and has nothing to tell
 * them. Another one may: so they are sent on, and whoever can goes.
 */
export class Elsewhere {
  readonly #parts: ElsewhereParts;
  #looks = 0;
  /** Since when they are here, or were told last, ms; in that order. */
  readonly #here = new Map<Visitor, number>();

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
  }

  came(visitor: Visitor): void {
    this.#here.set(visitor, this.#parts.nowMs());
  }

  left(visitor: Visitor): void {
    this.#here.delete(visitor);
  }

  get isCutOff(): boolean {
    return this.#looks >= looksMin;
  }

  /** To be called every `lookEveryMs`. */
  look(): void {
    this.#looks = isCutOff(this.#parts.links()) ? this.#looks + 1 : 0;
    if (!this.isCutOff) return;
    const nowMs = this.#parts.nowMs();
    const cutOffMs = this.#looks * lookEveryMs;
    const stayed = [...this.#here].slice(0, atOnceMax);
    for (const [visitor, sinceMs] of stayed) {
      const hereMs = nowMs - sinceMs;
      if (hereMs < Math.min(stayMs.max, Math.max(stayMs.min, cutOffMs - hereMs))) return;
      this.#here.delete(visitor);
      this.#here.set(visitor, nowMs);
      visitor.emit("elsewhere");
    }
  }
}
