import * as z from "zod";

/**
 * The presenter's hand, told before it acts: a clicker that is armed, or a finger that holds. Consoles tell it, gateways pass
 * it on to every stage at once and to each other, and nothing of it is logged. It says what somebody is about to do, never
 * what has been done.
 */

/** A clicker stays armed no longer, ms. */
export const armedMsMax = 10_000;
/** Nothing must be held longer, ms. */
export const holdMsMax = 5_000;

export const consoleHandSchema = z.strictObject({
  /** The clicker's next press fires an act. */
  armed: z.boolean(),
  /** A finger has begun to hold, and acts when it has held for so long, ms; null: nobody holds. */
  holdMs: z.number().int().min(1).max(holdMsMax).nullable(),
});

/** As a console tells it, whenever it changes. */
export type ConsoleHandTold = z.infer<typeof consoleHandSchema>;

/**
 * As stages hear it: with every change, and when they come. A stage draws the line of a hold by its own clock from
 * `heldMs` on, and takes it away at the next message or once it would be full.
 */
export interface ConsoleHand extends ConsoleHandTold {
  /** For how long it has been held, ms; 0 where nobody holds. */
  readonly heldMs: number;
}

export const idleHand: ConsoleHand = { armed: false, holdMs: null, heldMs: 0 };

export type ConsoleHandAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: "malformed" | "not-logged-in" | "too-fast" };
