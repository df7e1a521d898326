import type { EventLine, IncidentView, RoomHealth, Topology, VenueCheck } from "@cablecut/protocol";
import type { ResetAnswer } from "../show/show-control.ts";
import { watchConsole } from "../show/presenter-session.ts";

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

/** Tells every line of the show's event log once, as it comes. */
export function watchShow(
  gateways: readonly string[],
  token: string,
  onLine: (line: EventLine, topology: Topology) => void,
): ShowWatch {
  let told: EventLine | null = null;
  let incident: IncidentView | null = null;
  let counting: ReadonlySet<string> = new Set();
  let cuts = 0;
  let heardMs = Number.NEGATIVE_INFINITY;
  const isSilent = (): boolean => performance.now() - heardMs > freshMs;
  const close = watchConsole(gateways, token, {
    onConsole: ({ events, show, venue }, { topology }) => {
      heardMs = performance.now();
      incident = show.incident;
      cuts = cutsPlayedIn(venue);
      counting = new Set(show.rooms.filter(isCounting).map(({ room }) => topology.rooms[room]!.id));
      for (const line of linesAfter(events, told)) onLine(line, topology);
      told = events.at(-1) ?? told;
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

/**
 * The lines behind the last one that was told. A gateway that was started again has a log of its own, in which that line
 * may stand as well (cables tell their past, with its time): then what follows it there is new, otherwise what is younger.
 */
export function linesAfter(
  lines: readonly EventLine[],
  told: EventLine | null,
): readonly EventLine[] {
  if (told === null) return lines;
  const at = lines.findLastIndex((line) => isSame(line, told));
  return at === -1 ? lines.filter(({ atMs }) => atMs > told.atMs) : lines.slice(at + 1);
}

function isSame(one: EventLine, other: EventLine): boolean {
  return (
    one.atMs === other.atMs &&
    one.kind === other.kind &&
    JSON.stringify(one.values) === JSON.stringify(other.values)
  );
}

/** Why the show is not set aside now; null where nothing hinders. */
export function hindranceOf(watch: ShowWatch): ResetAnswer | null {
  const incident = watch.runningIncident();
  if (incident === null) return null;
  return { ok: false, refusal: incident === "unknown" ? "incident-unknown" : "incident-running" };
}
