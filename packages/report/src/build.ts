import { programName, type ReportFacts } from "@cablecut/protocol";
import { canonicalJson, type HexSha256 } from "./canonical-json.ts";
import { signedText } from "./check/check-report.ts";
import { derive } from "./derive.ts";
import { eventsCsv, type Tellers } from "./events-csv.ts";
import type { Charts } from "./html/charts.ts";
import { drawing, reportHtml } from "./html/report-html.ts";
import { inAccountOrder } from "./in-flight.ts";
import { loggedOf } from "./logged-incident.ts";
import { comparedOf, phonesCsv, withOpenings, withPhones, type PhoneRow } from "./phone-rows.ts";
import {
  reportVersion,
  type FileName,
  type GatewaysTold,
  type LogFacts,
  type Report,
  type ReportBody,
  type TransfersFacts,
} from "./schema.ts";
import { transfersCsv, type TransferRow } from "./transfer-rows.ts";

/** What a report is made of. */
export interface ReportSources {
  readonly told: ReportFacts;
  /** Null, or not given, where one gateway told and no other was asked. */
  readonly gateways?: GatewaysTold | null;
  /** Of the show's own file, which only its operator has. */
  readonly operator: {
    readonly createdAt: string;
    readonly firstPace: NonNullable<ReportBody["show"]["firstPace"]>;
    readonly keyFingerprint: string;
  } | null;
  readonly archive: {
    readonly transfers: TransfersFacts;
    readonly rows: readonly TransferRow[];
    /** Null where entries are missing in front. */
    readonly log: LogFacts | null;
  } | null;
  /** Phone by phone; null where they are told of together only. */
  readonly phones: readonly PhoneRow[] | null;
}

export interface ReportPorts {
  readonly sha256: HexSha256;
  readonly encodeText: (text: string) => Uint8Array;
  readonly tell: Tellers;
  readonly charts: Charts;
  /** Null: the report stays unsigned. */
  readonly key: { readonly publicKey: string; sign(text: string): string } | null;
}

export interface ReportFile {
  readonly name: FileName | "report.json";
  readonly text: string;
}

export function reportBody({
  told,
  gateways = null,
  operator,
  archive,
  phones,
}: ReportSources): ReportBody {
  const { showId, rehearsal, topology, keyFingerprint } = told;
  const log = archive?.log ?? null;
  const key = operator?.keyFingerprint ?? keyFingerprint;
  const inOrder = inOneOrder({ ...told, keyFingerprint: keyFingerprint ?? key });
  const summed = phones === null ? inOrder : withPhones(inOrder, phones);
  const sources = {
    version: reportVersion,
    told: besideLog(summed, log),
    log,
    transfers: archive?.transfers ?? null,
  } as const;
  const show = {
    program: programName,
    showId,
    createdAt: operator?.createdAt ?? null,
    rehearsal,
    topology,
    firstPace: operator?.firstPace ?? null,
    keyFingerprint: key,
  };
  return {
    format: "cablecut-report",
    drawing,
    show,
    ...sources,
    gateways,
    phones: phones && { rows: phones.length, compared: comparedOf(phones) },
    derived: derive({ ...sources, show }, archive?.rows ?? null),
  };
}

function inOneOrder(told: ReportFacts): ReportFacts {
  return {
    ...told,
    incidents: told.incidents.map(({ inFlight, ...incident }) => ({
      ...incident,
      inFlight: { ...inFlight, payments: inAccountOrder(inFlight.payments) },
    })),
  };
}

/**
 * What a log that was applied says to the entry, a gateway's own look is left out of: that was as of whichever entry it had
 * heard of, and nobody could tell later whether it was that one.
 */
function besideLog(told: ReportFacts, log: LogFacts | null): ReportFacts {
  return {
    ...told,
    incidents: told.incidents.map((incident) => {
      const known = loggedOf({ log, told }, incident.number);
      if (known === null) return incident;
      const { fundsAtEnd } = known.logged;
      return {
        ...incident,
        fundsAtCut: null,
        fundsAtEnd: fundsAtEnd === null ? incident.fundsAtEnd : null,
      };
    }),
  };
}

/** The files of a report, report.json last: it names the others with their hashes. */
export function buildReport(sources: ReportSources, ports: ReportPorts): readonly ReportFile[] {
  const { archive, told } = sources;
  const rows = archive?.rows ?? null;
  const isWhole = rows !== null && archive?.transfers.gaps.length === 0;
  const isShort = archive !== null && archive.transfers.lastEntry < told.transfers.asOf;
  const phones =
    sources.phones && isWhole
      ? withOpenings(sources.phones, openingsOf(rows), { incidents: told.incidents, isShort })
      : sources.phones;
  const body = reportBody({ ...sources, phones });
  const files: { readonly name: FileName; readonly text: string }[] = [
    { name: "report.html", text: reportHtml(body, rows, ports) },
    { name: "events.csv", text: eventsCsv(body, ports.tell) },
  ];
  if (rows !== null) files.push({ name: "transfers.csv", text: transfersCsv(rows) });
  if (phones !== null) files.push({ name: "phones.csv", text: phonesCsv(phones) });
  const listed = files.map(({ name, text }) => {
    const bytes = ports.encodeText(text);
    return { name, bytes: bytes.length, sha256: ports.sha256(bytes) };
  });
  const report: Report = signReport({ ...body, files: listed }, ports.key);
  return [...files, { name: "report.json", text: `${canonicalJson(report)}\n` }];
}

function openingsOf(rows: readonly TransferRow[]): ReadonlyMap<number, number> {
  return new Map(
    rows.flatMap(({ kind, account, entry }) => (kind === "opening" ? [[account, entry]] : [])),
  );
}

/** Signs a report, whoever signed it before. */
export function signReport(report: Omit<Report, "signature">, key: ReportPorts["key"]): Report {
  if (key === null) return { ...report, signature: null };
  const value = key.sign(signedText(report));
  return { ...report, signature: { algorithm: "Ed25519", publicKey: key.publicKey, value } };
}
