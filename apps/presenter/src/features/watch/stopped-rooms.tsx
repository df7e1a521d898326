import type { RoomStop, Topology } from "@cablecut/protocol";
import { roomName, roomStopTexts, useSay, wayOutOfStop, whyRoomStopped } from "@cablecut/ui";
import type { JSX } from "react";

/** Rooms that do not run, why, and what to do; nothing where all run. */
export function StoppedRooms({
  stops,
  topology,
}: {
  readonly stops: readonly RoomStop[];
  readonly topology: Topology;
}): JSX.Element | null {
  const t = useSay();
  if (stops.length === 0) return null;
  return (
    <section className="card stopped-rooms" data-testid="stopped-rooms">
      <h2>{t(roomStopTexts.heading(stops.length))}</h2>
      <ul>
        {stops.map((stop) => (
          <li key={stop.room}>
            <p>
              <strong>{t(nameOf(topology, stop.room))}</strong> {t(whyRoomStopped(stop))}
            </p>
            {stop.reason.en === "" ? null : <p className="hint stopped-reason">{t(stop.reason)}</p>}
            <p className="hint">{t(wayOutOfStop(stop))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf(topology: Topology, id: string): ReturnType<typeof roomName> {
  return roomName(
    topology,
    topology.rooms.findIndex((room) => room.id === id),
  );
}
