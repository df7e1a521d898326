import { addCents, asCents, type OutboxCounts } from "@cablecut/protocol";
import type { PhoneState } from "../phone-state.ts";
import { isOwnerOut } from "../status/rooms-out.ts";
import type { OpenNumber, Payment } from "./payment.ts";

/**
 * What can be said of the open number. `kept`, which means not deducted, only where that is certain: what was sent and not
 * answered when its room fell silent or its shard began to switch may have been booked, so it is `checking`.
 */
export function standingOfOpen(
  open: OpenNumber,
  ownerOut: boolean,
): "confirming" | "checking" | "kept" {
  if (open.uncertain) return "checking";
  if (open.asked) return open.waitsForOwner || ownerOut ? "checking" : "confirming";
  return open.waitsForOwner ? "kept" : "confirming";
}

type Observed = Pick<PhoneState, "book" | "world" | "profile">;

function openStanding({
  book,
  world,
  profile,
}: Observed): ReturnType<typeof standingOfOpen> | null {
  if (book.open === null) return null;
  return standingOfOpen(book.open, isOwnerOut(world, profile?.me.shard ?? null));
}

/** Payments that are certainly not deducted and wait for a shard. */
export function keptPayments(state: Observed): readonly Payment[] {
  const openIsKept = openStanding(state) === "kept";
  return state.book.payments.filter(({ id, state: at, wasKept }) => {
    if (at.kind === "unsent") return at.held || wasKept;
    return openIsKept && id === state.book.open?.paymentId;
  });
}

export function keptCount(state: Observed): number {
  return keptPayments(state).length;
}

/** One if the outcome of the open number is unknown; there is never more than one. */
export function checkingCount(state: Observed): 0 | 1 {
  return openStanding(state) === "checking" ? 1 : 0;
}

export function outboxCountsOf(state: PhoneState): OutboxCounts {
  const kept = keptPayments(state);
  return {
    kept: kept.length,
    keptCents: kept.reduce((sum, { amountCents }) => addCents(sum, amountCents), asCents(0)),
    checking: checkingCount(state),
    receipts: state.receipts.receipts.length,
  };
}
