import type { LocalizedText, Topology, World } from "@cablecut/protocol";
import { phoneTexts, refusalTexts } from "@cablecut/ui";
import type { Profile } from "../phone-state.ts";
import { faceOf, type Face } from "../result/face.ts";
import { placeOutFor } from "../status/cities.ts";
import { shardServes } from "./scheduler.ts";
import type { OpenNumber, Payment } from "./payment.ts";
import { standingOf, type Standing } from "./standing.ts";

/** How far a payment is, as a shape and as words, where it is one line of several. */
export interface PaymentLine {
  readonly shape: Face;
  readonly text: LocalizedText;
  readonly more: LocalizedText | null;
}

export function lineOf(
  payment: Payment,
  open: OpenNumber | null,
  profile: Pick<Profile, "me" | "topology">,
  world: World | null,
): PaymentLine {
  const standing = standingOf(payment, open, { world, profile });
  return {
    shape: faceOf(standing),
    text: textOf(payment, standing),
    more: standing === "kept" ? placeAwaited(payment, profile.topology, world) : null,
  };
}

function textOf(payment: Payment, standing: Standing): LocalizedText {
  if (payment.state.kind === "refused") return refusalTexts[payment.state.refusal];
  switch (standing) {
    case "waiting":
      return phoneTexts.waitingTurn;
    case "kept":
      return phoneTexts.kept;
    case "checking":
    case "forgotten":
    case "refused":
      return phoneTexts.checkingPrompt;
    case "confirming":
      return phoneTexts.confirming;
    case "booked":
      return arrivalText(payment);
  }
}

/** It is news that a payment has arrived, and no more than once, if it was kept or its outcome was unknown. */
export function arrivalText({ wasKept, wasChecked }: Payment): LocalizedText {
  return wasKept || wasChecked ? phoneTexts.arrivedOnce : phoneTexts.booked;
}

function placeAwaited(
  { payee }: Payment,
  topology: Topology,
  world: World | null,
): LocalizedText | null {
  if (shardServes(world?.shards ?? "", payee.shard)) return null;
  const place = placeOutFor(payee, topology, world);
  return place === null ? null : phoneTexts.waitingFor(place);
}
