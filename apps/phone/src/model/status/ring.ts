import type { Hall } from "@cablecut/protocol";
import type { PhoneState, Profile } from "../phone-state.ts";
import { keptCount } from "../transfer/outbox-counts.ts";
import { isEverybodyHome } from "./episode.ts";
import { heardWorld } from "./rooms-out.ts";
import { isOwnOut } from "./status.ts";

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

/** The ring and the seconds in it; null: nobody tells them now. */
export interface Ring {
  readonly share: number;
  readonly elapsedMs: number | null;
}

/**
 * Of the switch that goes on. Once it is over the ring is closed where the account is served, until everybody is home; what
 * waits for anything else, a pause or a line, has an empty one.
 */
export function ringOf(state: PhoneState, profile: Profile): Ring {
  const incident = state.hall?.incident ?? null;
  const world = heardWorld(state);
  const isServed = world !== null && !isOwnOut(state, profile);
  if (incident?.state === "running") {
    // Without a line the time goes on, and nobody here knows how far.
    const elapsedMs = state.connection === "connected" ? incident.elapsedMs : null;
    return { share: ringShareOf(incident, isServed && keptCount(state) === 0), elapsedMs };
  }
  const isNews = incident !== null && isServed && !isEverybodyHome(world);
  return { share: isNews ? 1 : 0, elapsedMs: null };
}
