import type { Cents } from "../values/money.ts";
import type { ShowSnapshot } from "./show.ts";

/** Money or receipts that are not there: the only reason for red. What was not counted or not heard is not missing. */
export type Missing =
  | { readonly kind: "receipts"; readonly count: number }
  | { readonly kind: "money"; readonly differenceCents: Cents }
  | { readonly kind: "copies" };

export function whatIsMissing(
  snapshot: Pick<ShowSnapshot, "incident" | "verification" | "funds" | "copies" | "cue" | "act">,
): Missing | null {
  const { incident, verification, funds, copies } = snapshot;
  const told = [funds?.differenceCents, ...copies.rooms.map((room) => room.differenceCents)];
  const differenceCents = told.find((cents) => cents !== undefined && cents !== 0);
  if (differenceCents !== undefined) return { kind: "money", differenceCents };
  if (copies.compared !== null && new Set(copies.compared.digests).size > 1)
    return { kind: "copies" };
  // Of the last run, until the next one is called for or begins: no other scene takes it away.
  const isCalledAgain = snapshot.cue.on || snapshot.act === "hold-up";
  const isOfThis =
    incident !== null &&
    incident.state !== "running" &&
    verification?.incident === incident.id &&
    !isCalledAgain;
  const count = isOfThis ? verification.missing + verification.forged : 0;
  return count > 0 ? { kind: "receipts", count } : null;
}

/** Every room that answers and was not lost has counted its funds behind the end, and so many do as make a quorum. */
export function isProofIn(
  snapshot: Pick<ShowSnapshot, "incident" | "funds" | "copies" | "quorum">,
): boolean {
  const { incident, funds, copies, quorum } = snapshot;
  if (incident?.state !== "recovered" || funds?.differenceCents !== 0) return false;
  const counted = copies.rooms.filter(({ room }) => !incident.roomsLost.includes(room));
  return (
    counted.length >= quorum.needed &&
    counted.every(
      ({ pastEndOf, differenceCents }) => pastEndOf === incident.id && differenceCents === 0,
    )
  );
}
