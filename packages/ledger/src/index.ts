export { endedIndexAt, resultCodeAt } from "./applied-records.ts";
export { BatchReader, describeNewerVersion, newerVersionOf } from "./batch-reader.ts";
export { BatchWriter, type EncodeRefusal } from "./batch-writer.ts";
export { checksumOf } from "./checksum.ts";
export { digestInterval, digestRecordsMax } from "./digest-records.ts";
export { createLedger } from "./ledger.ts";
export type { Applied, Ledger, TotalsOf } from "./ledger-api.ts";
export {
  assumedPayloadVersion,
  formatOfIncidents,
  newestPayloadVersion,
  recordKinds,
  recordsMax,
} from "./record-format.ts";
