import type { Socket } from "node:net";
import { Spaced } from "./spaced.ts";
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
  readonly #ends: Spaced;

  constructor(clock: Clock) {
    this.#ends = new Spaced(clock, { waitMs: heldMs, betweenMs, oneMorePer: Infinity });
  }

  hold(socket: Held): void {
    socket.pause();
    const end = (): void => void socket.destroy();
    socket.once("close", () => this.#ends.callOff(end));
    this.#ends.add(end);
    if (this.#ends.count > heldMax) this.#ends.hurryFirst();
  }
}
