import type { Hall } from "@cablecut/protocol";
import type { PhoneState } from "../phone-state.ts";
import { countChecks, type CheckedReceipts } from "../receipts/receipt-book.ts";

/** The run that a card is of. Apart from what stands on the card, which is loaded only to be drawn. */
export interface CardRun {
  readonly incident: NonNullable<Hall["incident"]>;
  readonly result: CheckedReceipts;
  /** Wall clock. */
  readonly atMs: number;
}

/** Null until an incident is recovered and this phone's receipts have all been shown. */
export function cardRunOf({ hall, verification, world }: PhoneState): CardRun | null {
  const incident = hall?.incident ?? null;
  if (incident === null || world === null || incident.state !== "recovered") return null;
  if (verification.kind !== "done" || verification.result.incident !== incident.id) return null;
  const { result } = verification;
  if (countChecks(result).lost > 0) return null;
  return { incident, result, atMs: result.wallMs ?? world.atMs };
}
