import {
  receiptChecks,
  type AccountId,
  type AudienceVerification,
  type ReceiptCheck,
} from "@cablecut/protocol";

export type CheckCounts = Readonly<Record<ReceiptCheck, number>>;

export function countChecks(checks: readonly ReceiptCheck[]): CheckCounts {
  const counts = { verified: 0, missing: 0, forged: 0, archived: 0, "not-yet": 0 };
  for (const check of checks) counts[check] += 1;
  return counts;
}

/** What the phones found out about their own receipts after one incident. A phone that asks again replaces its answer. */
export class VerificationCount {
  #incident = 0;
  readonly #answers = new Map<AccountId, CheckCounts>();

  /** The receipts of an incident are asked for anew. */
  begin(incident: number): void {
    this.#incident = incident;
    this.#answers.clear();
  }

  get incident(): number {
    return this.#incident;
  }

  heard(incident: number, account: AccountId, counts: CheckCounts): void {
    if (incident === this.#incident) this.#answers.set(account, counts);
  }

  /** The account is at another gateway, which counts it. */
  forget(account: AccountId): void {
    this.#answers.delete(account);
  }

  hasHeard(account: AccountId): boolean {
    return this.#answers.has(account);
  }

  /** `notHeard`: receipts of phones that are here and have not answered. Null before the first incident was over. */
  totals(notHeard: number): AudienceVerification | null {
    if (this.#incident === 0) return null;
    const sum = { verified: 0, missing: 0, forged: 0, archived: 0, "not-yet": 0 };
    for (const counts of this.#answers.values()) {
      for (const check of receiptChecks) sum[check] += counts[check];
    }
    return {
      incident: this.#incident,
      phones: this.#answers.size,
      verified: sum.verified,
      missing: sum.missing,
      archived: sum.archived,
      forged: sum.forged,
      notYetHeard: notHeard + sum["not-yet"],
    };
  }
}
