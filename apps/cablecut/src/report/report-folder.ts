import { constants } from "node:buffer";
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, readFileOf, renameSynced, writeBeside } from "@cablecut/named-files";
import { pastIncidentsMax } from "@cablecut/protocol";
import { fileNames, reportSchema, type Report, type ReportFile } from "@cablecut/report";
import { timeInNames } from "../show/time-in-names.ts";

const reportJson = "report.json";
/** Of a folder in which a report is kept that tells more than the one beside it. */
export const earlierName = /^earlier-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?$/;

/**
 * Puts the files of a report into a folder, report.json last: where that is, the others are whole, and until all of them are
 * written what was there is left alone. A gateway that was started anew knows an earlier incident in short only: a report
 * that tells more is kept, in a folder inside. Throws the system's errors.
 * @returns where the one is now that was there; null where this one tells as much
 */
export function writeReport(directory: string, files: readonly ReportFile[]): string | null {
  makeFolder(directory);
  const written: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { name, text } of files) {
      const to = join(directory, name);
      written.push({ from: `${to}.new`, to });
      writeBeside(to, text);
    }
    const earlier = setAsideWhatTellsMore(directory, files);
    rmSync(join(directory, reportJson), { force: true });
    for (const { from, to } of written) renameSynced(from, to);
    return earlier;
  } catch (error) {
    for (const { from } of written) takeAway(from);
    throw error;
  }
}

/** Makes the folder and tries to write in it, which leaves what is there as it was. Throws the system's errors. */
export function tryFolder(directory: string): void {
  makeFolder(directory);
  rmSync(writeBeside(join(directory, reportJson), ""));
}

function setAsideWhatTellsMore(directory: string, files: readonly ReportFile[]): string | null {
  const path = join(directory, reportJson);
  if (!existsSync(path)) return null;
  const before = reportIn(path);
  const made = files.find(({ name }) => name === reportJson)?.text ?? "";
  if (before !== null && !tellsMore(before, reportSchema.parse(JSON.parse(made)))) return null;
  // One that this build cannot read has the time at which it was written.
  const toldAtMs = before?.told.toldAtMs ?? statSync(path).mtimeMs;
  const folder = freeFolder(join(directory, `earlier-${timeInNames(new Date(toldAtMs))}`));
  makeFolder(folder);
  for (const name of [...fileNames, reportJson])
    if (existsSync(join(directory, name))) renameSync(join(directory, name), join(folder, name));
  return folder;
}

/** Null where it is none that this build reads. */
function reportIn(path: string): Report | null {
  const read = readFileOf(path, constants.MAX_STRING_LENGTH);
  if (!read.ok) return null;
  try {
    return reportSchema.safeParse(JSON.parse(read.bytes.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

type Incident = Report["told"]["incidents"][number];

/** Of another show, or of an incident something that the other one does not have. */
function tellsMore(before: Report, after: Report): boolean {
  if (before.show.showId !== after.show.showId) return true;
  // Earlier ones are in no report any more, and their number has no bound.
  const isFull = after.told.incidents.length >= pastIncidentsMax;
  const oldest = isFull ? after.told.incidents[0]!.number : 0;
  return before.told.incidents.some((incident) => {
    if (incident.number < oldest) return false;
    const same = after.told.incidents.find(({ number }) => number === incident.number);
    if (same === undefined) return true;
    const rows = knownOf(same, after);
    return knownOf(incident, before).some((known, at) => known > (rows[at] ?? 0));
  });
}

/**
 * How much is known of each part of an incident. Of transfers whether there are any, and all of them: archives forget their
 * oldest entries, so that each report of a long show has fewer than the one before it.
 */
function knownOf(incident: Incident, { transfers, log }: Report): readonly number[] {
  const { startedAtMs, shards, timeline, keptMost, verification, inFlight } = incident;
  return [
    Number(startedAtMs !== null),
    Number(shards !== null),
    Number(timeline.length > 0),
    Number(keptMost !== null),
    verification?.phones ?? 0,
    inFlight.phones,
    transfers === null ? 0 : transfers.gaps.length > 0 ? 1 : 2,
    Number(log !== null),
  ];
}

function takeAway(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is no file of ours.
  }
}

function freeFolder(wished: string): string {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? wished : `${wished}-${number}`;
    if (!existsSync(folder)) return folder;
  }
}
