import { fileRefusalText, readFileOf } from "@cablecut/named-files";
import { constants } from "node:buffer";
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Language, LocalizedText } from "@cablecut/protocol";
import {
  checkReport,
  findReceipts,
  unknownsOf,
  Words,
  type CheckedReport,
  type ReceiptFile,
  type ReceiptFinding,
  type Report,
} from "@cablecut/report";
import { loadCharts } from "../report/made-report.ts";
import { earlierName } from "../report/report-folder.ts";
import { fingerprintOf } from "../show/report-key.ts";
import { receiptTexts } from "../texts/receipt-texts.ts";
import { reportTexts, uncheckedTexts } from "../texts/report-texts.ts";
import { checkPorts } from "./check-ports.ts";
import { readReceiptFile } from "./receipt-file.ts";
import { checkAgainstData, type Compared } from "./report-data.ts";

/** Of report.json or a file beside it: each is read as one string. */
const reportBytesMax = constants.MAX_STRING_LENGTH;
/** Receipts that are listed one by one where something is wrong with them. */
const listedMax = 20;

export interface ReportQuestion {
  /** report.json, with its files beside it. */
  readonly path: string;
  readonly receipts: string | null;
  /** A fingerprint that somebody has read: 20 hex digits. */
  readonly key: string | null;
  /** A directory with rooms' archives. */
  readonly data: string | null;
  readonly language: Language;
}

/** `cablecut verify report.json`: with nothing but its files. @returns 0 it holds, and tells of nothing that was lost or differs; 1 otherwise */
export async function verifyReport(question: ReportQuestion): Promise<number> {
  const { path, language } = question;
  const say = (text: LocalizedText): void => console.log(text[language]);
  const report = readFileOf(path, reportBytesMax);
  if (!report.ok) return refuse(receiptTexts.unreadable(path, report.refusal), language);
  const receipts = question.receipts === null ? null : readReceiptFile(question.receipts);
  if (receipts !== null && !receipts.ok) return refuse(receipts.refusal, language);
  const file = receipts?.file ?? null;
  const keysOf = (showId: string): readonly string[] => {
    const told = file && keyFor(showId, file);
    return [...new Set([question.key, told].filter((key) => key !== null))];
  };
  const checked = await check(path, report.bytes, keysOf);
  const expected = checked.report === null ? [] : keysOf(checked.report.show.showId);
  const publicKey = checked.report?.signature?.publicKey ?? null;
  const signedBy = publicKey === null ? null : fingerprintOf(publicKey);
  say(reportTexts.head(checked.report?.show.showId ?? "—", signedBy));
  if (expected.length === 0 && question.key === null) say(reportTexts.keyNotNamed);
  else if (expected.length > 0 && expected.every((key) => key === signedBy))
    say(reportTexts.keyNamed);
  const holds = tellFindings(checked, say);
  tellStrangers(question, checked, say);
  const withReceipts = file === null ? "agrees" : tellReceipts(checked, file, say);
  const withData = question.data === null ? "agrees" : await tellData(checked, question.data, say);
  const verdict = checked.report?.derived.verdict ?? "not-known";
  if (holds && verdict === "not-known") tellUnknown(checked.report, say);
  const trouble = holds ? troubleText(withReceipts, withData) : reportTexts.bad;
  const isPart = verdict === "nothing-lost" && checked.unchecked.length > 0;
  say(trouble ?? (isPart ? reportTexts.goodInPart : verdictTexts[verdict]));
  const isBad = verdict === "lost" || verdict === "differs";
  return trouble === null && !isBad ? 0 : 1;
}

/** The key that the phone was told says nothing of another show. */
function keyFor(showId: string, { show, key }: ReceiptFile): string | null {
  return show === null || show === showId ? key : null;
}

/** Null where the report agrees with everything that was given. */
function troubleText(withReceipts: Compared, withData: Compared): LocalizedText | null {
  if (withReceipts === "differs") return reportTexts.otherReceipts;
  if (withData === "differs") return reportTexts.otherData;
  if (withReceipts === "agrees" && withData === "agrees") return null;
  return reportTexts.notCompared;
}

const verdictTexts = {
  "nothing-lost": reportTexts.good,
  lost: reportTexts.goodLost,
  differs: reportTexts.goodDiffers,
  "not-known": reportTexts.goodNotKnown,
};

function refuse(text: LocalizedText, language: Language): number {
  console.error(text[language]);
  return 1;
}

async function check(
  path: string,
  bytes: Uint8Array,
  expectedKeys: (showId: string) => readonly string[],
): Promise<CheckedReport> {
  const folder = dirname(resolve(path));
  return checkReport({
    text: checkPorts.decodeText(bytes),
    file: (name) => {
      const read = readFileOf(join(folder, name), reportBytesMax);
      if (read.ok) return read.bytes;
      if (read.refusal.kind === "absent") return null;
      const { en, zh } = fileRefusalText(read.refusal);
      return new Words(en, zh);
    },
    ...checkPorts,
    charts: await loadCharts(),
    expectedKeys,
  });
}

