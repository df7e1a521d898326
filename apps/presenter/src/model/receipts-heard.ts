import type { ShowSnapshot } from "@cablecut/protocol";

/** What phones have told of their receipts since the incident on show. A forged one is as red as a missing one. */
export interface ReceiptsHeard {
  readonly verified: number;
  /** Null before the first phone has answered: that none is missing is nobody's word then. */
  readonly missing: number | null;
  readonly notYetHeard: number;
}

/** Null while nobody has told; what was told of an earlier incident says nothing of this one. */
export function receiptsHeard({
  incident,
  verification,
}: Pick<ShowSnapshot, "incident" | "verification">): ReceiptsHeard | null {
  if (verification === null || verification.incident !== incident?.id) return null;
  const { phones, verified, missing, forged, notYetHeard } = verification;
  return { verified, missing: phones === 0 ? null : missing + forged, notYetHeard };
}
