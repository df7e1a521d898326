import { receiptSchema, type Receipt } from "@cablecut/protocol";
import { z } from "zod";
import type { TransfersFacts } from "./schema.ts";
import type { TransferRow } from "./transfer-rows.ts";

/** Receipts that are taken from one file. */
const receiptsMax = 200_000;

/** The line in front of a phone's receipts: of which show, and which key signs its report. */
const headSchema = z.strictObject({
  cablecut: z.literal("receipts"),
  show: z.string().max(40),
  key: z
    .string()
    .regex(/^[0-9a-f]{20}$/)
    .nullable(),
});

export interface ReceiptFile {
  /** Null where the file does not say. */
  readonly show: string | null;
  readonly key: string | null;
  readonly receipts: readonly Receipt[];
}

/**
 * What a phone copies: a line of JSON for each receipt, and one in front that names show and key. A JSON array of receipts
 * is taken as well.
 */
export function parseReceipts(
  text: string,
):
  | { readonly ok: true; readonly file: ReceiptFile }
  | { readonly ok: false; readonly line: number; readonly reason: string } {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const values: { readonly line: number; readonly value: unknown }[] = [];
  try {
    if (trimmed.startsWith("[")) {
      const list = z.array(z.unknown()).parse(JSON.parse(trimmed));
      values.push(...list.map((value) => ({ line: 1, value })));
    } else {
      for (const [at, line] of trimmed.split("\n").entries()) {
        const value: unknown = line.trim() === "" ? null : JSON.parse(line);
        if (value !== null) values.push({ line: at + 1, value });
      }
    }
  } catch {
    return { ok: false, line: values.length + 1, reason: "is not JSON" };
  }
  const head = headSchema.safeParse(values[0]?.value);
  const body = head.success ? values.slice(1) : values;
  if (body.length > receiptsMax) return { ok: false, line: receiptsMax + 1, reason: "too many" };
  const receipts: Receipt[] = [];
  for (const { line, value } of body) {
    const parsed = receiptSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const reason = `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim();
      return { ok: false, line, reason };
    }
    receipts.push(parsed.data);
  }
  const { show, key } = head.success ? head.data : { show: null, key: null };
  return { ok: true, file: { show, key, receipts } };
}

/**
 * - `found`: the transfers have this number with the same payee, amount, result, entry and chain hash.
 * - `differs`: they have the number otherwise.
 * - `missing`: they reach beyond its entry and do not have it.
 * - `not-checked`: its entry is not in the archive that the transfers were read from.
 */
export const receiptFindings = ["found", "differs", "missing", "not-checked"] as const;
export type ReceiptFinding = (typeof receiptFindings)[number];

/** Looks each receipt up in the transfers of a report. */
export function findReceipts(
  receipts: readonly Receipt[],
  rows: readonly TransferRow[],
  transfers: Pick<TransfersFacts, "lastEntry" | "gaps">,
): readonly ReceiptFinding[] {
  const wanted = new Set(receipts.map(({ account, sequence }) => `${account} ${sequence}`));
  const found = new Map<string, TransferRow>();
  for (const row of rows) {
    const key = `${row.account} ${row.number}`;
    if (wanted.has(key)) found.set(key, row);
  }
  return receipts.map((receipt) => {
    const row = found.get(`${receipt.account} ${receipt.sequence}`);
    if (row !== undefined) return isSame(receipt, row) ? "found" : "differs";
    const isIn = ({ from, to }: { from: number; to: number }): boolean =>
      from <= receipt.index && receipt.index <= to;
    const isOutside = receipt.index > transfers.lastEntry || transfers.gaps.some(isIn);
    return isOutside ? "not-checked" : "missing";
  });
}

function isSame(receipt: Receipt, row: TransferRow): boolean {
  return (
    row.entry === receipt.index &&
    row.chain === receipt.chain &&
    row.result === receipt.result &&
    row.amountCents === receipt.amountCents &&
    (row.payee ?? row.account) === receipt.payee
  );
}
