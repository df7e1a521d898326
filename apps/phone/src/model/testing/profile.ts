import { asCents, defaultTopology, type Person } from "@cablecut/protocol";
import type { Profile } from "../phone-state.ts";

/** Of somebody who has come in and has not paid. */
export function profileOf(me: Person, partner: Person | null): Profile {
  return {
    showId: "e82b11dd886c",
    topology: defaultTopology,
    me,
    partner,
    books: {
      openingCents: asCents(1),
      balanceCents: asCents(1),
      receivedCents: asCents(0),
      appliedIndex: 1,
      readAt: 1,
      history: [],
    },
    rehearsal: false,
  };
}
