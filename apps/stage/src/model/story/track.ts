import type {
  CableId,
  IncidentView,
  RoomIndex,
  ShowSnapshot,
  TimelineLine,
} from "@cablecut/protocol";
import { textWidth } from "../type/metrics.ts";

/** Seconds on the track's scale: what the run of 2018 took, and a little more. */
const scaleS = 28;
export const tick2018S = { keynote: 26, booth: 25 } as const;

/** A part of the track, in seconds of the incident. */
export interface TrackPart {
  readonly look: "solid" | "beads" | "bars";
  readonly fromS: number;
  readonly toS: number;
}

export interface Track {
  readonly endS: number;
  readonly parts: readonly TrackPart[];
  /** What is marked: what was recorded, and what 2018 took. */
  readonly ticks: readonly { readonly atS: number; readonly text: string }[];
}

/**
 * The phases as they were recorded: solid until the suspicion, beads while the lease is waited out, bars from the first
 * move. `ms` is the time as the digits show it; nothing is drawn beyond it.
 */
export function trackOf(incident: IncidentView | null, ms: number): Track {
  const nowS = ms / 1_000;
  const endS = nowS <= scaleS ? scaleS : Math.ceil(nowS / scaleS) * scaleS;
  const suspectedS = firstS(incident, "suspected") ?? nowS;
  const movedS = firstS(incident, "first-shard-moved") ?? nowS;
  const part = (look: TrackPart["look"], fromS: number, toS: number): TrackPart[] => {
    const end = Math.min(toS, nowS);
    return end > fromS ? [{ look, fromS, toS: end }] : [];
  };
  const waitS = Math.min(suspectedS, movedS);
  return {
    endS,
    parts: [
      ...part("solid", 0, waitS),
      ...part("beads", waitS, movedS),
      ...part("bars", Math.max(waitS, movedS), nowS),
    ],
    ticks: ticksOf(incident, endS),
  };
}

function ticksOf(incident: IncidentView | null, endS: number): Track["ticks"] {
  const pace = incident?.pace ?? "keynote";
  const of2018 = pace === "booth" ? tick2018S.booth : tick2018S.keynote;
  const isPaced = pace === "keynote" || pace === "booth";
  return [
    { atS: 0, text: "0" },
    ...(isPaced && endS === scaleS ? [{ atS: 20, text: "20" }] : []),
    { atS: of2018, text: `${of2018} · 2018` },
  ];
}

/** The type of a tick's text. */
export const tickType = { size: 34, weight: 600 } as const;
const betweenTexts = 20;

/**
 * Where the texts have their middles, px from the track's beginning: the first stands at it, the others under their marks, or
 * as near to them as the end and the text before let them be.
 */
export function textPlaces(
  marks: readonly { readonly at: number; readonly text: string }[],
  width: number,
): readonly number[] {
  const places: number[] = [];
  let free = 0;
  for (const { at, text } of marks) {
    const half = textWidth(text, tickType.size, tickType.weight) / 2;
    const place = Math.max(Math.min(at, width - half), free + half);
    places.push(place);
    free = place + half + betweenTexts;
  }
  return places;
}

function firstS(incident: IncidentView | null, kind: TimelineLine["kind"]): number | null {
  const line = incident?.timeline.find((each) => each.kind === kind && each.atMs >= 0);
  return line === undefined ? null : line.atMs / 1_000;
}

/** Rooms of an earlier run: the timeline tells of every cut that still stands. One cut that is two incidents begins with the first loss. */
function lostBefore({ timeline, roomsLost }: IncidentView): ReadonlySet<RoomIndex> {
  return new Set(
    timeline.flatMap(({ kind, room, atMs }) =>
      kind === "room-lost" && room !== null && atMs < 0 && !roomsLost.includes(room) ? [room] : [],
    ),
  );
}

/** The cables that the incident cost, in the order in which the fabric stamped them. */
export function cutNumbers({
  incident,
  cables,
}: Pick<ShowSnapshot, "incident" | "cables">): ReadonlyMap<
  string,
  { readonly number: number; readonly atMs: number }
> {
  const others = incident === null ? new Set<RoomIndex>() : lostBefore(incident);
  const silent = new Set(
    cables.flatMap(({ cable, fault, room }) =>
      fault.startsWith("silence") && !others.has(room) ? [cable] : [],
    ),
  );
  const cut = [...cutsOf(incident?.timeline ?? [])].filter(([cable]) => silent.has(cable));
  return new Map(cut.map(([cable, atMs], position) => [cable, { number: position + 1, atMs }]));
}

/** Cables that were cut and when, in that order, without those that were restored by `restoredByMs`: their cut was another one. */
function cutsOf(
  timeline: IncidentView["timeline"],
  restoredByMs = Number.POSITIVE_INFINITY,
): ReadonlyMap<CableId, number> {
  const cut = new Map<CableId, number>();
  for (const { kind, cable, atMs } of timeline) {
    if (cable === null) continue;
    if (kind === "cable-cut" && !cut.has(cable)) cut.set(cable, atMs);
    if (kind === "cable-restored" && atMs <= restoredByMs) cut.delete(cable);
  }
  return cut;
}

/**
 * The cut of 2018 was four cables of two rooms: only one like it may be compared with it as the same. At full speed the log may
 * count its rooms as two incidents; the timeline is of the whole cut.
 */
export function isSameCutAs2018(incident: IncidentView | null): boolean {
  if (incident === null) return false;
  const { timeline, roomsLost } = incident;
  const cut = cutsOf(timeline, 0);
  const before = lostBefore(incident);
  const dark = timeline.flatMap(({ kind, room }) =>
    kind === "room-lost" && room !== null && !before.has(room) ? [room] : [],
  );
  return cut.size === 4 && new Set([...roomsLost, ...dark]).size === 2;
}
