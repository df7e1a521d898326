import type { EventLine, IncidentView, RoomHealth, Topology, VenueCheck } from "@cablecut/protocol";
import type { ResetAnswer } from "../show/show-control.ts";
import { watchConsole } from "../show/presenter-session.ts";
import { ToldLines } from "./told-lines.ts";

/** Older than this, the gateway's last word says nothing about now. */
const freshMs = 2_000;

/** What the supervisor knows of the show beyond its processes. */
export interface ShowWatch {
  /** The incident that runs now, null if none does, "unknown" if the gateway has fallen silent. */
  runningIncident(): IncidentView | null | "unknown";
  /** Rooms that answer and are part of a quorum; null if the gateway has fallen silent. */
  countingRooms(): ReadonlySet<string> | null;
  /** To their end, in this show, as the gateway told last. */
  cutsPlayed(): number;
  close(): void;
}

/** Tells every line of the show's event log once, as it comes, whichever gateway tells it. */
export function watchShow(
  gateways: readonly string[],
  token: string,
  onLine: (line: EventLine, topology: Topology) => void,
): ShowWatch {
  const told = new ToldLines();
  let incident: IncidentView | null = null;
  let counting: ReadonlySet<string> = new Set();
  let cuts = 0;
  let heardMs = Number.NEGATIVE_INFINITY;
  const isSilent = (): boolean => performance.now() - heardMs > freshMs;
  const close = watchConsole(gateways, token, {
    onConsole: ({ frame, events, show, venue }, { topology }) => {
      heardMs = performance.now();
      incident = show.incident;
      cuts = cutsPlayedIn(venue);
      counting = new Set(show.rooms.filter(isCounting).map(({ room }) => topology.rooms[room]!.id));
      for (const line of told.untold(events, frame.boot)) onLine(line, topology);
    },
    // That the gateway has ended is told by the supervision of processes.
    onLost: () => undefined,
    onRefused: () => undefined,
  });
  return {
    runningIncident() {
      if (isSilent()) return "unknown";
      return incident?.state === "running" ? incident : null;
    },
    countingRooms: () => (isSilent() ? null : counting),
    cutsPlayed: () => cuts,
    close,
  };
}

/** Not those before the present show, which are known already. */
export function cutsPlayedIn(venue: readonly VenueCheck[]): number {
  const [runs = 0] = venue.flatMap((check) =>
    "runs" in check && check.before !== true ? [check.runs] : [],
  );
  return runs;
}

function isCounting({ counting, condition }: RoomHealth): boolean {
  return counting && condition !== "diverged";
}

/** Why the show is not set aside now; null where nothing hinders. */
export function hindranceOf(watch: ShowWatch): ResetAnswer | null {
  const incident = watch.runningIncident();
  if (incident === null) return null;
  return { ok: false, refusal: incident === "unknown" ? "incident-unknown" : "incident-running" };
}
