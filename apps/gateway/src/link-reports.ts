import type { Mesh } from "@cablecut/link";
import { asRoomIndex, planesOf, type LinkReport, type Topology } from "@cablecut/protocol";

/** What this gateway sees of its ways to the rooms: those that run over a network card. */
export function linkReports(
  links: ReturnType<Mesh["status"]>,
  { rooms }: Pick<Topology, "rooms">,
): readonly LinkReport[] {
  return links.flatMap(({ peerId, paths }) => {
    const room = rooms.findIndex(({ id }) => id === peerId);
    const reports = paths.flatMap(({ name, up, silentMs }) => {
      const planes = planesOf(name);
      return planes === null ? [] : [{ planes, up, silentMs: silentMs && Math.round(silentMs) }];
    });
    return room === -1 || reports.length === 0 ? [] : [{ room: asRoomIndex(room), paths: reports }];
  });
}
