import { accountNumberMin, houseAccountsOf, type Topology } from "@cablecut/protocol";
import type { HexSha256 } from "./canonical-json.ts";
import { accountText } from "./words.ts";

/** One number that ended in the log, or the opening of an account. In the file accounts have the numbers that people see. */
export interface TransferRow {
  readonly entry: number;
  /** In its entry, from 0. */
  readonly position: number;
  readonly kind: "opening" | "transfer" | "cancel";
  /** Who pays, or whose account is opened. */
  readonly account: number;
  readonly who: Who;
  /** Null for a cancel. */
  readonly payee: number | null;
  readonly amountCents: number;
  /** The account's own number; 0 for the opening. */
  readonly number: number;
  readonly result: string;
  /** First 16 hex digits of the log's chain after this entry. */
  readonly chain: string;
}

/** People, synthetic attendees, the house's own canaries and tills, and accounts whose opening is not in the archive. */
const whos = ["person", "synthetic", "house", "not-known"] as const;
export type Who = (typeof whos)[number];

const header =
  "entry,position,kind,account_number,who,payee_number,amount_cents,number,result,chain";
/** A figure has one text: no zero in front of it. */
const figure = "(0|[1-9]\\d*)";
const rowPattern = new RegExp(
  `^${figure},${figure},(opening|transfer|cancel),${figure},(person|synthetic|house|not-known),${figure}?,${figure},${figure},([a-z-]+),([0-9a-f]{16})$`,
);

export function transfersCsv(rows: readonly TransferRow[]): string {
  return `${[header, ...rows.map(lineOf)].join("\n")}\n`;
}

function lineOf(row: TransferRow): string {
  return [
    row.entry,
    row.position,
    row.kind,
    accountText(row.account),
    row.who,
    row.payee === null ? "" : accountText(row.payee),
    row.amountCents,
    row.number,
    row.result,
    row.chain,
  ].join(",");
}

/** Hashed together: there are millions, and their text is as long as all the rest of a report. */
const hashedRows = 10_000;

/** One hash of all rows, each stretch of them hashed behind the hash of what is before it. */
export function rowsHashOf(rows: readonly TransferRow[], sha256: HexSha256): string {
  let hash = "";
  for (let at = 0; at < rows.length || at === 0; at += hashedRows)
    hash = sha256([hash, ...rows.slice(at, at + hashedRows).map(lineOf)].join("\n"));
  return hash;
}

/** What every account has, from the first one on, as a text to hash. */
export function balancesText(
  accounts: Iterable<{ readonly cents: number; readonly number: number }>,
): string {
  return Array.from(accounts, ({ cents, number }, at) => `${at},${cents},${number}\n`).join("");
}

/** The rows of a transfers.csv, or the first line (from 1) that is none. */
export function parseTransfersCsv(
  text: string,
):
  | { readonly ok: true; readonly rows: readonly TransferRow[] }
  | { readonly ok: false; readonly line: number } {
  const lines = text.split("\n");
  if (lines[0] !== header) return { ok: false, line: 1 };
  if (lines.at(-1) !== "") return { ok: false, line: lines.length };
  const rows: TransferRow[] = [];
  for (const [at, line] of lines.slice(1, -1).entries()) {
    const row = rowOf(line);
    if (row === null) return { ok: false, line: at + 2 };
    rows.push(row);
  }
  return { ok: true, rows };
}

function rowOf(line: string): TransferRow | null {
  const match = rowPattern.exec(line);
  if (match === null) return null;
  const [, entry, position, kind, account, who, payee = "", amount, number, result, chain] = match;
  const known = whos.find((each) => each === who);
  if (known === undefined || result === undefined || chain === undefined) return null;
  if (kind !== "opening" && kind !== "transfer" && kind !== "cancel") return null;
  const numbers = [entry, position, account, amount, number].map(Number);
  if (numbers.some((each) => !Number.isSafeInteger(each))) return null;
  if (Number(account) < accountNumberMin) return null;
  if (payee !== "" && Number(payee) < accountNumberMin) return null;
  return {
    entry: Number(entry),
    position: Number(position),
    kind,
    account: Number(account) - accountNumberMin,
    who: known,
    payee: payee === "" ? null : Number(payee) - accountNumberMin,
    amountCents: Number(amount),
    number: Number(number),
    result,
    chain,
  };
}

/** Whether the row moved money. */
export function isBooked({ kind, result }: TransferRow): boolean {
  return kind === "transfer" && result === "booked";
}

/** House accounts are open from the beginning, everybody else's by a row. */
export function isHouse(topology: Topology, account: number): boolean {
  return account < houseAccountsOf(topology);
}
