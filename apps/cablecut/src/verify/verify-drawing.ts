import { formatCents, type Language, type LocalizedText } from "@cablecut/protocol";
import { tableRow } from "../terminal/terminal-columns.ts";
import { verifyTexts } from "../texts/verify-texts.ts";
import type { VerifiedRoom, VerifiedShow } from "./verified-show.ts";

/** A table, a line per room, and the verdict. */
export function drawVerification(verified: VerifiedShow, language: Language): string {
  const { rooms, receipts } = verified;
  const { room, applied, behind, unconfirmed, funds, difference, sound, agrees } = verifyTexts;
  const headings = [room, applied, behind, unconfirmed, funds, difference, sound, agrees];
  const lines = [
    agreedText(verified)[language],
    "",
    tableRow(
      headings.map((heading) => heading[language]),
      columns,
    ),
    ...rooms.map((each) => roomLine(each, language)),
    "",
  ];
  if (receipts !== null) {
    const { verified: held, missing, forged, archived } = receipts;
    const total = held + missing + forged + archived;
    lines.push(verifyTexts.receipts({ total, held, missing, forged, archived })[language]);
  }
  lines.push(verdictText(verified)[language]);
  const behindCount = rooms.filter((each) => each.read && (each.behind ?? 0) > 0).length;
  if (verified.roomsOk && behindCount > 0)
    lines.push(verifyTexts.someBehind(behindCount)[language]);
  return lines.join("\n");
}

function agreedText({ showId, agreedIndex, rooms }: VerifiedShow): LocalizedText {
  if (agreedIndex !== null) return verifyTexts.agreed(showId, agreedIndex);
  return verifyTexts.noQuorum(showId, rooms.length);
}

function verdictText({ rooms, roomsOk, ok }: VerifiedShow): LocalizedText {
  const read = rooms.filter((room) => room.read).length;
  if (!roomsOk) return verifyTexts.roomsDiffer(read, rooms.length);
  return ok
    ? verifyTexts.roomsEqual(read, rooms.length)
    : verifyTexts.receiptsFail(read, rooms.length);
}

function roomLine(room: VerifiedRoom, language: Language): string {
  if (!room.read) return tableRow([room.room, room.reason[language]], columns);
  const { replayed } = room;
  const cells = [
    room.room,
    String(replayed.appliedIndex),
    String(room.behind ?? "—"),
    String(room.unconfirmed ?? "—"),
    formatCents(replayed.actualCents),
    formatCents(replayed.differenceCents),
    (replayed.sound ? verifyTexts.yes : verifyTexts.no)[language],
    verifyTexts[room.agrees][language],
  ];
  return tableRow(cells, columns);
}

const columns = [8, 12, 9, 13, 20, 12, 7, 0];
