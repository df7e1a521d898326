import type { LocalizedText } from "@cablecut/protocol";
import { isDeepStrictEqual } from "node:util";
import type { LogFacts, Report, TransferRow, TransfersFacts } from "@cablecut/report";
import { readShowArchives } from "../report/show-archives.ts";
import { reportTexts, type MissingReason } from "../texts/report-texts.ts";

/** Differences that are told. */
const toldMax = 20;

type Gap = TransfersFacts["gaps"][number];

/** How a report compares with something that was given beside it. */
export type Compared = "agrees" | "differs" | "not-compared";

interface DataFindings {
  readonly texts: readonly LocalizedText[];
  readonly compared: Compared;
}

/**
 * Holds a report against rooms' archives: every row of its transfers, and what the log decides when it is applied again.
 * What these archives do not hold is not checked, and said so.
 */
export async function checkAgainstData(
  report: Report,
  rows: readonly TransferRow[],
  directory: string,
): Promise<DataFindings> {
  const { showId, topology, firstPace } = report.show;
  const upTo = report.transfers?.lastEntry ?? 0;
  if (firstPace === null) return notCompared(reportTexts.noArchives(directory));
  const digestsAt = report.told.digests.map(({ at }) => at);
  const show = { showId, topology, pace: firstPace };
  const read = await readShowArchives(show, directory, { upTo, digestsAt });
  if (!read.ok) return notCompared(reportTexts[read.refusal]);
  const { archives } = read;
  if (archives === null) return notCompared(reportTexts.noArchives(directory));
  const { transfers, log } = archives;
  const told = report.transfers;
  const toldGaps = told?.gaps ?? [];
  const isIn = (entry: number, gaps: readonly Gap[]): boolean =>
    gaps.some(({ from, to }) => from <= entry && entry <= to);
  const isHeld = (entry: number): boolean =>
    entry <= transfers.lastEntry && !isIn(entry, transfers.gaps);
  const held = archives.rows.filter(({ entry }) => !isIn(entry, toldGaps));
  const texts: LocalizedText[] = [];
  const wrong = (where: string): void => {
    if (texts.length < toldMax)
      texts.push(reportTexts.finding("does-not-follow", where, null, null));
  };
  compareRows(
    rows.filter(({ entry }) => isHeld(entry)),
    held,
    wrong,
  );
  for (const { room, differsAt } of transfers.rooms)
    if (differsAt !== null) wrong(`entry ${differsAt}, ${topology.rooms[room]?.id ?? room}`);
  // Where entries are missing, here or there, what the log decided is told up to the first of them.
  if (log !== null && report.log !== null && log.lastEntry === report.log.lastEntry)
    if (!isSameLog(log, report.log)) wrong("log");
  const holds = texts.length === 0;
  for (const { from, to } of toldGaps)
    if (!isIn(from, transfers.gaps)) texts.push(reportTexts.gapInReport(from, to));
  const missing = topology.rooms.map(({ id }, room) => ({
    room: id,
    gaps: missingIn(transfers, room),
  }));
  for (const { room, gaps } of missing)
    for (const { from, to, reason } of gaps)
      texts.push(reportTexts.gapNotChecked(room, from, to, reason));
  const lacking = transfers.gaps.filter((gap) => !isWithin(gap, toldGaps));
  for (const { from, to } of lacking) texts.push(reportTexts.gapInData(from, to));
  const endsEarly = transfers.lastEntry < upTo;
  if (endsEarly) texts.push(reportTexts.restNotChecked(transfers.lastEntry + 1, upTo));
  if (holds)
    texts.push(
      reportTexts.dataChecked(held.length, transfers.lastEntry, {
        whole: missing.filter(({ gaps }) => gaps.length === 0).length,
        all: missing.length,
      }),
    );
  if (!holds) return { texts, compared: "differs" };
  return { texts, compared: lacking.length > 0 || endsEarly ? "not-compared" : "agrees" };
}

/** All of it is missing in the report as well. */
function isWithin({ from, to }: Gap, gaps: readonly Gap[]): boolean {
  let next = from;
  for (const gap of gaps) if (gap.from <= next && next <= gap.to) next = gap.to + 1;
  return next > to;
}

/** What a room's archive does not hold of the entries that another one does. */
function missingIn(
  { lastEntry, rooms }: TransfersFacts,
  room: number,
): readonly (Omit<TransfersFacts["gaps"][number], "reason"> & {
  readonly reason: MissingReason;
})[] {
  const archive = rooms.find((each) => each.room === room);
  if (archive === undefined) return [{ from: 1, to: lastEntry, reason: "no-archive" }];
  if (archive.lastEntry >= lastEntry) return archive.gaps;
  return [...archive.gaps, { from: archive.lastEntry + 1, to: lastEntry, reason: "ends-there" }];
}

function notCompared(text: LocalizedText): DataFindings {
  return { texts: [text], compared: "not-compared" };
}

/** Where the other rooms' archives ended is another matter than what the log says. */
function isSameLog(log: LogFacts, told: LogFacts): boolean {
  return isDeepStrictEqual({ ...log, chains: told.chains }, told);
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
    const isKnown = one.who !== "not-known" && other.who !== "not-known";
    if (isDeepStrictEqual(one, isKnown ? other : { ...other, who: one.who })) continue;
    return wrong(`entry ${one.entry}, position ${one.position}`);
  }
}
