import {
  afterCut,
  type AfterCut,
  type CableHealth,
  type PresenterCommand,
  type RoomHealth,
  type Topology,
} from "@cablecut/protocol";

type Cut = Extract<PresenterCommand, { kind: "cut" }>;

/** What a cut would leave, as far as the newest snapshot tells. */
export function leftAfter(
  { targets }: Pick<Cut, "targets">,
  topology: Topology,
  cables: readonly CableHealth[],
  rooms: readonly RoomHealth[],
): AfterCut {
  const carrying = new Set(cables.filter(carries).map(({ cable }) => cable));
  return afterCut({
    targets,
    topology,
    carries: (cable) => carrying.has(cable),
    answers: (room) => rooms.find((health) => health.room === room)?.answering ?? false,
  });
}

function carries(cable: CableHealth): boolean {
  return !["silence", "silence-to-room", "silence-from-room"].includes(cable.fault);
}
