import { wordsOfIssue, type Language } from "@cablecut/protocol";
import * as z from "zod";
import { canonicalJson, type HexSha256 } from "../canonical-json.ts";
import { eventsCsv, eventsWithoutWords, type Tellers } from "../events-csv.ts";
import type { Charts } from "../html/charts.ts";
import { drawing, drawingOf, reportHtml } from "../html/report-html.ts";
import { dataOfHtml } from "../html/html-data.ts";
import { parsePhonesCsv } from "../phone-rows.ts";
import {
  bodySchema,
  firstDrawingOfLogLines,
  reportSchema,
  versionOfGateways,
  versionOfLogLines,
  versionsRead,
  type FileName,
  type Report,
} from "../schema.ts";
import { parseTransfersCsv, type TransferRow } from "../transfer-rows.ts";
import { checkFigures, type CheckedFigures } from "./figures.ts";
import { Findings, Words, type Finding } from "./finding.ts";

export interface CheckParts {
  /** Of report.json; null where its bytes are no UTF-8. */
  readonly text: string | null;
  /** Bytes of the files beside it, by name; null where there is none, or why it cannot be read. */
  readonly file: (name: string) => Uint8Array | Words | null;
  readonly sha256: HexSha256;
  /** Null where the bytes are no UTF-8: many of them would have the same text. */
  readonly decodeText: (bytes: Uint8Array) => string | null;
  readonly verify: (publicKey: string, signature: string, text: string) => boolean;
  readonly tell: Tellers;
  readonly charts: Charts;
  /** 20 hex digits. */
  readonly fingerprintOf: (publicKey: string) => string;
  /** What people have read on a stage or were told on a phone of that show; none where nobody says. */
  readonly expectedKeys: (showId: string) => readonly string[];
}

export interface CheckedReport extends CheckedFigures {
  /** Null where the text is none. */
  readonly report: Report | null;
  readonly rows: readonly TransferRow[] | null;
  readonly findings: readonly Finding[];
  readonly moreFindings: number;
}

/** Checks a report with nothing but its own files: form, signature, files, and every figure that follows from others. */
export function checkReport(parts: CheckParts): CheckedReport {
  const findings = new Findings();
  const report = parseReport(parts.text, findings);
  if (report === null) {
    const nothing = { rows: null, moreFindings: 0, unchecked: [], phonesCompared: 0 };
    return { report, findings: findings.all, ...nothing };
  }
  checkSignature(report, parts, findings);
  const texts = readFiles(report, parts, findings);
  const rows = rowsOf(texts, "transfers.csv", parseTransfersCsv, findings);
  const phones = rowsOf(texts, "phones.csv", parsePhonesCsv, findings);
  const { files: _, signature: __, ...body } = report;
  checkVersion(body, findings);
  const figures = checkFigures(body, { transfers: rows, phones }, parts.sha256, findings);
  const events = texts.get("events.csv");
  if (events !== undefined)
    findings.holds(
      isOfEvents(events, body, parts.tell),
      "events.csv",
      new Words("another text", "另一文本"),
      new Words("told.events and told.incidents", "told.events 与 told.incidents"),
    );
  const html = texts.get("report.html");
  if (html !== undefined) checkHtml(html, report, { rows, parts }, findings);
  const unchecked = [...figures.unchecked];
  if (report.drawing > drawing)
    findings.add("other-version", "drawing", report.drawing, `<= ${drawing}`);
  else if (report.drawing < drawing) unchecked.push("page-drawn-otherwise");
  return {
    report,
    rows,
    findings: findings.all,
    moreFindings: findings.more,
    ...figures,
    unchecked,
  };
}

/** What came with a later version may not stand in one of before, nor is it missing where it belongs. */
function checkVersion(
  { version, drawing, gateways, log, transfers }: Omit<Report, "files" | "signature">,
  findings: Findings,
): void {
  findings.same("gateways", gateways !== undefined, version >= versionOfGateways);
  const isOfLogLines = version >= versionOfLogLines;
  findings.holds(
    drawing >= firstDrawingOfLogLines === isOfLogLines,
    "drawing",
    drawing,
    `${isOfLogLines ? ">=" : "<"} ${firstDrawingOfLogLines}`,
  );
  if (isOfLogLines) return;
  findings.same("log.balances", log?.balances, null);
  findings.same("transfers.rowsHash", transfers?.rowsHash, null);
}

/** Its words are compared where this build has them as they were, as the page is. */
function isOfEvents(
  text: string,
  body: Omit<Report, "files" | "signature">,
  tell: Tellers,
): boolean {
  const expected = eventsCsv(body, tell);
  if (body.drawing === drawing) return text === expected;
  return eventsWithoutWords(text) === eventsWithoutWords(expected);
}

/** Of a text that is no report so many reasons are told. */
const issuesMax = 20;

const versionSchema = z.object({
  format: z.literal("cablecut-report"),
  version: z.number().int(),
});

const notUtf8 = new Words("is not UTF-8", "不是 UTF-8 文本");

