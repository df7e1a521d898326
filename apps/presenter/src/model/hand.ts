import type { ConsoleHandTold } from "@cablecut/protocol";

/** What the presenter is about to do, as the stage is told of it: a clicker that is armed, a finger that holds. */
export interface Hand {
  arm(armed: boolean): void;
  /** Null: it has let go, or has acted. */
  hold(holdMs: number | null): void;
}

/** Only changes are told; what does not get through is told with the next one, and stages forget it by themselves. */
export function createHand(tell: (hand: ConsoleHandTold) => void): Hand {
  let now: ConsoleHandTold = { armed: false, holdMs: null };
  const change = (to: Partial<ConsoleHandTold>): void => {
    const next = { ...now, ...to };
    if (next.armed === now.armed && next.holdMs === now.holdMs) return;
    now = next;
    tell(now);
  };
  return { arm: (armed) => change({ armed }), hold: (holdMs) => change({ holdMs }) };
}
