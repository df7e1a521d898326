/** A show's report: what it holds, how it is made, and how anybody checks it. */
export { canonicalJson } from "./canonical-json.ts";
export { buildReport, type ReportFile } from "./build.ts";
export { checkReport, type CheckedReport } from "./check/check-report.ts";
export { unknownsOf } from "./derive.ts";
export { type Tellers } from "./events-csv.ts";
export { type Bar, type Charts } from "./html/charts.ts";
export { endsWords, gapWords } from "./html/words-of-report.ts";
export { appliedOf, mergedArchives } from "./merged-archives.ts";
export { Words, type FindingKind } from "./check/finding.ts";
export { type Unchecked } from "./check/figures.ts";
export { checkTold } from "./check/told-check.ts";
export {
  findReceipts,
  parseReceipts,
  type LookedUp,
  type ReceiptDifference,
  type ReceiptFile,
  type ReceiptFinding,
  type ReceiptRefusal,
} from "./receipts.ts";
export { mergedPhones, parsePhonesCsv, phonesCsv, type PhoneRow } from "./phone-rows.ts";
export {
  fileNames,
  reportSchema,
  type GatewaysTold,
  type LogFacts,
  type Report,
  type TransfersFacts,
} from "./schema.ts";
export { balancesText, isHouse, rowsHashOf, type TransferRow } from "./transfer-rows.ts";
