export { BatchReader } from "./batch-reader.ts";
export {
  BatchWriter,
  type EncodeRefusal,
  type HeartbeatRecord,
  type MoveRecord,
} from "./batch-writer.ts";
export { digestInterval, digestRecordsMax } from "./digest-records.ts";
export { genesisChainOf } from "./genesis.ts";
export { ConservationError } from "./invariants.ts";
export { journalMax } from "./journal.ts";
export { createLedger } from "./ledger.ts";
export type {
  LedgerAccount,
  Applied,
  DigestReport,
  FundsOf,
  HistoryEntry,
  JournalAnswer,
  JournalEntry,
  Ledger,
  LedgerConfig,
  Opening,
  EndedNumber,
  ReceiptAnswer,
  Recount,
  RestoreOutcome,
  Totals,
} from "./ledger-api.ts";
export {
  epochMax,
  payloadBytesMax,
  recordKinds,
  recordsMax,
  type MoveReason,
  type RecordKind,
} from "./record-format.ts";
