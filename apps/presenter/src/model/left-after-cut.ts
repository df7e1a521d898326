import {
  afterCut,
  type AfterCut,
  type CableHealth,
  type RoomHealth,
  type Topology,
} from "@cablecut/protocol";

/** What a cut would leave, as far as the newest snapshot tells. */
export function leftAfter(
  { targets }: { readonly targets: readonly string[] },
  topology: Topology,
  cables: readonly CableHealth[],
  rooms: readonly RoomHealth[],
): AfterCut {
  const carrying = new Set(cables.filter(carries).map(({ cable }) => cable));
  return afterCut({
    targets,
    topology,
    carries: (cable) => carrying.has(cable),
    answers: (room) => rooms.find((health) => health.room === room)?.counting ?? false,
  });
}

function carries(cable: CableHealth): boolean {
  return !["silence", "silence-to-room", "silence-from-room"].includes(cable.fault);
}
