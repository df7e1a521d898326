import { accountIdOf, receiptSchema, type Receipt } from "@cablecut/protocol";
import * as z from "zod";
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
type Head = z.infer<typeof headSchema>;

const accountNumber = z.number().transform((number, context) => {
  const account = accountIdOf(number);
  if (account !== null) return account;
  context.addIssue("not an account number");
  return z.NEVER;
});

/** A receipt as a phone copies it. */
const copiedReceiptSchema = receiptSchema
  .omit({ account: true, payee: true })
  .extend({ accountNumber, payeeNumber: accountNumber })
  .transform(({ accountNumber: account, payeeNumber: payee, ...rest }): Receipt => ({
    account,
    payee,
    ...rest,
  }));

export interface ReceiptFile {
  /** Null where the file does not say. */
  readonly show: string | null;
  readonly key: string | null;
  /** Each once, however often it was pasted. */
  readonly receipts: readonly Receipt[];
  /** How many more there were that are the same as one of them in every field. */
  readonly repeated: number;
}

/**
 * - `no-receipts`: there is none in it.
 * - `cut-off`: a receipt begins or ends there and is not whole.
 * - `not-json`: between a receipt's braces stands something else.
 * - `no-receipt`: `field` is not what a receipt has there.
 * - `other-head`: it names another show or key than the file did before.
 * - `too-many`: more receipts than are taken from one file.
 */
export type ReceiptRefusal =
  | { readonly kind: "no-receipts" | "cut-off" | "not-json" | "other-head" | "too-many" }
  | { readonly kind: "no-receipt"; readonly field: string };

export type ReadReceipts =
  | { readonly ok: true; readonly file: ReceiptFile }
  | { readonly ok: false; readonly line: number; readonly refusal: ReceiptRefusal };

/**
 * What a phone copies: a line of JSON for each receipt, and one in front that names show and key; of several phones one behind
 * the other, or as a JSON array. Between the receipts anything may stand, such as the names of a chat it was sent through.
 */
export function parseReceipts(text: string): ReadReceipts {
  const plain = plainText(text);
  const refused = (at: number, refusal: ReceiptRefusal): ReadReceipts => ({
    ok: false,
    line: plain.slice(0, at).split("\n").length,
    refusal,
  });
  const receipts = new Map<string, Receipt>();
  let head: Head | null = null;
  let count = 0;
  // One after the other: a file of nothing but braces has millions of them.
  for (const { 0: object, index } of plain.matchAll(flatObject)) {
    if (object.length === 1) return refused(index, { kind: "cut-off" });
    const read = readObject(object);
    if ("refusal" in read) return refused(index, read.refusal);
    if (count === receiptsMax) return refused(index, { kind: "too-many" });
    if ("receipt" in read) {
      count += 1;
      receipts.set(JSON.stringify(read.receipt), read.receipt);
    } else {
      const together: Head | null = head === null ? read.head : togetherOf(head, read.head);
      if (together === null) return refused(index, { kind: "other-head" });
      head = together;
    }
  }
  if (count === 0) return refused(0, { kind: "no-receipts" });
  const { show, key } = head ?? { show: null, key: null };
  const repeated = count - receipts.size;
  return { ok: true, file: { show, key, receipts: [...receipts.values()], repeated } };
}

/** Neither a receipt nor the line in front has a brace inside; one brace alone is of something that is not whole. */
const flatObject = /\{[^{}]*\}|[{}]/g;

/**
 * Keyboards, chats and mail turn quotes, hyphens and line ends into others that look alike, and add what is not seen; wide digits
 * and marks are plain ones after NFKC. The page of a report does the same with the same patterns, in browsers of ten years ago.
 */
