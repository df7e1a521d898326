import { copiedReceipt, type Receipt } from "@cablecut/protocol";

/**
 * "My receipts" as text, for whoever holds the show's report: a line that names the show and the key which signs its report,
 * then a line of JSON for each receipt. What `cablecut verify --receipts` and the report's own page take.
 */
export function receiptsText(
  {
    showId,
    keyFingerprint = null,
  }: { readonly showId: string; readonly keyFingerprint?: string | null },
  receipts: readonly Receipt[],
): string {
  const head = { cablecut: "receipts", show: showId, key: keyFingerprint };
  return [head, ...receipts.map(copiedReceipt)].map((line) => JSON.stringify(line)).join("\n");
}
