import { accountNumberOf } from "../values/ids.ts";
import type { Receipt } from "./receipts.ts";

/** A receipt as a phone copies it for its owner: with account numbers, by which people find themselves in a report. */
export interface CopiedReceipt extends Omit<Receipt, "account" | "payee"> {
  readonly accountNumber: number;
  readonly payeeNumber: number;
}

export function copiedReceipt({ account, payee, ...rest }: Receipt): CopiedReceipt {
  return {
    accountNumber: accountNumberOf(account),
    payeeNumber: accountNumberOf(payee),
    ...rest,
  };
}
