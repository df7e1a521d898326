import { accountIdOf, accountNumberOf, type AccountNumber } from "@cablecut/protocol";

/** The account number of a payee's link, `/?pay=10234`; null where there is none, or none that can be one. */
export function payeeOf(search: string): AccountNumber | null {
  const text = new URLSearchParams(search).get("pay") ?? "";
  const account = /^\d{5}$/.test(text) ? accountIdOf(Number(text)) : null;
  return account === null ? null : accountNumberOf(account);
}

/** What the own code says: a plain address, so that any phone's camera opens it. */
export function payeeLink(origin: string, accountNumber: AccountNumber): string {
  return `${origin}/?pay=${accountNumber}`;
}