function parseReport(text: string | null, findings: Findings): Report | null {
  if (text === null) {
    findings.add("not-a-report", "report.json", notUtf8);
    return null;
  }
  let value: unknown;
  try {
    // With a mark in front that an editor has put there it is not the one text, but what is wrong with it can be told.
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    findings.add("not-a-report", "report.json", new Words("is not JSON", "不是 JSON"));
    return null;
  }
  const named = versionSchema.safeParse(value);
  if (named.success && !versionsRead.some((read) => read === named.data.version)) {
    findings.add("other-version", "version", named.data.version, versionsRead.join(", "));
    return null;
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    tellIssues(value, findings);
    return null;
  }
  if (text !== `${canonicalJson(value)}\n`) findings.add("not-canonical", "report.json");
  if (loneSurrogate.test(text))
    findings.add(
      "not-canonical",
      "report.json",
      new Words("half a character stands in it", "含有不完整的字符"),
    );
  return parsed.data;
}

/** RFC 8785, 3.2.2.2: a surrogate without its other half has no canonical text; JSON writes only such a one as an escape. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/i;

/** In both languages: the schema says the same things in the same order. */
function tellIssues(value: unknown, findings: Findings): void {
  const told = (language: Language) =>
    reportSchema.safeParse(value, { error: (issue) => wordsOfIssue(issue)[language] }).error
      ?.issues ?? [];
  const inChinese = told("zh");
  for (const [at, { path, message }] of told("en").slice(0, issuesMax).entries()) {
    const said = new Words(message, inChinese[at]?.message ?? message);
    findings.add("not-a-report", path.join(".") || "report.json", said);
  }
}

/** What is signed: the canonical text of everything but the signature. */
export function signedText(report: Omit<Report, "signature">): string {
  const { signature: _, ...signed } = { signature: null, ...report };
  return canonicalJson(signed);
}

function checkSignature(report: Report, parts: CheckParts, findings: Findings): void {
  const { signature, show } = report;
  if (signature === null) return findings.add("not-signed", "signature");
  // Only the operator signs, and knows with which pace the show began: without that it would be a gateway's copy. Where the log
  // was applied its first hash is made of that pace, and says so.
  if (report.version >= versionOfLogLines && report.log === null)
    findings.holds(show.firstPace !== null, "show.firstPace", null, new Words("a pace", "节奏"));
  const fingerprint = parts.fingerprintOf(signature.publicKey);
  if (!parts.verify(signature.publicKey, signature.value, signedText(report)))
    findings.add("wrong-signature", "signature.value");
  if (fingerprint !== show.keyFingerprint)
    findings.add("other-key", "show.keyFingerprint", show.keyFingerprint, fingerprint);
  for (const expected of parts.expectedKeys(show.showId))
    if (fingerprint !== expected)
      findings.add("other-key", "signature.publicKey", fingerprint, expected);
}

/** The files that are as they were signed. */
function readFiles(report: Report, parts: CheckParts, findings: Findings): Map<string, string> {
  const texts = new Map<string, string>();
  const wanted = [
    "report.html",
    "events.csv",
    ...(report.transfers === null ? [] : ["transfers.csv"]),
    ...(report.phones === null ? [] : ["phones.csv"]),
  ];
  const named = report.files.map(({ name }) => name);
  findings.same("files", named.toSorted(), wanted.toSorted());
  for (const [at, { name, bytes, sha256 }] of report.files.entries()) {
    const content = parts.file(name);
    if (content === null) {
      findings.add("file-missing", name);
      continue;
    }
    if (content instanceof Words) {
      findings.add("file-unreadable", name, content);
      continue;
    }
    findings.same(`files.${at}.bytes`, bytes, content.length);
    const actual = parts.sha256(content);
    if (actual !== sha256) findings.add("file-changed", name, actual, sha256);
    const text = parts.decodeText(content);
    if (text === null) findings.add("file-unreadable", name, notUtf8);
    else texts.set(name, text);
  }
  return texts;
}

type ParsedRows<Row> =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly line: number };

function rowsOf<Row>(
  texts: ReadonlyMap<string, string>,
  name: FileName,
  parse: (text: string) => ParsedRows<Row>,
  findings: Findings,
): readonly Row[] | null {
  const text = texts.get(name);
  if (text === undefined) return null;
  const parsed = parse(text);
  if (parsed.ok) return parsed.rows;
  findings.add("bad-line", `${name} line ${parsed.line}`);
  return null;
}

const pageDiffers = {
  figures: [
    new Words("other figures", "其他数据"),
    new Words("those of report.json", "report.json 的数据"),
  ],
  drawing: [
    new Words("another page", "另一页面"),
    new Words("what is drawn of report.json", "由 report.json 生成的页面"),
  ],
} as const;

function checkHtml(
  html: string,
  report: Report,
  { rows, parts }: { readonly rows: readonly TransferRow[] | null; readonly parts: CheckParts },
  findings: Findings,
): void {
  const { files: _, signature: __, ...body } = report;
  const data = dataOfHtml(html);
  const parsed = bodySchema.safeParse(data);
  const isSame = parsed.success && canonicalJson(data) === canonicalJson(body);
  findings.holds(isSame, "report.html", ...pageDiffers.figures);
  findings.same("drawing", report.drawing, drawingOf(html));
  // A report that an earlier build has drawn looks otherwise; what it holds was compared.
  if (report.drawing === drawing)
    findings.holds(html === reportHtml(body, rows, parts), "report.html", ...pageDiffers.drawing);
}
