import type { IncidentView, ShowSnapshot } from "@cablecut/protocol";

/**
 * What the screen shows: the scene as it is, with the presenter's cue and blank, and the two endings of an incident
 * told apart.
 */
export type StageView =
  | "blank"
  | "lobby"
  | "live"
  | "cue"
  | "cut"
  | "switching"
  | "recovered"
  | "restored-by-hand"
  | "quorum-lost";

/** How long an incident that ended by hand is named after its end, even where the scene is `live` again. */
export const restoredByHandShownMs = 20_000;

export function stageView(snapshot: ShowSnapshot): StageView {
  if (snapshot.blank) return "blank";
  const byHand = snapshot.incident?.state === "restored-by-hand";
  switch (snapshot.scene) {
    case "lobby":
    case "live":
      if (byHand && endedRecently(snapshot.atMs, snapshot.incident)) return "restored-by-hand";
      return snapshot.cue.on ? "cue" : snapshot.scene;
    case "recovered":
      return byHand ? "restored-by-hand" : "recovered";
    case "cut":
    case "switching":
    case "quorum-lost":
      return snapshot.scene;
  }
}

function endedRecently(atMs: number, incident: IncidentView | null): boolean {
  if (incident === null) return false;
  return atMs - (incident.startedAtMs + incident.elapsedMs) < restoredByHandShownMs;
}

/** The timer stands in these views; elsewhere its place belongs to another figure. */
export function showsTimer(view: StageView): boolean {
  return ["cut", "switching", "recovered", "restored-by-hand", "quorum-lost"].includes(view);
}
