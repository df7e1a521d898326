import type { Hall } from "@cablecut/protocol";

/** So much of the ring stays open until the own account is served: it is not a promise. */
const openShare = 0.03;

/** How full the ring is, 0 to 1: first half = lease waited, second half = accounts that are back of those that were hit. */
export function ringShareOf(incident: Hall["incident"], isServed: boolean): number {
  if (isServed) return 1;
  if (incident === null) return 0;
  const { waited, accountsHit, accountsBack } = incident;
  const back = waited < 1 || accountsHit === 0 ? 0 : accountsBack / accountsHit;
  return Math.min(1 - openShare, (waited + back) / 2);
}
