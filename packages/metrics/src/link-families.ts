import type { Family, Sample } from "./figures-page.ts";
import { seconds, yes } from "./samples.ts";

/** A link to another process, as its mesh tells of it. */
interface LinkState {
  readonly peerId: string;
  readonly up: boolean;
  readonly unackedBytes: number;
  readonly switches: number;
  readonly paths: readonly {
    readonly name: string;
    readonly up: boolean;
    readonly rttMs: number | null;
    readonly silentMs: number | null;
  }[];
}

/** Links to rooms: these have names that are known beforehand, while gateways come under a new one at every start. */
export function linkFamilies<Told>(
  linksOf: (told: Told) => readonly LinkState[],
  rooms: readonly string[],
): readonly Family<Told>[] {
  const links = (told: Told): readonly LinkState[] =>
    linksOf(told).filter(({ peerId }) => rooms.includes(peerId));
  const perLink =
    (value: (link: LinkState) => number | null) =>
    (told: Told): readonly Sample[] =>
      links(told).map((link) => ({ labels: { peer: link.peerId }, value: value(link) }));
  const perPath =
    (value: (path: LinkState["paths"][number]) => number | null) =>
    (told: Told): readonly Sample[] =>
      links(told).flatMap(({ peerId, paths }) =>
        paths.map((path) => ({ labels: { peer: peerId, path: path.name }, value: value(path) })),
      );
  return [
    {
      kind: "gauge",
      name: "cablecut_link_up",
      help: "Whether messages reach this room over any path of the link",
      labels: ["peer"],
      samples: perLink(({ up }) => yes(up)),
    },
    {
      kind: "gauge",
      name: "cablecut_link_unacked_bytes",
      help: "Bytes that were sent to this room and not acknowledged yet",
      labels: ["peer"],
      samples: perLink(({ unackedBytes }) => unackedBytes),
    },
    {
      kind: "counter",
      name: "cablecut_link_path_changes_total",
      help: "How often the traffic to this room moved to another path",
      labels: ["peer"],
      samples: perLink(({ switches }) => switches),
    },
    {
      kind: "gauge",
      name: "cablecut_link_path_up",
      help: "Whether bytes have just travelled both ways over this path",
      labels: ["peer", "path"],
      samples: perPath(({ up }) => yes(up)),
    },
    {
      kind: "gauge",
      name: "cablecut_link_path_round_trip_seconds",
      help: "Smoothed round trip over this path",
      labels: ["peer", "path"],
      samples: perPath(({ rttMs }) => seconds(rttMs)),
    },
    {
      kind: "gauge",
      name: "cablecut_link_path_silent_seconds",
      help: "Time since bytes last travelled both ways over this path",
      labels: ["peer", "path"],
      samples: perPath(({ silentMs }) => seconds(silentMs)),
    },
  ];
}
