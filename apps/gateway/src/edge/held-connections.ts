import type { Socket } from "node:net";
import type { Clock } from "./turns.ts";

/** Whoever is to be ended is held so long, unread: one that sees its end comes back at once, ms. */
const heldMs = 1_000;
/** From one end to the next, ms: hundreds that came in one breath would come back in one, and others would wait for all of them. */
const betweenMs = 4;
/** Each holds a descriptor: of more, the first ends at once. */
const heldMax = 512;

export type Held = Pick<Socket, "pause" | "destroy" | "once">;

/** Connections that are ended, one after the other. */
export class HeldConnections {
  readonly #clock: Clock;
  /** With when it may end, in that order. */
  readonly #held = new Map<Held, number>();
  #nextEndMs = 0;
  #timer = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(socket: Held): void {
    socket.pause();
    socket.once("close", () => this.#held.delete(socket));
    this.#held.set(socket, this.#clock.nowMs() + heldMs);
    if (this.#held.size > heldMax) this.#endFirst();
    this.#endLater();
  }

  #endLater(): void {
    const [first] = this.#held.values();
    if (first === undefined || this.#timer) return;
    this.#timer = true;
    const dueMs = Math.max(first, this.#nextEndMs);
    this.#clock.after(Math.max(0, dueMs - this.#clock.nowMs()), () => {
      this.#timer = false;
      this.#endFirst();
      this.#nextEndMs = this.#clock.nowMs() + betweenMs;
      this.#endLater();
    });
  }

  #endFirst(): void {
    const [first] = this.#held.keys();
    if (first === undefined) return;
    this.#held.delete(first);
    first.destroy();
  }
}
