import {
  asRoomIndex,
  type CableId,
  type LogEvent,
  type LoggedIncident,
  type RoomIndex,
  type TimelineLine,
  type Topology,
} from "@cablecut/protocol";
import type { CableEvent } from "../ports.ts";
import { endMsOf, firstHitOf } from "./incident-view.ts";
import type { Moments } from "./moments.ts";
import { RoomReturns, type RoomReturn } from "./room-returns.ts";

const notesMax = 200;
const linesMax = 60;
/** Of those of what came afterwards, the first ones: cables may be played with for a day. */
const linesAfterMax = 20;
/** What happened so shortly before the start belongs to the story, ms; a cut that still stood then does however old it is. */
const beforeMs = 10_000;
/** A suspicion that was seen so shortly after the moment that rooms tell of is that one, ms. */
const sameMs = 400;

interface Note {
  readonly atMs: number;
  readonly kind: TimelineLine["kind"];
  readonly room: RoomIndex | null;
  readonly cable: CableId | null;
}

/** What is still told of an incident that is over. */
const afterwards: ReadonlySet<TimelineLine["kind"]> = new Set([
  "cable-restored",
  "withdrawn",
  "withdrawn-midway",
  "room-back",
]);

/** May happen again and again in one incident, and is told where there is room. */
const asides: ReadonlySet<TimelineLine["kind"]> = new Set([
  "cable-cut",
  "cable-restored",
  "leader-changed",
  "quorum-lost",
  "quorum-regained",
]);

/** Whether its moment may belong to an incident's story. A hall opens thousands of accounts, and nobody asks when. */
export function isTimed({ kind }: LogEvent): boolean {
  return kind !== "account-opened" && kind !== "dial-set";
}

/** What this gateway saw happen besides the cables, for the incident's timeline. */
export class Notes {
  readonly #notes: Note[] = [];
  readonly #returns = new RoomReturns();

