import {
  afterCut,
  type AfterCut,
  type CableHealth,
  type RoomHealth,
  type Topology,
} from "@cablecut/protocol";
import { isSilent } from "./cables.ts";

/** What a cut would leave, as far as the newest snapshot tells. */
export function leftAfter(
  { targets }: { readonly targets: readonly string[] },
  topology: Topology,
  cables: readonly CableHealth[],
  rooms: readonly RoomHealth[],
): AfterCut {
  const carrying = new Set(cables.filter((cable) => !isSilent(cable)).map(({ cable }) => cable));
  return afterCut({
    targets,
    topology,
    carries: (cable) => carrying.has(cable),
    answers: (room) => rooms.find((health) => health.room === room)?.counting ?? false,
  });
}
