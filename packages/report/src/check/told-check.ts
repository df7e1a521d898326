import type { HexSha256 } from "../canonical-json.ts";
import { derive } from "../derive.ts";
import type { LogFacts, ReportBody, TransfersFacts } from "../schema.ts";
import type { TransferRow } from "../transfer-rows.ts";
import { checkFigures } from "./figures.ts";
import { Findings, type Finding } from "./finding.ts";

/** A gateway's own look at funds stands in a report where its log has no word on them: that the other log has one is no fault. */
const besideLog = /^told\.incidents\.\d+\.fundsAt(Cut|End)$/;

/** Everything that was told, held against archives which reach further than the report's own; phones' words are left out. */
export function checkTold(
  { show, told, drawing, format, version }: ReportBody,
  archive: {
    readonly transfers: TransfersFacts;
    readonly rows: readonly TransferRow[];
    readonly log: LogFacts | null;
  },
  sha256: HexSha256,
): readonly Finding[] {
  const { transfers, rows, log } = archive;
  const derived = derive({ version, show, told, log, transfers }, rows);
  const body = { format, version, drawing, show, told, log, transfers, phones: null, derived };
  const findings = new Findings();
  checkFigures(body, { transfers: rows, phones: null }, sha256, findings);
  return findings.all.filter(({ where }) => !besideLog.test(where));
}
