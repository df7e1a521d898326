import type { IncidentView, PaceName, ShowSnapshot } from "@cablecut/protocol";
import { stageView, type StageView } from "../show/view.ts";
import { storyScene, whatIsMissing } from "./scene.ts";

/** The dashboard goes on telling of now while the story shows the report. */
export type PictureView = "story" | "dashboard";

/**
 * What a picture is about: the incident that it tells of; null where it tells of now. `sinceStopMs`: since this page saw it
 * stop; null where it did not.
 */
export function incidentOfPicture(
  snapshot: ShowSnapshot,
  sinceStopMs: number | null,
  view: PictureView = "story",
): IncidentView | null {
  const scene = view === "story" ? storyScene(snapshot, sinceStopMs) : null;
  const isReport = scene === "report";
  const isItsView = isOfIncident(stageView(snapshot, sinceStopMs), snapshot);
  // A missing receipt is of that run, whatever else goes on.
  const isItsLoss = scene === "missing" && whatIsMissing(snapshot)?.kind === "receipts";
  return isReport || isItsView || isItsLoss ? snapshot.incident : null;
}

function isOfIncident(view: StageView, { incident }: ShowSnapshot): boolean {
  switch (view) {
    case "cut":
    case "switching":
    case "recovered":
    case "no-failover":
      return true;
    // A run of before has nothing to do with the rooms that are silent now.
    case "quorum-lost":
      return incident?.state === "running";
    case "blank":
    case "starting":
    case "lobby":
    case "live":
    case "cue":
      return false;
  }
}

/**
 * The moment that a picture carries, wall clock of the gateway, ms. Once an incident has ended it is that of its start, so
 * that a photograph carries what the report says, whichever of the two views was photographed.
 */
export function pictureAtMs(
  snapshot: ShowSnapshot,
  sinceStopMs: number | null,
  view: PictureView = "story",
): number {
  const incident = incidentOfPicture(snapshot, sinceStopMs, view);
  if (incident === null || incident.state === "running") return snapshot.atMs;
  return incident.startedAtMs ?? snapshot.atMs;
}

/** The pace that a picture names: of the run that it tells of, else that of the next one. */
export function paceOfPicture(snapshot: ShowSnapshot, sinceStopMs: number | null): PaceName {
  return incidentOfPicture(snapshot, sinceStopMs)?.pace ?? snapshot.pace;
}
