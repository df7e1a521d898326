import type { PhoneState } from "../phone-state.ts";
import { isOwnerOut } from "../status/rooms-out.ts";
import type { OpenNumber } from "./payment.ts";

/** What the stage adds up of this phone: payments kept, payments being checked, receipts held. */
export interface OutboxCounts {
  readonly kept: number;
  readonly checking: number;
  readonly receipts: number;
}

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
export function keptCount(state: Observed): number {
  const unsent = state.book.payments.filter(
    (payment) => payment.state.kind === "unsent" && (payment.state.held || payment.wasKept),
  ).length;
  return unsent + (openStanding(state) === "kept" ? 1 : 0);
}

/** One if the outcome of the open number is unknown; there is never more than one. */
export function checkingCount(state: Observed): 0 | 1 {
  return openStanding(state) === "checking" ? 1 : 0;
}

export function outboxCountsOf(state: PhoneState): OutboxCounts {
  return {
    kept: keptCount(state),
    checking: checkingCount(state),
    receipts: state.receipts.receipts.length,
  };
}
