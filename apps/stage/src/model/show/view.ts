import type { IncidentView, ShowSnapshot } from "@cablecut/protocol";

/**
 * What the screen shows: the scene as it is, with the presenter's cue and blank, and the two endings of an incident
 * told apart.
 */
export type StageView =
  | "blank"
  | "starting"
  | "lobby"
  | "live"
  | "cue"
  | "cut"
  | "switching"
  | "recovered"
  /** The incident ended without a failover: by hand, or by itself. */
  | "no-failover"
  | "quorum-lost";

/** How long an incident that ended without a failover is named, even where the scene is `live` again. */
export const noFailoverShownMs = 20_000;

/** `sinceStopMs`: since this page saw the incident stop; null where it did not. */
export function stageView(snapshot: ShowSnapshot, sinceStopMs: number | null = null): StageView {
  if (snapshot.blank) return "blank";
  const noFailover = endedWithoutFailover(snapshot.incident);
  switch (snapshot.scene) {
    case "lobby":
    case "live":
      // Whoever calls for the next cut has gone on, and so has whoever tells of the last one.
      if (snapshot.cue.on) return "cue";
      if (snapshot.act === "hold-up" || snapshot.act === "report") return "live";
      if (noFailover && endedRecently(snapshot, sinceStopMs)) return "no-failover";
      return snapshot.act === "lobby" ? "lobby" : "live";
    case "recovered":
      return noFailover ? "no-failover" : "recovered";
    case "starting":
    case "cut":
    case "switching":
    case "quorum-lost":
      return snapshot.scene;
  }
}

function endedWithoutFailover(incident: IncidentView | null): boolean {
  return incident !== null && incident.state !== "running" && incident.state !== "recovered";
}

/** Where the time is not known, by the clock of the page that saw it: the hall, too, has seen the timer run. */
function endedRecently(
  { atMs, incident }: Pick<ShowSnapshot, "atMs" | "incident">,
  sinceStopMs: number | null,
): boolean {
  if (incident === null) return false;
  const { startedAtMs, elapsedMs } = incident;
  if (startedAtMs === null || elapsedMs === null)
    return sinceStopMs !== null && sinceStopMs < noFailoverShownMs;
  return atMs - (startedAtMs + elapsedMs) < noFailoverShownMs;
}

/** The timer stands in these views; elsewhere its place belongs to another figure. */
export function showsTimer(view: StageView): boolean {
  return ["cut", "switching", "recovered", "no-failover", "quorum-lost"].includes(view);
}
