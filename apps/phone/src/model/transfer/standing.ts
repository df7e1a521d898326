import type { World } from "@cablecut/protocol";
import type { Profile } from "../phone-state.ts";
import { isOwnerOut } from "../status/rooms-out.ts";
import { isUncertain, type OpenNumber, type Payment } from "./payment.ts";

/**
 * How far a payment is. Unknown is never told as success or failure.
 * - `waiting`, `kept`: certainly not deducted; it waits for the payment before it, or until it can be booked.
 * - `confirming`, `checking`: sent, and may have been booked. The first while all is well.
 * - `forgotten`: ended, and nobody keeps how.
 */
export type Standing =
  | "waiting"
  | "kept"
  | "confirming"
  | "checking"
  | "booked"
  | "refused"
  | "forgotten";

/** What is seen of the rooms that bears upon it. */
type Seen = { readonly world: World | null; readonly profile: Pick<Profile, "me"> | null };

/** `open`: the number that is given, whoever's it is. */
export function standingOf(payment: Payment, open: OpenNumber | null, seen: Seen): Standing {
  const { id, state, wasKept } = payment;
  switch (state.kind) {
    case "unsent":
      if (isUncertain(payment)) return "checking";
      return state.held || wasKept ? "kept" : "waiting";
    case "open":
      return open?.paymentId === id ? standingOfOpen(open, seen) : "checking";
    case "refused":
      return state.refusal === "archived" ? "forgotten" : "refused";
    case "booked":
      return "booked";
  }
}

/**
 * `kept` only where that is certain: no copy is under way, and none that was has been left without a no. What was sent and
 * not answered when its room fell silent, its shard began to switch or too few rooms were left may have been booked.
 */
export function standingOfOpen(
  open: OpenNumber,
  { world, profile }: Seen,
): "confirming" | "checking" | "kept" {
  if (open.uncertain || open.disputed) return "checking";
  // While its number is being ended, every copy of the payment itself has had its no.
  if (!open.asked || open.purpose === "cancel") return "kept";
  const ownerOut = isOwnerOut(world, profile?.me.shard ?? null);
  return open.waitsForOwner || ownerOut ? "checking" : "confirming";
}
