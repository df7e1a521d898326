import type { ShowSnapshot } from "@cablecut/protocol";

/** What the audience has told of its receipts: numbers that are never added up. */
export interface ReceiptsTold {
  /** That have answered. */
  readonly phones: number;
  readonly verified: number;
  /** Forged ones as well. Null while nobody has answered: that none is missing is nobody's word then. */
  readonly missing: number | null;
  /** Null where nobody has been asked, as far as is known. */
  readonly notYetHeard: number | null;
}

const nothingTold: ReceiptsTold = { phones: 0, verified: 0, missing: null, notYetHeard: null };

/** The audience's answers about the incident on the screen; answers about an earlier one are not counted for it. */
export function verificationOf(
  snapshot: Pick<ShowSnapshot, "incident" | "verification">,
): ReceiptsTold {
  const { incident, verification } = snapshot;
  if (incident === null || verification?.incident !== incident.id) return nothingTold;
  const { phones, verified, missing, forged, notYetHeard } = verification;
  return { phones, verified, missing: phones === 0 ? null : missing + forged, notYetHeard };
}
