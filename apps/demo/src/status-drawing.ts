import {
  formatCents,
  type IncidentView,
  type RoomHealth,
  type ShowDescription,
  type ShowSnapshot,
} from "@cablecut/protocol";

/** The state of a show as text, for a terminal: rooms, cables, shards, leader, lag, incident. */
export function drawStatus(description: ShowDescription, snapshot: ShowSnapshot): string {
  const leader = snapshot.leader === null ? "none" : roomId(description, snapshot.leader);
  const { needed, answering } = snapshot.quorum;
  const lines = [
    `show ${description.showId}   scene ${snapshot.scene}   pace ${snapshot.pace}   leader ${leader} (term ${snapshot.term})`,
    `${answering} of ${snapshot.rooms.length} rooms answer, ${needed} are needed   ${snapshot.people.joined} people   ${fundsText(snapshot)}`,
    "",
    row(["room", "condition", "cables", "shards", "switching", "lag", "heartbeat", ""]),
    ...snapshot.rooms.map((room) => roomRow(description, snapshot, room)),
  ];
  if (snapshot.incident !== null) lines.push("", incidentText(description, snapshot.incident));
  return lines.join("\n");
}

const columns = [8, 11, 18, 8, 11, 7, 11, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join("")
    .trimEnd();
}

function roomRow(description: ShowDescription, snapshot: ShowSnapshot, room: RoomHealth): string {
  const cables = snapshot.cables.filter((cable) => cable.room === room.room);
  return row([
    roomId(description, room.room),
    room.condition,
    cables.map(({ cable, fault }) => `${cable.slice(-1)} ${strandOf(fault)}`).join("  "),
    String(room.shardsServing),
    String(room.shardsSwitching),
    String(room.lagEntries),
    `${(room.heartbeatAgeMs / 1000).toFixed(1)} s`,
    room.leader ? "leader" : "",
  ]);
}

/** A whole cable, a cut one, one with another fault: told apart by shape. */
function strandOf(fault: ShowSnapshot["cables"][number]["fault"]): string {
  if (fault === "none") return "=====";
  return fault === "silence" ? "==x==" : "=~~~=";
}

function roomId(description: ShowDescription, room: number): string {
  return description.topology.rooms[room]?.id ?? `room ${room}`;
}

function fundsText(snapshot: ShowSnapshot): string {
  if (snapshot.funds === null) return "funds not counted yet";
  return `funds difference ${formatCents(snapshot.funds.differenceCents)}`;
}

function incidentText(description: ShowDescription, incident: IncidentView): string {
  const lost = incident.roomsLost.map((room) => roomId(description, room)).join(", ");
  const parts = [
    `incident ${incident.id} (${incident.state}): ${(incident.elapsedMs / 1000).toFixed(1)} s`,
    lost === "" ? "no room lost its last cable" : `lost ${lost}`,
    `${incident.shardsBack} of ${incident.shardsHit} shards back`,
  ];
  if (incident.leaseRemainingMs !== null && incident.leaseRemainingMs > 0) {
    parts.push(`lease ${Math.ceil(incident.leaseRemainingMs / 1000)} s`);
  }
  return parts.join("   ");
}
