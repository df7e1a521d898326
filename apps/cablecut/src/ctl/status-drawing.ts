import {
  formatCents,
  formatSeconds,
  type IncidentView,
  type RoomHealth,
  type ShowDescription,
  type ShowSnapshot,
  type Language,
  type LocalizedText,
} from "@cablecut/protocol";
import { tableRow } from "../terminal/terminal-columns.ts";
import {
  conditionTexts,
  incidentStateTexts,
  paceTexts,
  sceneTexts,
  statusTexts,
} from "../texts/status-texts.ts";

/**
 * The state of a show as text, for a terminal of 80 columns: rooms, cables, shards, leader, lag, incident.
 */
export function drawStatus(
  description: ShowDescription,
  snapshot: ShowSnapshot,
  language: Language,
): string {
  const { needed, answering } = snapshot.quorum;
  const { room, condition, cables, shards, switching, lag, heartbeat } = statusTexts;
  const headings = [room, condition, cables, shards, switching, lag, heartbeat];
  const line = (...parts: readonly LocalizedText[]): string =>
    parts.map((part) => part[language]).join("  ");
  const lines = [
    line(
      statusTexts.show(description.showId),
      statusTexts.scene(sceneTexts[snapshot.scene]),
      statusTexts.pace(paceTexts[snapshot.pace]),
      leaderText(description, snapshot),
    ),
    line(
      statusTexts.answering(answering, snapshot.rooms.length, needed),
      statusTexts.people(snapshot.people.joined),
      ...(snapshot.people.synthetic > 0 ? [statusTexts.synthetic(snapshot.people.synthetic)] : []),
      fundsText(snapshot),
    ),
    ...fundsLines(snapshot).map((parts) => line(...parts)),
    "",
    tableRow(
      headings.map((heading) => heading[language]),
      columns,
    ),
    ...snapshot.rooms.map((each) => roomRow(description, snapshot, each, language)),
  ];
  const { incident } = snapshot;
  if (incident === null) return lines.join("\n");
  const [what, howFar] = incidentTexts(description, incident);
  return [...lines, "", line(...what), line(...howFar)].join("\n");
}

const columns = [8, 11, 18, 8, 11, 7, 11, 0];

function roomRow(
  description: ShowDescription,
  snapshot: ShowSnapshot,
  room: RoomHealth,
  language: Language,
): string {
  const cables = snapshot.cables.filter((cable) => cable.room === room.room);
  const cells = [
    roomId(description, room.room),
    conditionTexts[room.condition][language],
    cables.map(({ cable, fault }) => `${cable.slice(-1)} ${strandOf(fault)}`).join("  "),
    String(room.shardsServing),
    String(room.shardsSwitching),
    // A gateway that has never heard of the room cannot say how far it is behind.
    room.appliedIndex === 0 ? "-" : String(room.lagEntries),
    ageText(room.heartbeatAgeMs, language),
    room.leader ? statusTexts.leading[language] : "",
  ];
  return tableRow(cells, columns);
}

function ageText(ageMs: number | null, language: Language): string {
  return ageMs === null ? "-" : statusTexts.seconds((ageMs / 1000).toFixed(1))[language];
}

/** A whole cable, a cut one, one that nobody knows of, one with another fault: told apart by shape. */
function strandOf(fault: ShowSnapshot["cables"][number]["fault"]): string {
  if (fault === "none") return "=====";
  if (fault === "unknown") return "==?==";
  return fault === "silence" ? "==x==" : "=~~~=";
}

function roomId(description: ShowDescription, room: number): string {
  return description.topology.rooms[room]?.id ?? `room ${room}`;
}

function leaderText(description: ShowDescription, { leader, term }: ShowSnapshot): LocalizedText {
  if (leader === null) return statusTexts.noLeader(term);
  return statusTexts.leader(roomId(description, leader), term);
}

function fundsText({ funds }: ShowSnapshot): LocalizedText {
  if (funds === null) return statusTexts.fundsUnknown;
  return statusTexts.fundsDifference(formatCents(funds.differenceCents));
}

/** Whose they are, and how old where no room answers. */
function fundsLines({ funds }: ShowSnapshot): readonly (readonly LocalizedText[])[] {
  if (funds === null) return [];
  const { ageMs } = funds;
  if (ageMs === undefined) return [fundsApart(funds)];
  return [[statusTexts.fundsAsOf((ageMs / 1_000).toFixed(0))], fundsApart(funds)];
}

/** Whose the funds are; synthetic attendees only where there are any. */
function fundsApart(funds: NonNullable<ShowSnapshot["funds"]>): readonly LocalizedText[] {
  const { people, synthetic, house } = funds;
  return [
    statusTexts.fundsOfPeople(formatCents(people.actualCents)),
    ...(synthetic.accounts > 0
      ? [statusTexts.fundsOfSynthetic(formatCents(synthetic.actualCents))]
      : []),
    statusTexts.fundsOfHouse(formatCents(house.actualCents)),
  ];
}

/** What happened, and how far it has come: a line each. */
function incidentTexts(
  description: ShowDescription,
  incident: IncidentView,
): readonly [readonly LocalizedText[], readonly LocalizedText[]] {
  const lost = incident.roomsLost.map((room) => roomId(description, room)).join(", ");
  const { leaseRemainingMs, elapsedMs } = incident;
  const time =
    elapsedMs === null ? statusTexts.timeNotKnown : statusTexts.seconds(formatSeconds(elapsedMs));
  const waiting = leaseRemainingMs !== null && leaseRemainingMs > 0;
  return [
    [
      statusTexts.incident(incident.id, incidentStateTexts[incident.state], time),
      lost === "" ? statusTexts.noneLost : statusTexts.lost(lost),
    ],
    [
      statusTexts.shardsBack(incident.shardsBack, incident.shardsHit),
      ...(waiting ? [statusTexts.waiting(Math.ceil(leaseRemainingMs / 1000))] : []),
    ],
  ];
}
