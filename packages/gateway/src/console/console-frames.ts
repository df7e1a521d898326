import type { ConsoleFrame } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";

/** A command is taken only from a page whose newest frame left no longer ago than this, ms of awake time. */
export const commandAgeMaxMs = 2_000;
/** Frames that are remembered; four a second leave, and one at every login. */
const framesMax = 256;

/** Numbers the frames that leave for consoles, and tells how old the one is that a page has before it. */
export class ConsoleFrames {
  readonly #boot: number;
  readonly #awake: AwakeClock;
  #number = 0;
  /** When each frame left, oldest first. */
  readonly #leftMs = new Map<number, number>();

  constructor(boot: number, awake: AwakeClock) {
    this.#boot = boot;
    this.#awake = awake;
  }

  /** A frame that leaves now. */
  next(): ConsoleFrame {
    this.#number += 1;
    this.#leftMs.set(this.#number, this.#awake.nowMs);
    for (const [number, leftMs] of this.#leftMs) {
      const isOld = this.#awake.nowMs - leftMs > commandAgeMaxMs;
      if (!isOld && this.#leftMs.size <= framesMax) break;
      this.#leftMs.delete(number);
    }
    return { boot: this.#boot, number: this.#number };
  }

  /** Whether a page that shows this frame knows what it commands; null: it has shown none. */
  isFresh(shown: ConsoleFrame | null): boolean {
    if (shown === null || shown.boot !== this.#boot) return false;
    const leftMs = this.#leftMs.get(shown.number);
    return leftMs !== undefined && this.#awake.nowMs - leftMs <= commandAgeMaxMs;
  }

  /** After a longer sleep nobody can say how old what lies unread is. */
  slept(sleptMs: number): void {
    if (sleptMs > commandAgeMaxMs) this.#leftMs.clear();
  }
}
