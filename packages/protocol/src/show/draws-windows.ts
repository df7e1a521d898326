import { isProofIn, whatIsMissing } from "./proof.ts";
import type { ShowSnapshot } from "./show.ts";

/**
 * Whether the stage shows people's windows, as it is told: full pictures have none, nor has the dashboard, and of a hidden head
 * count a window is nobody's.
 */
export function drawsWindows(snapshot: ShowSnapshot): boolean {
  const { blank, people, stage, scene, incident, act, cue } = snapshot;
  if (blank || people.hidden || stage.view !== "story") return false;
  if (scene === "starting") return true;
  if (whatIsMissing(snapshot) !== null) return false;
  if (scene === "quorum-lost") return true;
  const isReport = act === "report";
  if (scene === "lobby" || scene === "live") return cue.on || !isReport;
  if (scene !== "recovered") return true;
  if (isReport || incident?.state !== "recovered") return !isReport;
  return !isProofIn(snapshot) && incident.pace !== "full-speed";
}
