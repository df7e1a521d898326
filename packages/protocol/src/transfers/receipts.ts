import * as z from "zod";
import { asAccountId, asLogIndex, asSequenceNumber } from "../values/ids.ts";
import { ledgerResultCodes } from "./refusals.ts";
import { keysOf } from "../values/keys-of.ts";
import { centsSchema } from "../values/money-schema.ts";

const unsigned32 = z.number().int().min(0).max(0xffff_ffff);

/**
 * What a phone keeps of each of its own entries in the log: enough to ask any room, at any later time, to show the
 * entry at this index with this hash. Sequence 0 is the opening of the account (payee = itself, amount = its funds).
 */
export const receiptSchema = z.strictObject({
  account: unsigned32.transform(asAccountId),
  sequence: unsigned32.transform(asSequenceNumber),
  payee: unsigned32.transform(asAccountId),
  amountCents: centsSchema,
  result: z.enum(keysOf(ledgerResultCodes)),
  index: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).transform(asLogIndex),
  /** First 8 bytes of the chain hash of the log at `index`, as 16 hex digits. */
  chain: z.string().regex(/^[0-9a-f]{16}$/),
  /** First 16 bytes of HMAC-SHA256 under the show's key over all the fields above, as 32 hex digits. */
  mac: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * - `verified`: the room shows the same entry at the same index with the same hash.
 * - `missing`: the receipt is genuine and the room does not have it. The one thing that must never happen.
 * - `forged`: the MAC is not the show's.
 * - `archived`: genuine, but older than the receipts that rooms keep.
 * - `not-yet`: the room has not applied that index yet; ask again.
 */
export const receiptChecks = ["verified", "missing", "forged", "archived", "not-yet"] as const;
export type ReceiptCheck = (typeof receiptChecks)[number];

/** The text under the MAC: fixed order, no ambiguity. */
export function receiptText(receipt: Omit<Receipt, "mac">): string {
  return [
    "cablecut-receipt-1",
    receipt.account,
    receipt.sequence,
    receipt.payee,
    receipt.amountCents,
    receipt.result,
    receipt.index,
    receipt.chain,
  ].join("|");
}
