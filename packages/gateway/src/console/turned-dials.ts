import type { DialChange, Dials, StampedTurn } from "@cablecut/protocol";

type Turn = Pick<StampedTurn, "change" | "stamp">;

/** Of two turns of one dial; of those that were made at the same time every gateway takes the same one. */
export function isLater(one: Turn, other: Turn): boolean {
  if (one.stamp !== other.stamp) return one.stamp > other.stamp;
  return JSON.stringify(one.change) > JSON.stringify(other.change);
}

/** Removed attendees and ended sessions are looked up one by one. */
export function turned(dials: Dials, change: DialChange): Dials {
  switch (change.dial) {
    case "act":
      return { ...dials, act: { ...dials.act, value: change.value } };
    case "stageLanguages":
      return { ...dials, stageLanguages: { ...dials.stageLanguages, value: change.value } };
    case "stageView":
      return { ...dials, stageView: { ...dials.stageView, value: change.value } };
    case "doorsOpen":
    case "blank":
    case "headCountHidden":
    case "paused":
    case "sound":
      return { ...dials, [change.dial]: { ...dials[change.dial], value: change.value } };
    case "removed":
    case "endedSessions":
      return dials;
  }
}

/** What these dials say of what was turned; null of attendees and sessions, which are turned one by one. */
export function heldOf(dials: Dials, change: DialChange): DialChange | null {
  switch (change.dial) {
    case "removed":
    case "endedSessions":
      return null;
    case "act":
      return { dial: "act", value: dials.act.value };
    case "stageLanguages":
      return { dial: "stageLanguages", value: dials.stageLanguages.value };
    case "stageView":
      return { dial: "stageView", value: dials.stageView.value };
    case "doorsOpen":
    case "blank":
    case "headCountHidden":
    case "paused":
    case "sound":
      return { dial: change.dial, value: dials[change.dial].value };
  }
}

/** Attendees and sessions are turned one by one. */
export function dialKey(change: DialChange): string {
  if (change.dial === "removed") return `removed ${change.value.account}`;
  if (change.dial === "endedSessions") return `endedSessions ${change.value.session}`;
  return change.dial;
}
