import type { LocalizedText } from "@cablecut/protocol";
import { isDeepStrictEqual } from "node:util";
import {
  checkTold,
  type LogFacts,
  type Report,
  type TransferRow,
  type TransfersFacts,
} from "@cablecut/report";
import { readShowArchives, type ReadArchives, type ShowArchives } from "../report/show-archives.ts";
import { reportTexts, type MissingReason } from "../texts/report-texts.ts";
import { checkPorts } from "./check-ports.ts";

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
  const readTo = async (entry: number): Promise<ReadArchives> =>
    readShowArchives(show, directory, { upTo: entry, digestsAt });
  const read = await readTo(upTo);
  if (!read.ok) return notCompared(reportTexts[read.refusal]);
  const { archives } = read;
  if (archives === null) return notCompared(reportTexts.noArchives(directory));
  const { transfers } = archives;
  const told = report.transfers;
  const toldGaps = told?.gaps ?? [];
  const isIn = (entry: number, gaps: readonly Gap[]): boolean =>
    gaps.some(({ from, to }) => from <= entry && entry <= to);
  const isHeld = (entry: number): boolean =>
    entry <= transfers.lastEntry && !isIn(entry, transfers.gaps);
  const held = archives.rows.filter(({ entry }) => !isIn(entry, toldGaps));
  const texts: LocalizedText[] = [];
  const wrong = (where: string): void => {
    if (texts.length < toldMax) texts.push(...differs(where).texts);
  };
  compareRows(
    rows.filter(({ entry }) => isHeld(entry)),
    held,
    wrong,
  );
  for (const { room, differsAt } of transfers.rooms)
    if (differsAt !== null) wrong(`entry ${differsAt}, ${topology.rooms[room]?.id ?? room}`);
  const logs = texts.length === 0 ? await compareLogs(report, archives, readTo) : null;
  texts.push(...(logs?.texts ?? []));
  const holds = texts.length === 0 || logs?.compared === "not-compared";
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
  const isShort = lacking.length > 0 || endsEarly || logs?.compared === "not-compared";
  return { texts, compared: isShort ? "not-compared" : "agrees" };
}

/**
 * What the log decides when it is applied again. Where entries are missing, here or there, it is told up to the first of them: it is
 * compared as far as the report has it, and what was told of the rest as far as these archives have it.
 */
async function compareLogs(
  report: Report,
  archives: ShowArchives,
  readTo: (entry: number) => Promise<ReadArchives>,
): Promise<DataFindings> {
  const here = archives.log?.lastEntry ?? 0;
  const there = report.log?.lastEntry ?? 0;
  if (here === 0 || here < there) return notCompared(reportTexts.logNotCompared);
  if (report.log !== null) {
    const read = here === there ? { ok: true as const, archives } : await readTo(there);
    if (!read.ok) return notCompared(reportTexts[read.refusal]);
    const log = read.archives?.log ?? null;
    if (log === null || !isSameLog(log, report.log)) return differs("log");
  }
  // The report's own archives may end before what was told: a full disk's, say.
  const { asOf } = report.told.transfers;
  const isTold = (report.transfers?.lastEntry ?? 0) >= asOf;
  const further = isTold ? { ok: true as const, archives } : await readTo(asOf);
  if (!further.ok) return notCompared(reportTexts[further.refusal]);
  const { archives: all } = further;
  if (all === null || (all.log?.lastEntry ?? 0) <= there) return { texts: [], compared: "agrees" };
  const texts = checkTold(report, all, checkPorts.sha256)
    .slice(0, toldMax)
    .map(({ kind, where, have, want }) => reportTexts.finding(kind, where, have, want));
  return { texts, compared: texts.length === 0 ? "agrees" : "differs" };
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

function differs(where: string): DataFindings {
  const text = reportTexts.finding("does-not-follow", where, null, null);
  return { texts: [text], compared: "differs" };
}

/** Where the other rooms' archives ended is another matter than what the log says; an earlier version has no hash of balances. */
function isSameLog(log: LogFacts, told: LogFacts): boolean {
  const { balances, ...rest } = { ...log, chains: told.chains };
  return isDeepStrictEqual(told.balances === undefined ? rest : { ...rest, balances }, told);
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
