import type { LocalizedText, Topology, World } from "@cablecut/protocol";
import { phoneTexts, refusalTexts } from "@cablecut/ui";
import { cityOf } from "../status/status.ts";
import { shardServes } from "./scheduler.ts";
import type { OpenNumber, Payment } from "./payment.ts";

/** How far a payment is, as a shape and as words. Unknown is never told as success or failure. */
export interface PaymentStanding {
  readonly shape: "confirming" | "checking" | "kept" | "booked" | "refused";
  readonly text: LocalizedText;
  readonly more: LocalizedText | null;
}

export function standingOf(
  payment: Payment,
  open: OpenNumber | null,
  topology: Topology,
  world: World | null,
): PaymentStanding {
  const { state } = payment;
  switch (state.kind) {
    case "unsent": {
      if (!state.held) return { shape: "kept", text: phoneTexts.waitingTurn, more: null };
      const payeeWaits = !shardServes(world?.shards ?? "", payment.payee.shard);
      const city = payeeWaits ? cityOf(payment.payee, topology, world) : null;
      return {
        shape: "kept",
        text: phoneTexts.keptPrompt,
        more: city === null ? null : phoneTexts.waitingFor(city),
      };
    }
    case "open":
      if (open?.uncertain === true)
        return { shape: "checking", text: phoneTexts.checkingPrompt, more: null };
      return open?.waitsForOwner === true
        ? { shape: "kept", text: phoneTexts.keptPrompt, more: null }
        : { shape: "confirming", text: phoneTexts.confirming, more: null };
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
