import { asCents, type AccountId, type LogIndex } from "@cablecut/protocol";

/** Of a payment from 500 to 501; its number is the test's. */
export const receiptFields = {
  account: 500 as AccountId,
  payee: 501 as AccountId,
  amountCents: asCents(888),
  result: "booked" as const,
  index: 99 as LogIndex,
  chain: "0".repeat(16),
  mac: "0".repeat(32),
};