  add(kind: TimelineLine["kind"], atMs: number, room: RoomIndex | null = null): void {
    this.#notes.push({ atMs, kind, room, cable: null });
    if (this.#notes.length > notesMax) this.#notes.shift();
  }

  /** @returns how the room came back whose suspicion the event withdraws */
  log(event: LogEvent, atMs: number): RoomReturn | null {
    const returned = this.#returns.learn(event);
    if (event.kind === "room-suspected") this.add("suspected", atMs, event.room);
    else if (event.kind === "suspicion-withdrawn" && returned !== null)
      this.add(returned, atMs, event.room);
    else if (event.kind === "room-drained") this.add("drained", atMs, event.room);
    return returned;
  }

  get all(): readonly Note[] {
    return this.#notes;
  }
}

/**
 * The story of an incident in order of time from its start; what led to it has negative times. Of what nobody here saw
 * there is no line. `incident`: null before it has a number.
 */
export function timelineOf(
  startMs: number,
  incident: LoggedIncident | null,
  {
    notes,
    cables,
    moments,
    topology,
  }: {
    readonly notes: Notes;
    readonly cables: readonly CableEvent[];
    readonly moments: Moments;
    readonly topology: Topology;
  },
): readonly TimelineLine[] {
  const endMs = incident === null ? null : endMsOf(incident, moments);
  const logged = incident === null ? [] : loggedNotes(incident, moments);
  const suspectedMs = notes.all.flatMap(({ kind, atMs }) => (kind === "suspected" ? [atMs] : []));
  const wasSeen = ({ kind, atMs }: Note): boolean =>
    kind === "suspected" && suspectedMs.some((seenMs) => Math.abs(seenMs - atMs) < sameMs);
  const standing = cutAt(startMs, cables);
  const isEarly = (atMs: number | null): boolean => atMs !== null && atMs < startMs - beforeMs;
  const told = [...notes.all, ...logged.filter((note) => !wasSeen(note))];
  const all = [
    ...cables
      .filter((event) => !isEarly(event.atMs) || isIn(standing, event))
      .flatMap((event) => cableNote(event, topology)),
    ...told.filter(({ atMs }) => !isEarly(atMs)),
  ].toSorted((one, other) => one.atMs - other.atMs);
  const isAfter = ({ atMs }: Note): boolean => endMs !== null && atMs > endMs;
  const isMark = ({ kind, cable, atMs }: Note): boolean =>
    kind === "cable-cut" && cable !== null ? standing.get(cable)?.atMs === atMs : !asides.has(kind);
  const during = atMost(
    linesMax,
    all.filter((note) => !isAfter(note)),
    isMark,
  );
  const after = all
    .filter((note) => isAfter(note) && afterwards.has(note.kind))
    .slice(0, Math.min(linesAfterMax, linesMax - during.length));
  return [...during, ...after].map(({ atMs, kind, room, cable }) => ({
    atMs: atMs - startMs,
    kind,
    room,
    cable,
  }));
}

/** Its end follows from the figure, and so do the marks that cannot lie behind it. */
const until: ReadonlySet<TimelineLine["kind"]> = new Set(["first-shard-moved", "last-shard-moved"]);

/**
 * The story with the end that is told of it: once there is a figure, everything that tells a time tells that one, while rooms may
 * still tell better when the last shard was back. `tookMs`: null where there is no figure.
 */
export function endedAfter(
  lines: readonly TimelineLine[],
  tookMs: number | null,
): readonly TimelineLine[] {
  if (tookMs === null) return lines;
  return lines
    .map((line) => {
      if (line.kind === "recovered") return { ...line, atMs: tookMs };
      return until.has(line.kind) ? { ...line, atMs: Math.min(line.atMs, tookMs) } : line;
    })
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** Of too many the marks stay, and of what happened besides them the newest; of too many marks the first and the last. */
function atMost(
  max: number,
  notes: readonly Note[],
  isMark: (note: Note) => boolean,
): readonly Note[] {
  if (notes.length <= max) return notes;
  const marks = notes.filter(isMark);
  const half = max / 2;
  const keptMarks = marks.length <= max ? marks : [...marks.slice(0, half), ...marks.slice(-half)];
  const others = notes.filter((note) => !isMark(note));
  const kept = new Set([...keptMarks, ...others.slice(others.length - max + keptMarks.length)]);
  return notes.filter((note) => kept.has(note));
}

/** Of each cable that was cut at that moment the event that did it, however long before: somebody may take one after the other. */
function cutAt(ms: number, cables: readonly CableEvent[]): ReadonlyMap<CableId, CableEvent> {
  const cuts = new Map<CableId, CableEvent>();
  for (const event of cables) {
    if (event.atMs === null || event.atMs > ms) continue;
    if (event.kind === "cable-cut" && !cuts.has(event.cable)) cuts.set(event.cable, event);
    if (event.kind === "cable-restored") cuts.delete(event.cable);
  }
  return cuts;
}

function isIn(standing: ReadonlyMap<CableId, CableEvent>, event: CableEvent): boolean {
  return event.kind === "cable-cut" && standing.get(event.cable) === event;
}

function cableNote(event: CableEvent, topology: Topology): Note[] {
  const { atMs } = event;
  if (atMs === null) return [];
  switch (event.kind) {
    case "cable-cut":
    case "cable-restored":
      return [{ atMs, kind: event.kind, room: null, cable: event.cable }];
    case "room-dark": {
      const room = topology.rooms.findIndex(({ id }) => id === event.room);
      return room === -1 ? [] : [{ atMs, kind: "room-lost", room: asRoomIndex(room), cable: null }];
    }
    case "room-lit":
    case "cable-fault":
      return [];
  }
}

/** What the log's entries tell, at the moments that are known of them. */
function loggedNotes(incident: LoggedIncident, moments: Moments): Note[] {
  const { shards, rooms, endedAt } = incident;
  const note = (kind: Note["kind"], atMs: number | null, room: RoomIndex | null = null): Note[] =>
    atMs === null ? [] : [{ atMs, kind, room, cable: null }];
  const [only, ...others] = rooms;
  const movedMs = shards.map(({ moved, settledAt }) => (moved ? moments.at(settledAt) : null));
  const known = movedMs.filter((atMs) => atMs !== null);
  const first = known.length > 0 ? Math.min(...known) : null;
  const isComplete = shards.every(({ settledAt }) => settledAt > 0) && known.length > 0;
  return [
    ...note(
      "suspected",
      moments.at(firstHitOf(incident)),
      others.length === 0 ? (only ?? null) : null,
    ),
    ...note("first-shard-moved", first),
    ...note("last-shard-moved", isComplete ? Math.max(...known) : null),
    ...note("recovered", endedAt > 0 ? endMsOf(incident, moments) : null),
  ];
}
