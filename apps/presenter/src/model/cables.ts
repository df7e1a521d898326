import type { CableHealth } from "@cablecut/protocol";

/**
 * What restoring takes away: silence, also of one direction only. Whatever else is wrong with a cable is no cut, and stays
 * until it is taken away under the cables' faults.
 */
export function isSilent({ fault }: Pick<CableHealth, "fault">): boolean {
  return isSilence(fault);
}

/** Of a fault by its name, as an event tells it as well. */
export function isSilence(fault: string): boolean {
  return fault.startsWith("silence");
}

/** What can be cut. Of a cable of which nothing is known nobody says so. */
export function isCarrying(cable: Pick<CableHealth, "fault">): boolean {
  return cable.fault !== "unknown" && !isSilent(cable);
}

/** It carries, and not as it should: a delay, a loss, little bandwidth. */
export function isFaulty(cable: Pick<CableHealth, "fault">): boolean {
  return isCarrying(cable) && cable.fault !== "none";
}
