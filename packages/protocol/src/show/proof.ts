import type { Cents } from "../values/money.ts";
import type { CopiesView, IncidentView, ShowSnapshot } from "./show.ts";

/** Money or receipts that are not there: the only reason for red. What was not counted or not heard is not missing. */
export type Missing =
  | { readonly kind: "receipts"; readonly count: number }
  | { readonly kind: "money"; readonly differenceCents: Cents }
  | { readonly kind: "copies" };

interface Told {
  readonly incident: Pick<IncidentView, "id" | "state"> | null;
  readonly verification: ShowSnapshot["verification"];
  readonly funds: { readonly differenceCents: Cents } | null;
  readonly copies: CopiesView;
}

export function whatIsMissing(
  snapshot: Told & Pick<ShowSnapshot, "cue" | "act" | "scene">,
): Missing | null {
  // Receipts are of the last run, until the next one is called for or begins: no other scene takes it away. Where its end is
  // still on show nobody has gone on, so zero never stands over a receipt that is missing.
  const isCalledFor = snapshot.cue.on || snapshot.act === "hold-up";
  const isCalledAgain = isCalledFor && snapshot.scene !== "recovered";
  return missingAfter(isCalledAgain ? { ...snapshot, verification: null } : snapshot);
}

/** Of the last run, whatever has been called for since: what is said of that run alone goes by this. */
export function missingAfter({ incident, verification, funds, copies }: Told): Missing | null {
  const told = [funds?.differenceCents, ...copies.rooms.map((room) => room.differenceCents)];
  const differenceCents = told.find((cents) => cents !== undefined && cents !== 0);
  if (differenceCents !== undefined) return { kind: "money", differenceCents };
  if (copies.compared !== null && new Set(copies.compared.digests).size > 1)
    return { kind: "copies" };
  const isOfThis =
    incident !== null && incident.state !== "running" && verification?.incident === incident.id;
  const count = isOfThis ? verification.missing + verification.forged : 0;
  return count > 0 ? { kind: "receipts", count } : null;
}

interface Counted {
  readonly incident: Pick<IncidentView, "id" | "state" | "roomsLost"> | null;
  readonly funds: { readonly differenceCents: Cents } | null;
  readonly copies: Pick<CopiesView, "rooms">;
  readonly quorum: Pick<ShowSnapshot["quorum"], "needed">;
}

/**
 * Every room that answers has counted its funds behind the end, and so many do as make a quorum. One that was lost and still
 * catches up is not waited for; once it has counted, it counts.
 */
export function isProofIn({ incident, funds, copies, quorum }: Counted): boolean {
  if (incident?.state !== "recovered" || funds?.differenceCents !== 0) return false;
  const counted = copies.rooms.filter(
    ({ room, pastEndOf }) => pastEndOf === incident.id || !incident.roomsLost.includes(room),
  );
  return (
    counted.length >= quorum.needed &&
    counted.every(
      ({ pastEndOf, differenceCents }) => pastEndOf === incident.id && differenceCents === 0,
    )
  );
}
