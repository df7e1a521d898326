/* oxlint-disable typescript/no-non-null-assertion, typescript/consistent-type-assertions --
   Invariant: `results` and `endedAt` have an entry for every record of a payload, and the rules write nothing into
   `results` but codes of `ledgerResultCodes`. Callers walk `records`, so their position is such a record. */
import type { LedgerResultCode } from "@cablecut/protocol";
import type { Applied } from "./ledger-api.ts";

/** What became of the record at this position of the payload. */
export function resultCodeAt(applied: Applied, record: number): LedgerResultCode {
  return applied.results[record]! as LedgerResultCode;
}

/** See Applied.endedAt. */
export function endedIndexAt(applied: Applied, record: number): number {
  return applied.endedAt[record]!;
}
