import type { RoomWatch } from "../routing/room-watch.ts";

/**
 * Since each room's last heartbeat, ms; null where no room that answers can say. A room that was started anew counts from when it
 * read that heartbeat again and can only tell too little: of those that know the same one, whoever says most is nearest the truth.
 */
export function heartbeatAgesMs(
  rooms: Pick<RoomWatch, "topology" | "best" | "answering" | "status">,
): readonly (number | null)[] {
  const best = rooms.best();
  return rooms.topology.rooms.map((_, index) => {
    const newest = best?.rooms[index]?.lastHeartbeat;
    const told = rooms.answering.flatMap((room) => {
      const status = rooms.status(room);
      const knows = status?.ready === true && status.rooms[index]?.lastHeartbeat === newest;
      return knows ? (status.heartbeatAgesMs[index] ?? []) : [];
    });
    return told.length === 0 ? null : Math.round(Math.max(...told));
  });
}
