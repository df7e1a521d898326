import {
  formatCents,
  type AuditAnswer,
  type Cents,
  type FundsTotals,
  type RoomAudit,
  type Topology,
} from "@cablecut/protocol";

type Audited = Extract<AuditAnswer, { ok: true }>;
type Answered = Extract<RoomAudit, { answered: true }>;

/** `different`: some room's funds, digest or own word is wrong. It outweighs a missing quorum. */
export type AuditVerdict = "equal" | "different" | "no-quorum";

export function auditVerdict(audit: Audited): AuditVerdict {
  const answered = answeredIn(audit);
  const diverged = audit.rooms.some((room) => !room.answered && room.reason === "diverged");
  const unsound = answered.some((room) => !room.sound || differenceOf(room.funds) !== 0);
  if (diverged || unsound || !checkpointsEqual(answered)) return "different";
  return answered.length < audit.needed ? "no-quorum" : "equal";
}

/** What each room recounted, a line per room, and the verdict. */
export function drawAudit(audit: Audited, topology: Topology): string {
  const at = audit.comparedAt;
  const lines = [
    row(["room", "entry", "accounts", "funds", "difference", "sound", "digest", "chain"]),
    ...audit.rooms.map((room) => roomLine(room, topology)),
    "",
    at === null
      ? "digests were not compared: no multiple of 1,024 entries that every room that answered has told of"
      : `digest and chain are those at entry ${at}, which every room that answered has passed`,
    verdictText(audit),
  ];
  return lines.join("\n");
}

function roomLine(room: RoomAudit, topology: Topology): string {
  const id = topology.rooms[room.room]?.id ?? String(room.room);
  if (!room.answered) return row([id, room.reason]);
  const { funds, checkpoint } = room;
  return row([
    id,
    String(room.appliedIndex),
    String(funds.people.accounts + funds.house.accounts),
    formatCents(funds.people.actualCents + funds.house.actualCents),
    formatCents(differenceOf(funds)),
    room.sound ? "yes" : "NO",
    checkpoint?.state ?? "-",
    checkpoint?.chain ?? "-",
  ]);
}

function verdictText(audit: Audited): string {
  const answered = answeredIn(audit).length;
  const heard = `${answered} of ${audit.rooms.length} rooms answered`;
  switch (auditVerdict(audit)) {
    case "equal":
      return `${heard}: all equal and sound, no difference`;
    case "different":
      return `${heard}: THERE IS A DIFFERENCE`;
    case "no-quorum":
      return `${heard}, ${audit.needed} make a quorum: nothing can be said of the whole`;
  }
}

function answeredIn(audit: Audited): readonly Answered[] {
  return audit.rooms.filter((room) => room.answered);
}

function differenceOf({ people, house }: FundsTotals): Cents {
  return people.actualCents + house.actualCents - people.expectedCents - house.expectedCents;
}

function checkpointsEqual(answered: readonly Answered[]): boolean {
  const told = answered.flatMap(({ checkpoint }) =>
    checkpoint === null ? [] : [`${checkpoint.state} ${checkpoint.chain}`],
  );
  return new Set(told).size <= 1;
}

const columns = [8, 12, 10, 20, 12, 7, 18, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join("")
    .trimEnd();
}
