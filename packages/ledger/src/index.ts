export { endedIndexAt, resultCodeAt } from "./applied-records.ts";
export { BatchReader } from "./batch-reader.ts";
export { BatchWriter, type EncodeRefusal } from "./batch-writer.ts";
export { digestInterval, digestRecordsMax } from "./digest-records.ts";
export { createLedger } from "./ledger.ts";
export type { Applied, Ledger } from "./ledger-api.ts";
export { recordKinds, recordsMax } from "./record-format.ts";
