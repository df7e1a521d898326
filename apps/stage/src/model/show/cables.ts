import type { CableHealth, CableName, RoomIndex, ShowSnapshot } from "@cablecut/protocol";

/** `cut`: carries nothing in at least one direction. `impaired`: slow, lossy or narrow, but carries. `unknown`: nobody can say. */
export type CableLook = "whole" | "cut" | "impaired" | "unknown";

export function cableLook(fault: CableHealth["fault"]): CableLook {
  switch (fault) {
    case "none":
      return "whole";
    case "silence":
    case "silence-to-room":
    case "silence-from-room":
      return "cut";
    case "delay":
    case "loss":
    case "bandwidth":
    case "mixed":
      return "impaired";
    case "unknown":
      return "unknown";
  }
}

/** Cables that are cut now: the number that the screen says, whatever was asked for. */
export function cutCables(snapshot: Pick<ShowSnapshot, "cables">): number {
  return snapshot.cables.filter((cable) => cableLook(cable.fault) === "cut").length;
}

/** However badly; one of which nobody knows anything does not. */
export function carries(fault: CableHealth["fault"]): boolean {
  return ["whole", "impaired"].includes(cableLook(fault));
}

/** Null where nobody knows anything of any. */
export function carryingCables(cables: readonly Pick<CableHealth, "fault">[]): number | null {
  if (cables.every(({ fault }) => cableLook(fault) === "unknown")) return null;
  return cables.filter(({ fault }) => carries(fault)).length;
}

/** Rooms of which no cable carries: whatever else is known of them, nobody reaches them. */
export function roomsWithoutCable(cables: readonly CableHealth[]): ReadonlySet<RoomIndex> {
  const cut = cables.filter(({ fault }) => cableLook(fault) === "cut");
  const others = new Set(cables.filter((cable) => !cut.includes(cable)).map(({ room }) => room));
  return new Set(cut.flatMap(({ room }) => (others.has(room) ? [] : [room])));
}

/**
 * The cable over which a payment of this room is drawn: rather one that is known to carry than one of which nobody knows anything.
 * Null where both are cut.
 */
export function carryingCable(
  cables: readonly CableHealth[],
  room: RoomIndex,
  preferred: CableName,
): CableName | null {
  const other: CableName = preferred === "A" ? "B" : "A";
  const looks = [preferred, other].map((name) => {
    const cable = cables.find((entry) => entry.room === room && entry.cable.endsWith(`/${name}`));
    return { name, look: cable === undefined ? "cut" : cableLook(cable.fault) };
  });
  const carrying = looks.find(({ look }) => look === "whole" || look === "impaired");
  return (carrying ?? looks.find(({ look }) => look === "unknown"))?.name ?? null;
}
