export { BatchReader } from "./batch-reader.ts";
export {
  BatchWriter,
  type EncodeRefusal,
  type HeartbeatRecord,
  type MoveRecord,
} from "./batch-writer.ts";
export type {
  AccountView,
  Applied,
  DigestReport,
  FundsOf,
  HistoryEntry,
  JournalAnswer,
  JournalEntry,
  Ledger,
  LedgerConfig,
  Opening,
  Receipt,
  ReceiptAnswer,
  Recount,
  RestoreOutcome,
  Totals,
} from "./ledger-port.ts";
export {
  recordKinds,
  recordsMax,
  payloadBytesMax,
  type MoveReason,
  type RecordKind,
} from "./record-format.ts";
