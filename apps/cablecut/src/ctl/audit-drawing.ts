import {
  formatCents,
  fundsDifference,
  fundsTogether,
  type AuditAnswer,
  type FundsCount,
  type LogIndex,
  type RoomAudit,
  type Topology,
  type Language,
  type LocalizedText,
} from "@cablecut/protocol";
import { tableRow } from "../terminal/terminal-columns.ts";
import { auditTexts, unansweredText } from "../texts/audit-texts.ts";

type Audited = Extract<AuditAnswer, { ok: true }>;
type Answered = Extract<RoomAudit, { answered: true }>;

/**
 * `different`: some room's funds, digest or own word is wrong. It outweighs a missing quorum. `not-compared`: nothing is
 * wrong with what was looked at, and the digest of some room that answered was not.
 */
export type AuditVerdict = "equal" | "different" | "no-quorum" | "not-compared";

export function auditVerdict(audit: Audited): AuditVerdict {
  const answered = answeredIn(audit);
  const diverged = audit.rooms.some((room) => !room.answered && room.reason === "diverged");
  const unsound = answered.some((room) => !room.sound || fundsDifference(room.funds) !== 0);
  if (diverged || unsound || !checkpointsEqual(answered)) return "different";
  if (answered.length < audit.needed) return "no-quorum";
  return answered.every(({ checkpoint }) => checkpoint !== null) ? "equal" : "not-compared";
}

/** What each room recounted, a line per room, and the verdict. */
export function drawAudit(audit: Audited, topology: Topology, language: Language): string {
  const at = audit.comparedAt;
  const { room, entry, accounts, funds, difference, sound, digest, chain } = auditTexts;
  const headings = [room, entry, accounts, funds, difference, sound, digest, chain];
  const lines = [
    tableRow(
      headings.map((heading) => heading[language]),
      columns,
    ),
    ...audit.rooms.map((each) => roomLine(each, topology, language)),
    "",
    ...apartText(answeredIn(audit)).map((text) => text[language]),
    (at === null ? auditTexts.notCompared : comparedText(at, audit, topology))[language],
    verdictText(audit)[language],
  ];
  return lines.join("\n");
}

function roomLine(room: RoomAudit, topology: Topology, language: Language): string {
  const id = topology.rooms[room.room]?.id ?? String(room.room);
  if (!room.answered) return tableRow([id, unansweredText(room.reason)[language]], columns);
  const { funds, checkpoint } = room;
  const together = fundsTogether(funds);
  const cells = [
    id,
    String(room.appliedIndex),
    String(together.accounts),
    formatCents(together.actualCents),
    formatCents(fundsDifference(funds)),
    (room.sound ? auditTexts.yes : auditTexts.no)[language],
    checkpoint?.state ?? "-",
    checkpoint?.chain ?? "-",
  ];
  return tableRow(cells, columns);
}

function verdictText(audit: Audited): LocalizedText {
  const answered = answeredIn(audit).length;
  const rooms = audit.rooms.length;
  switch (auditVerdict(audit)) {
    case "equal":
      return auditTexts.equal(answered, rooms);
    case "different":
      return auditTexts.different(answered, rooms);
    case "not-compared":
      return auditTexts.soundOnly(answered, rooms);
    case "no-quorum":
      return auditTexts.noQuorum(answered, rooms, audit.needed);
  }
}

/** Whoever answered and has not told of that entry is named. */
function comparedText(at: LogIndex, audit: Audited, topology: Topology): LocalizedText {
  const behind = answeredIn(audit).filter(({ checkpoint }) => checkpoint === null);
  if (behind.length === 0) return auditTexts.comparedAt(at);
  return auditTexts.comparedWithout(
    at,
    behind.map(({ room }) => topology.rooms[room]?.id ?? String(room)),
  );
}

function answeredIn(audit: Audited): readonly Answered[] {
  return audit.rooms.filter((room) => room.answered);
}

/** Whose the funds are, as the furthest room that answered counted them; money moves between the three. */
function apartText(answered: readonly Answered[]): readonly LocalizedText[] {
  const furthest = answered.toSorted((one, two) => two.appliedIndex - one.appliedIndex)[0];
  if (furthest === undefined) return [];
  const { people, synthetic, house } = furthest.funds;
  const part = ({ accounts, actualCents }: FundsCount): string =>
    `${accounts} (${formatCents(actualCents)})`;
  return [auditTexts.apart(furthest.appliedIndex, part(people), part(synthetic), part(house))];
}

function checkpointsEqual(answered: readonly Answered[]): boolean {
  const told = answered.flatMap(({ checkpoint }) =>
    checkpoint === null ? [] : [`${checkpoint.state} ${checkpoint.chain}`],
  );
  return new Set(told).size <= 1;
}

const columns = [8, 12, 10, 20, 12, 7, 18, 0];
