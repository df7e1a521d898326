import type { AudienceVerification, ShowSnapshot } from "@cablecut/protocol";

type Heard = Pick<AudienceVerification, "phones" | "verified" | "missing" | "notYetHeard">;

const nothingHeard: Heard = { phones: 0, verified: 0, missing: 0, notYetHeard: 0 };

/** The audience's answers about the incident on the screen; answers about an earlier one are not counted for it. */
export function verificationOf(snapshot: Pick<ShowSnapshot, "incident" | "verification">): Heard {
  const { incident, verification } = snapshot;
  if (incident === null || verification === null) return nothingHeard;
  return verification.incident === incident.id ? verification : nothingHeard;
}
