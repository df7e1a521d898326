import type { ConsoleSnapshot, Dials } from "@cablecut/protocol";
import { Violation } from "./violation.ts";

/** What a hand has turned last, at every gateway, before the end of the show. */
export const putRight = { doorsOpen: true, blank: false, headCountHidden: false, cue: false };

/** Nothing older may have undone that: not in the log, and at no gateway. */
export function demandPutRight(who: string, dials: Dials | ConsoleSnapshot): void {
  const said = JSON.stringify("frame" in dials ? shownOf(dials) : loggedOf(dials));
  const right = JSON.stringify(putRight);
  if (said !== right) throw new Violation("dials", `${who}: ${said}, turned last: ${right}`);
}

function shownOf({ show }: ConsoleSnapshot): typeof putRight {
  const { doorsOpen, blank, people, cue } = show;
  return { doorsOpen, blank, headCountHidden: people.hidden, cue: cue.on };
}

function loggedOf({ doorsOpen, blank, headCountHidden, act }: Dials): typeof putRight {
  return {
    doorsOpen: doorsOpen.value,
    blank: blank.value,
    headCountHidden: headCountHidden.value,
    cue: act.value.act === "cue",
  };
}
