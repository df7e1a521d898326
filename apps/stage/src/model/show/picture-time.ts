import type { ShowSnapshot } from "@cablecut/protocol";
import { stageView } from "./view.ts";

/**
 * The moment that a picture carries, wall clock of the gateway, ms. Once an incident has ended it is that of its start, so
 * that a photograph carries what the report says, whichever of the two views was photographed.
 */
export function pictureAtMs(snapshot: ShowSnapshot): number {
  const view = stageView(snapshot);
  const isAboutAnEnd = view === "recovered" || view === "no-failover";
  return isAboutAnEnd ? (snapshot.incident?.startedAtMs ?? snapshot.atMs) : snapshot.atMs;
}