export const plainings: readonly (readonly [from: RegExp, to: string])[] = [
  [/[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|[\uFE00-\uFE0F]/g, ""],
  [/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n"],
  [/[\u201C-\u201F\u00AB\u00BB\u300C-\u300F\u301D-\u301F]|&quot;|&#34;|\\"/g, '"'],
  [/[\u2010-\u2015\u2212]/g, "-"],
];

/** A line that mail has broken goes on behind its mark of a quotation. */
export const brokenLine = /\n+[> \t]*/g;

function plainText(text: string): string {
  return plainings.reduce(
    (plain, [from, to]) => plain.replaceAll(from, to),
    text.normalize("NFKC"),
  );
}

function readObject(
  text: string,
): { readonly receipt: Receipt } | { readonly head: Head } | { readonly refusal: ReceiptRefusal } {
  let value: unknown;
  try {
    value = JSON.parse(text.replaceAll(brokenLine, ""));
  } catch {
    return { refusal: { kind: "not-json" } };
  }
  const head = headSchema.safeParse(value);
  if (head.success) return { head: head.data };
  // Receipts as rooms know them are taken as well.
  const isCopied = typeof value === "object" && value !== null && "accountNumber" in value;
  const receipt = (isCopied ? copiedReceiptSchema : receiptSchema).safeParse(value);
  if (receipt.success) return { receipt: receipt.data };
  const [issue] = receipt.error.issues;
  const named = issue?.code === "unrecognized_keys" ? issue.keys : issue?.path;
  return { refusal: { kind: "no-receipt", field: String(named?.[0] ?? "") } };
}

/** A phone that was told no key before it kept its first receipt says none; null where they are of two shows or keys. */
function togetherOf(one: Head, other: Head): Head | null {
  const isOneKey = one.key === null || other.key === null || one.key === other.key;
  return one.show === other.show && isOneKey ? { ...one, key: one.key ?? other.key } : null;
}

/**
 * - `found`: the transfers have this number with the same payee, amount, result, entry and chain hash.
 * - `differs`: they have the number otherwise.
 * - `missing`: they reach beyond its entry and do not have it.
 * - `not-checked`: its entry is not in the archive that the transfers were read from.
 */
export const receiptFindings = ["found", "differs", "missing", "not-checked"] as const;
export type ReceiptFinding = (typeof receiptFindings)[number];

/** Something of a receipt that its row in the transfers has otherwise. */
export interface ReceiptDifference {
  readonly field: "payee" | "amountCents" | "result" | "index" | "chain";
  readonly receipt: string | number;
  readonly row: string | number;
}

export interface LookedUp {
  readonly receipt: Receipt;
  readonly finding: ReceiptFinding;
  /** Of one that differs. */
  readonly differences: readonly ReceiptDifference[];
}

/** Looks each receipt up in the transfers of a report. */
export function findReceipts(
  receipts: readonly Receipt[],
  rows: readonly TransferRow[],
  transfers: Pick<TransfersFacts, "lastEntry" | "gaps">,
): readonly LookedUp[] {
  const wanted = new Set(receipts.map(({ account, sequence }) => `${account} ${sequence}`));
  const found = new Map<string, TransferRow>();
  for (const row of rows) {
    const key = `${row.account} ${row.number}`;
    if (wanted.has(key)) found.set(key, row);
  }
  return receipts.map((receipt): LookedUp => {
    const row = found.get(`${receipt.account} ${receipt.sequence}`);
    if (row !== undefined) {
      const differences = differencesOf(receipt, row);
      return { receipt, finding: differences.length === 0 ? "found" : "differs", differences };
    }
    const isIn = ({ from, to }: { from: number; to: number }): boolean =>
      from <= receipt.index && receipt.index <= to;
    const isOutside = receipt.index > transfers.lastEntry || transfers.gaps.some(isIn);
    return { receipt, finding: isOutside ? "not-checked" : "missing", differences: [] };
  });
}

function differencesOf(receipt: Receipt, row: TransferRow): readonly ReceiptDifference[] {
  const held = { ...row, payee: row.payee ?? row.account, index: row.entry };
  const fields = ["payee", "amountCents", "result", "index", "chain"] as const;
  return fields.flatMap((field) =>
    receipt[field] === held[field] ? [] : { field, receipt: receipt[field], row: held[field] },
  );
}
