export { endedIndexAt, resultCodeAt } from "./applied-records.ts";
export { BatchReader, describeNewerVersion, newerVersionOf } from "./format/batch-reader.ts";
export { BatchWriter, type EncodeRefusal } from "./format/batch-writer.ts";
export { checksumOf } from "./format/checksum.ts";
export { digestInterval, digestRecordsMax } from "./format/digest-records.ts";
export { createLedger } from "./ledger.ts";
export type { Applied, DigestReport, Ledger, TotalsOf } from "./ledger-api.ts";
export {
  assumedPayloadVersion,
  formatOfIncidents,
  newestPayloadVersion,
  recordKinds,
  recordsMax,
} from "./format/record-format.ts";
