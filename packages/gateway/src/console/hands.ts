import { armedMsMax, idleHand, type ConsoleHand, type ConsoleHandTold } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { ConnectionId } from "../ports.ts";

/** Behind its end a hold is still shown for so long: the command that it gave is on its way, ms. */
const holdGraceMs = 500;

interface Hand extends ConsoleHandTold {
  readonly toldMs: number;
}

/**
 * The hands of the presenters at their consoles, as stages show them. A console that is gone, or that has said nothing since
 * the time was over, has no hand on anything.
 */
export class Hands {
  readonly #awake: AwakeClock;
  readonly #tell: (hand: ConsoleHand) => void;
  readonly #here = new Map<ConnectionId, Hand>();
  #elsewhere: readonly ConsoleHand[] = [];
  #told = keyOf(idleHand);

  constructor(awake: AwakeClock, tell: (hand: ConsoleHand) => void) {
    this.#awake = awake;
    this.#tell = tell;
  }

  /** Of the consoles at this gateway. */
  get own(): ConsoleHand {
    const { nowMs } = this.#awake;
    return together([...this.#here.values()].map((hand) => handAt(hand, nowMs)));
  }

  /** Of all consoles of the show. */
  get now(): ConsoleHand {
    return together([this.own, ...this.#elsewhere]);
  }

  told(connection: ConnectionId, hand: ConsoleHandTold): void {
    if (!hand.armed && hand.holdMs === null) this.#here.delete(connection);
    else this.#here.set(connection, { ...hand, toldMs: this.#awake.nowMs });
    this.#tellChange();
  }

  left(connection: ConnectionId): void {
    if (this.#here.delete(connection)) this.#tellChange();
  }

  /** What other gateways say of their consoles now. */
  othersTell(hands: readonly ConsoleHand[]): void {
    this.#elsewhere = hands;
    this.#tellChange();
  }

  tick(): void {
    const { nowMs } = this.#awake;
    for (const [connection, hand] of this.#here) {
      const { armed, holdMs } = handAt(hand, nowMs);
      if (!armed && holdMs === null) this.#here.delete(connection);
    }
    this.#tellChange();
  }

  #tellChange(): void {
    const { now } = this;
    if (keyOf(now) === this.#told) return;
    this.#told = keyOf(now);
    this.#tell(now);
  }
}

function handAt({ armed, holdMs, toldMs }: Hand, nowMs: number): ConsoleHand {
  const heldMs = nowMs - toldMs;
  const holds = holdMs !== null && heldMs < holdMs + holdGraceMs;
  return {
    armed: armed && heldMs < armedMsMax,
    ...(holds ? { holdMs, heldMs: Math.round(heldMs) } : { holdMs: null, heldMs: 0 }),
  };
}

/** Of several that hold, the one that acts first is shown. */
function together(hands: readonly ConsoleHand[]): ConsoleHand {
  const [first] = hands
    .filter(({ holdMs }) => holdMs !== null)
    .toSorted((one, other) => leftOf(one) - leftOf(other));
  const { holdMs, heldMs } = first ?? idleHand;
  return { armed: hands.some(({ armed }) => armed), holdMs, heldMs };
}

function leftOf({ holdMs, heldMs }: ConsoleHand): number {
  return (holdMs ?? 0) - heldMs;
}

/** Time that goes by is no change. */
function keyOf({ armed, holdMs }: ConsoleHand): string {
  return `${armed} ${holdMs}`;
}
