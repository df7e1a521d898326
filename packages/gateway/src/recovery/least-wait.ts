import type { RoomStatus } from "@cablecut/protocol";
import type { RoomWatch } from "../routing/room-watch.ts";

/**
 * How long the pace still waits before the first shard may move, ms; null before the suspicion. A room that was started anew
 * counts each lease from when it read the log again (failover's L2), so it can only tell too much: the least that is told of this
 * incident is nearest the truth, and no picture leaps when another room is heard.
 */
export function leastWaitMs(
  rooms: Pick<RoomWatch, "answering" | "status">,
  { leaseRemainingMs, incident }: RoomStatus,
): number | null {
  if (leaseRemainingMs === null) return null;
  const told = rooms.answering.flatMap((room) => {
    const each = rooms.status(room);
    if (each === null || !each.ready || each.diverged) return [];
    return each.incident?.number === incident?.number ? (each.leaseRemainingMs ?? []) : [];
  });
  return Math.min(leaseRemainingMs, ...told);
}
