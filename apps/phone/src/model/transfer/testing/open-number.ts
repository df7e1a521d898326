import type { SequenceNumber } from "@cablecut/protocol";
import type { OpenNumber } from "../payment.ts";

/** Asked for once, with the first payment. */
export const openNumber = (sequence: number): OpenNumber => ({
  paymentId: 1,
  sequence: sequence as SequenceNumber,
  purpose: "pay",
  attempt: 1,
  asked: true,
  uncertain: false,
  waitsForOwner: false,
  disputed: false,
  retryAtMs: 0,
});
