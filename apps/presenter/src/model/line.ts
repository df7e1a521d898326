import { isProofIn, whatIsMissing, type ShowSnapshot, type Topology } from "@cablecut/protocol";
import { shardsAway } from "./acts.ts";
import { isSilent } from "./cables.ts";

/**
 * The show from its beginning to its end. `given`: by the presenter; `measured`: nobody can give it, it comes when it is
 * so.
 */
export const actLine = [
  { step: "lobby", comes: "given" },
  { step: "live", comes: "given" },
  { step: "cue", comes: "given" },
  { step: "hold-up", comes: "given" },
  { step: "cut", comes: "given" },
  { step: "switching", comes: "measured" },
  { step: "recovered", comes: "measured" },
  { step: "zero", comes: "measured" },
  { step: "report", comes: "given" },
  { step: "restore", comes: "given" },
  { step: "home", comes: "measured" },
  { step: "again", comes: "given" },
] as const;
export type Step = (typeof actLine)[number]["step"];

/**
 * What is no part of the line: nobody can say where the show is, too few rooms answer, something is missing, or the rooms
 * were back before anything had moved, so that nothing recovered.
 */
export type BesideTheLine = "starting" | "quorum-lost" | "missing" | "no-failover";

/** Null where the show is on its line. What is missing stands on the stage whatever else goes on. */
export function besideNow(snapshot: ShowSnapshot): BesideTheLine | null {
  if (snapshot.scene === "starting") return "starting";
  if (whatIsMissing(snapshot) !== null) return "missing";
  if (snapshot.scene === "quorum-lost") return "quorum-lost";
  const hasEnded = snapshot.scene === "recovered" && snapshot.incident !== null;
  return hasEnded && snapshot.incident.state !== "recovered" ? "no-failover" : null;
}

/** Where the show is; null where it is beside its line. */
export function stepNow(snapshot: ShowSnapshot, topology: Topology): Step | null {
  if (besideNow(snapshot) !== null) return null;
  switch (snapshot.scene) {
    case "starting":
    case "quorum-lost":
      return null;
    case "cut":
    case "switching":
      return snapshot.scene;
    case "recovered":
      if (snapshot.act === "report") return "report";
      return isProofIn(snapshot) ? "zero" : "recovered";
    case "lobby":
      return "lobby";
    case "live":
      return betweenIncidents(snapshot, topology);
  }
}

function betweenIncidents(snapshot: ShowSnapshot, topology: Topology): Step {
  const { act, cue, incident, cables, shards, pace } = snapshot;
  if (cue.on) return "cue";
  if (act === "hold-up") return act;
  const wasSwitched = incident?.state === "recovered";
  if (!wasSwitched) return "live";
  if (act === "report" && cables.some(isSilent)) return "report";
  if (shardsAway(shards, topology) > 0) return "restore";
  if (act === "report") return "home";
  return pace === "full-speed" && incident.pace !== "full-speed" ? "again" : "live";
}