function tellFindings(checked: CheckedReport, say: (text: LocalizedText) => void): boolean {
  const { findings, moreFindings, report, rows, unchecked, phonesCompared } = checked;
  for (const { kind, where, have, want } of findings)
    say(reportTexts.finding(kind, where, have, want));
  if (moreFindings > 0) say(reportTexts.moreFindings(moreFindings));
  for (const each of unchecked) say(uncheckedTexts[each]);
  const lastEntry = report?.transfers?.lastEntry ?? null;
  const isWhole = !unchecked.includes("gaps-in-transfers");
  if (lastEntry !== null && rows !== null && isWhole)
    say(reportTexts.transfers(rows.length, lastEntry));
  const stretches = report === null ? [] : stretchesOf(report);
  if (stretches.length > 1) say(reportTexts.readFrom(stretches.join(", ")));
  if (report !== null && report.phones !== null)
    say(reportTexts.phones(report.phones.rows, phonesCompared));
  return findings.length === 0 && report !== null;
}

/** Why it cannot be said that nothing was lost; that entries are missing is told where they are. */
function tellUnknown(report: Report | null, say: (text: LocalizedText) => void): void {
  if (report === null) return;
  const { receipts, funds } = unknownsOf(report);
  if (receipts.length > 0) say(reportTexts.receiptsNotKnown(receipts));
  if (funds) say(reportTexts.fundsNotKnown);
}

/** Which entries were read from whose archive; of very many only the first. */
function stretchesOf({ transfers, show }: Report): readonly string[] {
  const sources = transfers?.sources ?? [];
  if (new Set(sources.map(({ room }) => room)).size < 2) return [];
  const told = sources.slice(0, listedMax).map(({ from, to, room }) => {
    const id = show.topology.rooms[room]?.id ?? String(room);
    return `${id} ${from}–${to}`;
  });
  return sources.length > listedMax ? [...told, "…"] : told;
}

/** Whatever lies in the report's folder and is none of its files: nobody shall take it for signed. */
function tellStrangers(
  { path, receipts }: ReportQuestion,
  { report }: CheckedReport,
  say: (text: LocalizedText) => void,
): void {
  if (report === null) return;
  const folder = dirname(resolve(path));
  const known = [path, ...(receipts === null ? [] : [receipts])].map((each) => resolve(each));
  const files = report.files.map(({ name }) => join(folder, name));
  const strangers = namesIn(folder).filter(
    (name) => ![...known, ...files].includes(join(folder, name)),
  );
  const earlier = strangers.filter((name) => isEarlierReport(join(folder, name)));
  if (earlier.length > 0) say(reportTexts.earlierBeside(...listed(earlier)));
  const others = strangers.filter((name) => !earlier.includes(name));
  if (others.length > 0) say(reportTexts.besides(...listed(others)));
}

/** The first of them, and how many more there are. */
function listed(names: readonly string[]): [readonly string[], number] {
  const told = names.slice(0, listedMax);
  return [told, names.length - told.length];
}

/** One that was kept when this one was written. */
function isEarlierReport(path: string): boolean {
  return earlierName.test(basename(path)) && existsSync(join(path, "report.json"));
}

/** A folder that may be passed through and not be listed has nothing to tell. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function tellReceipts(
  { report, rows }: CheckedReport,
  { receipts, repeated, show }: ReceiptFile,
  say: (text: LocalizedText) => void,
): Compared {
  if (report === null) return "not-compared";
  if (show !== null && show !== report.show.showId) {
    say(receiptTexts.ofOtherShow(show));
    return "not-compared";
  }
  if (report.transfers === null || rows === null) {
    if (report.transfers === null) say(receiptTexts.notChecked);
    return "not-compared";
  }
  const counts: Record<ReceiptFinding, number> = {
    found: 0,
    differs: 0,
    missing: 0,
    "not-checked": 0,
  };
  const looked = findReceipts(receipts, rows, report.transfers);
  for (const { finding } of looked) counts[finding] += 1;
  const wrong = looked.filter(({ finding }) => finding === "differs" || finding === "missing");
  for (const each of wrong.slice(0, listedMax)) say(receiptTexts.wrong(each));
  if (wrong.length > listedMax) say(reportTexts.moreFindings(wrong.length - listedMax));
  say(receiptTexts.counts(counts, receipts.length));
  if (repeated > 0) say(receiptTexts.repeated(repeated));
  say(receiptTexts.sealNotChecked);
  if (wrong.length > 0) return "differs";
  return counts["not-checked"] > 0 ? "not-compared" : "agrees";
}

async function tellData(
  { report, rows }: CheckedReport,
  data: string,
  say: (text: LocalizedText) => void,
): Promise<Compared> {
  if (report === null || rows === null) {
    if (report?.transfers === null) say(reportTexts.dataNotChecked);
    return "not-compared";
  }
  const { texts, compared } = await checkAgainstData(report, rows, resolve(data));
  for (const text of texts) say(text);
  return compared;
}
