import { venueStateOf, type HallCheck, type VenueCheck } from "@cablecut/protocol";

/**
 * The venue as this gateway finds it, and what phones and screens at the others tell of it: a phone that came in anywhere has
 * opened the join address, and the smallest of the show's own screens and the slowest phones are those that have to be seen to
 * (C16).
 */
export function venueTogether(
  here: readonly VenueCheck[],
  elsewhere: readonly (readonly HallCheck[])[],
): readonly VenueCheck[] {
  const others = elsewhere.flat();
  return here.map((own) => others.reduce<VenueCheck>(together, own));
}

function together(one: VenueCheck, other: HallCheck): VenueCheck {
  if (one.check === "join-opened" && other.check === "join-opened")
    return isFound(other) && !isFound(one) ? other : one;
  if (one.check === "stage-screen" && other.check === "stage-screen") {
    if (!("height" in other)) return isStrange(one) && other.own === true ? other : one;
    if (!("height" in one)) return one.own === true && isStrange(other) ? one : other;
    if (isStrange(one) !== isStrange(other)) return isStrange(one) ? other : one;
    return one.height <= other.height ? one : other;
  }
  if (one.check === "round-trip" && other.check === "round-trip") {
    if (!("p99Ms" in other)) return one;
    return "p99Ms" in one && one.p99Ms >= other.p99Ms ? one : other;
  }
  return one;
}

function isStrange(check: VenueCheck): boolean {
  return "strangers" in check && check.strangers === true;
}

function isFound(check: VenueCheck): boolean {
  return venueStateOf(check) === "ok";
}
