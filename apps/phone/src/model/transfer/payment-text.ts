import type { LocalizedText, ShardId, Topology, World } from "@cablecut/protocol";
import { phoneTexts, refusalTexts } from "@cablecut/ui";
import { isOwnerOut } from "../status/rooms-out.ts";
import { cityOf } from "../status/cities.ts";
import { standingOfOpen } from "./outbox-counts.ts";
import { shardServes } from "./scheduler.ts";
import type { OpenNumber, Payment } from "./payment.ts";

/** How far a payment is, as a shape and as words. Unknown is never told as success or failure. */
export interface PaymentStanding {
  readonly shape: "confirming" | "checking" | "kept" | "booked" | "refused";
  readonly text: LocalizedText;
  readonly more: LocalizedText | null;
}

const openTexts = {
  confirming: { shape: "confirming", text: phoneTexts.confirming, more: null },
  checking: { shape: "checking", text: phoneTexts.checkingPrompt, more: null },
  kept: { shape: "kept", text: phoneTexts.kept, more: null },
} as const satisfies Record<ReturnType<typeof standingOfOpen>, PaymentStanding>;

export function standingOf(
  payment: Payment,
  open: OpenNumber | null,
  topology: Topology,
  world: World | null,
  ownShard: ShardId,
): PaymentStanding {
  const { state } = payment;
  switch (state.kind) {
    case "unsent": {
      if (!state.held) return { shape: "kept", text: phoneTexts.waitingTurn, more: null };
      const payeeWaits = !shardServes(world?.shards ?? "", payment.payee.shard);
      const city = payeeWaits ? cityOf(payment.payee, topology, world) : null;
      return {
        shape: "kept",
        text: phoneTexts.kept,
        more: city === null ? null : phoneTexts.waitingFor(city),
      };
    }
    case "open":
      return openTexts[
        open === null ? "confirming" : standingOfOpen(open, isOwnerOut(world, ownShard))
      ];
    case "booked":
      return {
        shape: "booked",
        text: payment.wasKept || payment.wasChecked ? phoneTexts.arrivedOnce : phoneTexts.booked,
        more: null,
      };
    case "refused":
      return { shape: "refused", text: refusalTexts[state.refusal], more: null };
  }
}
