import {
  quorumOf,
  type CableHealth,
  type PresenterCommand,
  type RoomHealth,
  type Topology,
} from "@cablecut/protocol";

type Cut = Extract<PresenterCommand, { kind: "cut" }>;

/** A room whose both cables carry nothing is lost, and so is one that does not answer already. */
export function roomsLeftAfter(
  cut: Pick<Cut, "targets">,
  topology: Topology,
  cables: readonly CableHealth[],
  rooms: readonly RoomHealth[],
): number {
  return topology.rooms.filter((room, index) => {
    const answering = rooms.find((health) => health.room === index)?.answering ?? false;
    if (!answering) return false;
    return cables.some((cable) => cable.room === index && carries(cable) && !isHit(cable, room));
  }).length;

  function isHit(cable: CableHealth, room: Topology["rooms"][number]): boolean {
    return cut.targets.some(
      (target) =>
        target === "all" || target === cable.cable || target === room.id || target === room.city,
    );
  }
}

function carries(cable: CableHealth): boolean {
  return !["silence", "silence-to-room", "silence-from-room"].includes(cable.fault);
}

export function wouldLoseQuorum(
  cut: Pick<Cut, "targets">,
  topology: Topology,
  cables: readonly CableHealth[],
  rooms: readonly RoomHealth[],
): boolean {
  return roomsLeftAfter(cut, topology, cables, rooms) < quorumOf(topology);
}
