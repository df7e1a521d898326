import { seededRandom } from "@cablecut/seeded-random";

/** Draws of a plan: the same seed makes the same plan. What the processes do with it differs. */
export class SeededRandom {
  /** In [0, 1). */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** A whole number in [low, high]. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<What>(choices: readonly What[]): What {
    return choices[this.between(0, choices.length - 1)]!;
  }

  /** `count` different ones. */
  some<What>(choices: readonly What[], count: number): What[] {
    const left = [...choices];
    return Array.from({ length: Math.min(count, left.length) }, () => {
      const [taken] = left.splice(this.between(0, left.length - 1), 1);
      return taken!;
    });
  }

  /** A generator of its own, so that one part's draws do not shift another's. */
  fork(): SeededRandom {
    return new SeededRandom(this.between(0, 0xffff_ffff));
  }
}
