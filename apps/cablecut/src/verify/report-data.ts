import type { LocalizedText } from "@cablecut/protocol";
import { isDeepStrictEqual } from "node:util";
import type { LogFacts, Report, TransferRow } from "@cablecut/report";
import { readShowArchives } from "../report/show-archives.ts";
import { reportTexts } from "../texts/report-texts.ts";

/** Differences that are told. */
const toldMax = 20;

/**
 * Holds a report against rooms' archives: every row of its transfers, and what the log decides when it is applied again.
 * What these archives do not hold is not checked, and said so.
 */
export async function checkAgainstData(
  report: Report,
  rows: readonly TransferRow[],
  directory: string,
): Promise<{ readonly texts: readonly LocalizedText[]; readonly holds: boolean }> {
  const { showId, topology, firstPace } = report.show;
  const upTo = report.transfers?.lastEntry ?? 0;
  if (firstPace === null) return { texts: [reportTexts.noArchives(directory)], holds: false };
  const digestsAt = report.told.digests.map(({ at }) => at);
  const show = { showId, topology, pace: firstPace };
  const read = await readShowArchives(show, directory, { upTo, digestsAt });
  if (!read.ok) return { texts: [reportTexts[read.refusal]], holds: false };
  const { archives } = read;
  if (archives === null) return { texts: [reportTexts.noArchives(directory)], holds: false };
  const { transfers, log } = archives;
  const isHeld = (entry: number): boolean =>
    entry <= transfers.lastEntry &&
    !transfers.gaps.some(({ from, to }) => from <= entry && entry <= to);
  const texts: LocalizedText[] = [];
  const wrong = (where: string): void => {
    if (texts.length < toldMax)
      texts.push(reportTexts.finding("does-not-follow", where, null, null));
  };
  compareRows(
    rows.filter(({ entry }) => isHeld(entry)),
    archives.rows,
    wrong,
  );
  for (const { room, differsAt } of transfers.rooms)
    if (differsAt !== null) wrong(`${topology.rooms[room]?.id ?? room}: ${differsAt}`);
  if (log !== null && transfers.lastEntry === upTo && !isSameLog(log, report.log)) wrong("log");
  const holds = texts.length === 0;
  const known = transfers.rooms.map(({ room, gaps }) => ({
    room: topology.rooms[room]?.id ?? "?",
    gaps,
  }));
  for (const { room, gaps } of known)
    for (const { from, to, reason } of gaps)
      texts.push(reportTexts.gapNotChecked(room, from, to, reason));
  if (transfers.lastEntry < upTo)
    texts.push(reportTexts.restNotChecked(transfers.lastEntry + 1, upTo));
  if (holds)
    texts.push(
      reportTexts.dataChecked(archives.rows.length, transfers.lastEntry, transfers.rooms.length),
    );
  return { texts, holds };
}

/** Where the other rooms' archives ended is another matter than what the log says. */
function isSameLog(log: LogFacts, told: Report["log"]): boolean {
  return told !== null && isDeepStrictEqual({ ...log, chains: told.chains }, told);
}

/** `who` is not known where an archive begins late; everything else must be the same. */
function compareRows(
  told: readonly TransferRow[],
  held: readonly TransferRow[],
  wrong: (where: string) => void,
): void {
  const length = Math.max(told.length, held.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [told[at], held[at]];
    if (one === undefined || other === undefined)
      return wrong(`entry ${(one ?? other)?.entry ?? 0}`);
    const who = other.who === "not-known" ? one.who : other.who;
    if (isDeepStrictEqual(one, { ...other, who })) continue;
    return wrong(`entry ${one.entry}, position ${one.position}`);
  }
}
