import type { Ledger } from "@cablecut/ledger";
import { receiptText, type Receipt, type ReceiptCheck } from "@cablecut/protocol";

const hexDigits = "0123456789abcdef";

export function toHex(bytes: Uint8Array, length = bytes.length): string {
  let text = "";
  for (const byte of bytes.subarray(0, length)) {
    text += hexDigits.charAt(byte >>> 4) + hexDigits.charAt(byte & 15);
  }
  return text;
}

/** Bytes of lower-case hex digits; the caller has checked the text. */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

/** The MAC of a receipt: the first 16 bytes, see receiptText. */
export function macOf(
  receipt: Omit<Receipt, "mac">,
  mac: (text: string) => Uint8Array,
): Uint8Array {
  return mac(receiptText(receipt)).subarray(0, 16);
}

/** The receipt of a number that has ended, from what the ledger keeps; null where it keeps nothing (any more). */
export function receiptFor(
  ledger: Ledger,
  account: number,
  sequence: number,
  mac: (text: string) => Uint8Array,
): Receipt | null {
  const kept = ledger.receipt(account, sequence);
  if (kept.state !== "found") return null;
  const unsigned = {
    account: kept.receipt.account,
    sequence: kept.receipt.sequence,
    payee: kept.receipt.payee ?? kept.receipt.account,
    amountCents: kept.receipt.amountCents,
    result: kept.receipt.result,
    index: kept.receipt.index,
    chain: kept.receipt.chainPrefix,
  };
  return { ...unsigned, mac: toHex(macOf(unsigned, mac)) };
}

/**
 * Compares what a phone holds with what this room's log holds. A receipt that the show never signed says nothing about
 * the log: it is `forged`, whatever the log has.
 */
export function checkReceipt(
  ledger: Ledger,
  receipt: Receipt,
  mac: (text: string) => Uint8Array,
): ReceiptCheck {
  if (toHex(macOf(receipt, mac)) !== receipt.mac) return "forged";
  if (receipt.index > ledger.appliedIndex) return "not-yet";
  const kept = ledger.receipt(receipt.account, receipt.sequence);
  if (kept.state === "archived") return "archived";
  if (kept.state === "unknown") return "missing";
  const same =
    kept.receipt.index === receipt.index &&
    kept.receipt.chainPrefix === receipt.chain &&
    kept.receipt.result === receipt.result &&
    kept.receipt.amountCents === receipt.amountCents &&
    (kept.receipt.payee ?? kept.receipt.account) === receipt.payee;
  return same ? "verified" : "missing";
}
