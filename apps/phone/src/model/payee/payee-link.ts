import { accountIdOf, accountNumberOf, type AccountNumber } from "@cablecut/protocol";
import type { LinkedNumber } from "../navigation/pages.ts";

/** The account number of a payee's link, `/?pay=10234`; null where the address is no such link. */
export function payeeOf(search: string): LinkedNumber | null {
  const text = new URLSearchParams(search).get("pay")?.normalize("NFKC").trim() ?? null;
  if (text === null) return null;
  const account = /^\d{5}$/.test(text) ? accountIdOf(Number(text)) : null;
  return account === null ? "unreadable" : accountNumberOf(account);
}

/** What the own code says: a plain address, so that any phone's camera opens it. */
export function payeeLink(origin: string, accountNumber: AccountNumber): string {
  return `${origin}/?pay=${accountNumber}`;
}
