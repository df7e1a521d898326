import type { Came, PageVisit } from "@cablecut/protocol";
import type { Session } from "./sessions.ts";

/** Of the same page, over an earlier connection. */
export function isEarlierVisit(one: PageVisit | null, other: PageVisit | null): boolean {
  return one !== null && one.page === other?.page && one.visit < other.visit;
}

/** Of two pages of one account: both gateways must come to the same end, also where both came in behind the same entry. */
export function cameBefore(
  { enteredAsOf, visit }: Pick<Session, "enteredAsOf" | "visit">,
  came: Came,
): boolean {
  if (enteredAsOf !== came.asOf) return enteredAsOf < came.asOf;
  return (visit?.page ?? "") < came.page;
}
