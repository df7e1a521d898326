import { readFileOf } from "@cablecut/named-files";
import type { LocalizedText } from "@cablecut/protocol";
import { parseReceipts, type ReceiptFile } from "@cablecut/report";
import { receiptTexts } from "../texts/receipt-texts.ts";

const receiptFileBytesMax = 256 * 1024 * 1024;

/** The receipts in a file as a phone copies them, or what is wrong with it. */
export function readReceiptFile(
  path: string,
):
  | { readonly ok: true; readonly file: ReceiptFile }
  | { readonly ok: false; readonly refusal: LocalizedText } {
  const read = readFileOf(path, receiptFileBytesMax);
  if (!read.ok) return { ok: false, refusal: receiptTexts.unreadable(path, read.refusal) };
  const parsed = parseReceipts(textOf(read.bytes));
  if (parsed.ok) return parsed;
  return { ok: false, refusal: receiptTexts.refused(path, parsed.line, parsed.refusal) };
}

/** An editor of Windows may have saved it in UTF-16, with the mark in front that says so. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString("utf16le");
  return bytes.toString("utf8");
}
