import { isProofIn, whatIsMissing, type ShowSnapshot } from "@cablecut/protocol";

/** The state of the stage as a colour and a shape, so that it is told without colour as well. */
export type Strip =
  | "blank"
  | "starting"
  | "lobby"
  | "live"
  | "cue"
  | "cut"
  | "switching"
  | "recovered"
  | "zero"
  | "report"
  | "quorum-lost"
  | "missing";

export function stripOf(show: ShowSnapshot): Strip {
  if (show.blank) return "blank";
  if (show.scene !== "starting" && whatIsMissing(show) !== null) return "missing";
  switch (show.scene) {
    case "live":
      if (show.cue.on || show.act === "hold-up") return "cue";
      return show.act === "report" ? "report" : "live";
    case "recovered":
      if (show.act === "report") return "report";
      if (show.incident?.state !== "recovered") return "live";
      return isProofIn(show) ? "zero" : "recovered";
    case "starting":
    case "lobby":
    case "cut":
    case "switching":
    case "quorum-lost":
      return show.scene;
  }
}
