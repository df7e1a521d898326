import type { World } from "@cablecut/protocol";
import { isOwnerOut } from "../status/rooms-out.ts";
import { standingOfOpen } from "../transfer/outbox-counts.ts";
import type { OpenNumber, Payment } from "../transfer/payment.ts";
import type { Profile } from "../phone-state.ts";

/** What became of a payment, as its page shows it: five faces, and unknown is never shown as success or failure. */
export type Face = "booked" | "confirming" | "kept" | "checking" | "refused";

export function faceOf(
  payment: Payment,
  open: OpenNumber | null,
  { me }: Pick<Profile, "me">,
  world: World | null,
): Face {
  switch (payment.state.kind) {
    case "booked":
    case "refused":
      return payment.state.kind;
    case "unsent":
      return payment.state.held || payment.wasKept ? "kept" : "confirming";
    case "open":
      return open?.paymentId === payment.id
        ? standingOfOpen(open, isOwnerOut(world, me.shard))
        : "confirming";
  }
}
