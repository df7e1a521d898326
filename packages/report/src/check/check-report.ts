import { z } from "zod";
import { canonicalJson, type Sha256 } from "../canonical-json.ts";
import { eventsCsv, type Tellers } from "../events-csv.ts";
import { drawing, drawingOf, reportHtml } from "../html/report-html.ts";
import { dataOfHtml } from "../html/html-data.ts";
import { bodySchema, reportSchema, reportVersion, type Report } from "../schema.ts";
import { parseTransfersCsv, type TransferRow } from "../transfer-rows.ts";
import { checkFigures, type Unchecked } from "./figures.ts";
import { Findings, type Finding } from "./finding.ts";

export interface CheckParts {
  /** Of report.json. */
  readonly text: string;
  /** Bytes of the files beside it, by name; null where there is none. */
  readonly file: (name: string) => Uint8Array | null;
  readonly sha256: Sha256;
  readonly decodeText: (bytes: Uint8Array) => string;
  readonly verify: (publicKey: string, signature: string, text: string) => boolean;
  readonly tell: Tellers;
  /** 20 hex digits. */
  readonly fingerprintOf: (publicKey: string) => string;
  /** What somebody has read on a stage or a phone; null where nobody says. */
  readonly expectedKey: string | null;
}

export interface CheckedReport {
  /** Null where the text is none. */
  readonly report: Report | null;
  readonly rows: readonly TransferRow[] | null;
  readonly findings: readonly Finding[];
  readonly moreFindings: number;
  readonly unchecked: readonly Unchecked[];
}

/** Checks a report with nothing but its own files: form, signature, files, and every figure that follows from others. */
export function checkReport(parts: CheckParts): CheckedReport {
  const findings = new Findings();
  const report = parseReport(parts.text, findings);
  if (report === null)
    return { report, rows: null, findings: findings.all, moreFindings: 0, unchecked: [] };
  checkSignature(report, parts, findings);
  const texts = readFiles(report, parts, findings);
  const rows = rowsOf(texts.get("transfers.csv") ?? null, findings);
  const { files: _, signature: __, ...body } = report;
  const unchecked = checkFigures(body, rows, parts.sha256, findings);
  const events = texts.get("events.csv");
  if (events !== undefined)
    findings.holds(
      events === eventsCsv(body, parts.tell),
      "events.csv",
      "another text",
      "told.events and told.incidents",
    );
  const html = texts.get("report.html");
  if (html !== undefined) checkHtml(html, report, { rows, tell: parts.tell }, findings);
  return { report, rows, findings: findings.all, moreFindings: findings.more, unchecked };
}

const versionSchema = z.object({
  format: z.literal("cablecut-report"),
  version: z.number().int(),
});

function parseReport(text: string, findings: Findings): Report | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    findings.add("not-a-report", "report.json", "is not JSON");
    return null;
  }
  const named = versionSchema.safeParse(value);
  if (named.success && named.data.version !== reportVersion) {
    findings.add("other-version", "version", named.data.version, reportVersion);
    return null;
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues.slice(0, 20))
      findings.add("not-a-report", issue.path.join(".") || "report.json", issue.message);
    return null;
  }
  if (text !== `${canonicalJson(value)}\n`) findings.add("not-canonical", "report.json");
  return parsed.data;
}

/** What is signed: the canonical text of everything but the signature. */
export function signedText(report: Omit<Report, "signature">): string {
  const { signature: _, ...signed } = { signature: null, ...report };
  return canonicalJson(signed);
}

function checkSignature(report: Report, parts: CheckParts, findings: Findings): void {
  const { signature, show } = report;
  if (signature === null) return findings.add("not-signed", "signature");
  const fingerprint = parts.fingerprintOf(signature.publicKey);
  if (!parts.verify(signature.publicKey, signature.value, signedText(report)))
    findings.add("wrong-signature", "signature.value");
  if (fingerprint !== show.keyFingerprint)
    findings.add("other-key", "show.keyFingerprint", show.keyFingerprint, fingerprint);
  if (parts.expectedKey !== null && fingerprint !== parts.expectedKey)
    findings.add("other-key", "signature.publicKey", fingerprint, parts.expectedKey);
}

/** The files that are as they were signed. */
function readFiles(report: Report, parts: CheckParts, findings: Findings): Map<string, string> {
  const texts = new Map<string, string>();
  const wanted = [
    "report.html",
    "events.csv",
    ...(report.transfers === null ? [] : ["transfers.csv"]),
  ];
  const named = report.files.map(({ name }) => name);
  findings.same("files", named.toSorted(), wanted.toSorted());
  for (const [at, { name, bytes, sha256 }] of report.files.entries()) {
    const content = parts.file(name);
    if (content === null) {
      findings.add("file-missing", name);
      continue;
    }
    findings.same(`files.${at}.bytes`, bytes, content.length);
    const actual = parts.sha256(content);
    if (actual !== sha256) findings.add("file-changed", name, actual, sha256);
    texts.set(name, parts.decodeText(content));
  }
  return texts;
}

function rowsOf(text: string | null, findings: Findings): readonly TransferRow[] | null {
  if (text === null) return null;
  const parsed = parseTransfersCsv(text);
  if (parsed.ok) return parsed.rows;
  findings.add("bad-line", `transfers.csv line ${parsed.line}`);
  return null;
}

function checkHtml(
  html: string,
  report: Report,
  { rows, tell }: { readonly rows: readonly TransferRow[] | null; readonly tell: Tellers },
  findings: Findings,
): void {
  const { files: _, signature: __, ...body } = report;
  const data = dataOfHtml(html);
  const parsed = bodySchema.safeParse(data);
  const isSame = parsed.success && canonicalJson(data) === canonicalJson(body);
  findings.holds(isSame, "report.html", "other figures", "those of report.json");
  findings.same("drawing", report.drawing, drawingOf(html));
  // A report that another build has drawn looks otherwise; what it holds was compared.
  if (report.drawing === drawing)
    findings.holds(
      html === reportHtml(body, rows, tell),
      "report.html",
      "another page",
      "what is drawn of report.json",
    );
}
