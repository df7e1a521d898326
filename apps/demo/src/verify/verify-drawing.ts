import { formatCents } from "@cablecut/protocol";
import type { VerifiedRoom, VerifiedShow } from "./verified-show.ts";

const agreementTexts = { yes: "yes", no: "NO", alone: "not comparable" } as const;

/** A table, a line per room, and the verdict. */
export function drawVerification(verified: VerifiedShow): string {
  const { rooms, receipts } = verified;
  const lines = [
    `show ${verified.showId}: a quorum shares the log up to entry ${verified.agreedIndex}`,
    "",
    row(["room", "applied", "behind", "unconfirmed", "funds", "difference", "sound", "agrees"]),
    ...rooms.map(roomLine),
    "",
  ];
  if (receipts !== null) {
    const { verified: held, missing, forged, archived } = receipts;
    const total = held + missing + forged + archived;
    lines.push(
      `receipts: ${held} of ${total} verified, ${missing} missing, ${forged} forged, ${archived} archived`,
    );
  }
  lines.push(verdictText(verified));
  return lines.join("\n");
}

function verdictText({ rooms, roomsOk, ok }: VerifiedShow): string {
  const read = rooms.filter((room) => room.read).length;
  if (!roomsOk) return `${read} of ${rooms.length} rooms could be replayed: NOT ALL OF THEM AGREE`;
  const equal = `${read} of ${rooms.length} rooms: all equal and sound, no difference`;
  return ok ? equal : `${equal}, but NOT ALL RECEIPTS HOLD`;
}

function roomLine(room: VerifiedRoom): string {
  if (!room.read) return row([room.room, room.reason]);
  const { replayed } = room;
  return row([
    room.room,
    String(replayed.appliedIndex),
    String(room.behind),
    String(room.unconfirmed),
    formatCents(replayed.actualCents),
    formatCents(replayed.differenceCents),
    replayed.sound ? "yes" : "NO",
    agreementTexts[room.agrees],
  ]);
}

const columns = [8, 12, 9, 13, 20, 12, 7, 0];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join("")
    .trimEnd();
}
