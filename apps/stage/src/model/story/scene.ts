import { isProofIn, whatIsMissing, type ShowSnapshot } from "@cablecut/protocol";
import { stageView } from "../show/view.ts";

// The console goes by the same.
export { isProofIn, whatIsMissing, type Missing } from "@cablecut/protocol";

/** What the story shows. Everything but the presenter's acts and blank follows from what was measured. */
export type StoryScene =
  | "blank"
  | "starting"
  | "lobby"
  | "live"
  | "cue"
  | "hold-up"
  | "report"
  /** The first second without the rooms: they are cut, and nobody can say more yet. */
  | "cut"
  /** A room has not answered for a second: measured, and not decided. */
  | "abnormal"
  | "switching"
  /** The first accounts have been moved. */
  | "moving"
  /** The first beat: the timer stands. */
  | "recovered"
  | "full-speed"
  /** The second beat: 0.00, counted behind the end in every room that answers. */
  | "proof"
  | "no-failover"
  | "quorum-lost"
  | "missing";

/** The first beat stands at least this long, ms. */
export const firstBeatMs = 2_000;

/** `sinceStopMs`: since this page saw the incident stop; null where it did not. */
export function storyScene(snapshot: ShowSnapshot, sinceStopMs: number | null = null): StoryScene {
  const view = stageView(snapshot, sinceStopMs);
  const { incident, act } = snapshot;
  if (view === "blank" || view === "starting") return view;
  // Whatever else goes on, also without a quorum: rooms that fall away take no loss off the screen.
  if (whatIsMissing(snapshot) !== null) return "missing";
  switch (view) {
    case "quorum-lost":
    case "lobby":
    case "cue":
      return view;
    case "live":
      return act === "hold-up" || act === "report" ? act : view;
    case "cut":
      return isAbnormal(snapshot) ? "abnormal" : "cut";
    case "switching":
      return (incident?.shardsMoved ?? 0) > 0 ? "moving" : "switching";
    case "recovered":
      if (act === "report") return act;
      if (isProofIn(snapshot) && isFirstBeatOver(snapshot, sinceStopMs)) return "proof";
      return incident?.pace === "full-speed" ? "full-speed" : "recovered";
    case "no-failover":
      return act === "report" ? act : view;
  }
}

/**
 * Whoever waited for the stop has seen it later than it was, and sees the first beat from there on. A page that came later goes
 * by the clock of the gateway that measured both; where the time is not known there is nothing to wait for.
 */
function isFirstBeatOver(
  { atMs, incident }: Pick<ShowSnapshot, "atMs" | "incident">,
  sinceStopMs: number | null,
): boolean {
  if (sinceStopMs !== null) return sinceStopMs >= firstBeatMs;
  const startedAtMs = incident?.startedAtMs ?? null;
  const elapsedMs = incident?.elapsedMs ?? null;
  if (startedAtMs === null || elapsedMs === null) return true;
  return atMs - (startedAtMs + elapsedMs) >= firstBeatMs;
}

function isAbnormal({ incident, rooms }: Pick<ShowSnapshot, "incident" | "rooms">): boolean {
  const lost = incident?.roomsLost ?? [];
  return rooms.some(({ room, condition }) => lost.includes(room) && condition === "abnormal");
}

/** The figure that is the timer's: in every scene from the cut to the stop. */
export function hasTimer(scene: StoryScene): boolean {
  return [
    "cut",
    "abnormal",
    "switching",
    "moving",
    "recovered",
    "full-speed",
    "no-failover",
  ].includes(scene);
}

export type Sky = "live" | "cut" | "ok" | "report" | "black" | "missing";

export function skyOf(scene: StoryScene): Sky {
  switch (scene) {
    case "blank":
    case "quorum-lost":
      return "black";
    case "starting":
    case "report":
      return "report";
    case "lobby":
    case "live":
    case "cue":
    case "hold-up":
    case "no-failover":
      return "live";
    case "cut":
    case "abnormal":
    case "switching":
    case "moving":
      return "cut";
    case "recovered":
    case "full-speed":
    case "proof":
      return "ok";
    case "missing":
      return "missing";
  }
}
