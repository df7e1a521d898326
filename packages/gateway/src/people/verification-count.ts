import {
  receiptChecks,
  type AccountId,
  type AudienceVerification,
  type LogIndex,
  type ReceiptCheck,
} from "@cablecut/protocol";
import { RowsOfIncidents } from "./rows-of-incidents.ts";

export type CheckCounts = Readonly<Record<ReceiptCheck, number>>;

export function countChecks(checks: readonly ReceiptCheck[]): CheckCounts {
  const counts = { verified: 0, missing: 0, forged: 0, archived: 0, "not-yet": 0 };
  for (const check of checks) counts[check] += 1;
  return counts;
}

/** What a room has said of a phone's receipts, or how many receipts nobody has answered for. */
export interface PhoneVerification {
  readonly account: AccountId;
  /** Null: it has not answered. */
  readonly checks: CheckCounts | null;
  readonly notHeard: number;
  /** The newest entry of a receipt that is the show's; null where that is not known. */
  readonly newest: LogIndex | null;
}

/** Receipts of phones that are here and have not answered. */
export type NotHeard = Pick<PhoneVerification, "account" | "notHeard">;

/** What the phones found out about their own receipts after one incident. A phone that asks again replaces its answer. */
export class VerificationCount {
  #incident = 0;
  readonly #answers = new Map<
    AccountId,
    Pick<PhoneVerification, "newest"> & { readonly checks: CheckCounts }
  >();
  readonly #past = new RowsOfIncidents<PhoneVerification>();
  /** Rows of the past change only where their account is removed, and are others then. */
  readonly #foundBefore = new WeakMap<readonly PhoneVerification[], AudienceVerification>();

  /** The receipts of an incident are asked for anew. `notHeard`: of those that were asked before. */
  begin(incident: number, notHeard: readonly NotHeard[]): void {
    if (this.#incident !== 0) this.#past.keep(this.#incident, this.#rows(notHeard));
    this.#incident = incident;
    this.#answers.clear();
  }

  get incident(): number {
    return this.#incident;
  }

  heard(incident: number, account: AccountId, checks: CheckCounts, newest: LogIndex | null): void {
    if (incident === this.#incident) this.#answers.set(account, { checks, newest });
  }

  /** The account is at another gateway, which counts it. */
  forget(account: AccountId): void {
    this.#answers.delete(account);
  }

  /** What it told of any incident counts no more. */
  removed(account: AccountId): void {
    this.#answers.delete(account);
    this.#past.forget(account);
  }

  hasHeard(account: AccountId): boolean {
    return this.#answers.has(account);
  }

  /** Whose receipts were forged, after whichever incident. */
  get forgers(): readonly AccountId[] {
    const now = [...this.#answers].flatMap(([account, { checks }]) =>
      checks.forged > 0 ? account : [],
    );
    return [...new Set([...now, ...this.#past.whose(({ checks }) => (checks?.forged ?? 0) > 0)])];
  }

  /** Phone by phone; null where nobody here remembers that incident. */
  rowsOf(
    incident: number,
    notHeard: () => readonly NotHeard[],
  ): readonly PhoneVerification[] | null {
    if (incident === 0) return null;
    return incident === this.#incident ? this.#rows(notHeard()) : this.#past.of(incident);
  }

  /** Rows of the incident that is checked are added up each time, those of the ones before once. */
  foundOf(incident: number, notHeard: () => number): AudienceVerification | null {
    if (incident === this.#incident) return this.totals(notHeard());
    const rows = this.#past.of(incident);
    if (rows === null) return null;
    const known = this.#foundBefore.get(rows);
    if (known !== undefined) return known;
    const found = verificationOf(incident, rows);
    this.#foundBefore.set(rows, found);
    return found;
  }

  /** Null before the first incident was over. */
  totals(notHeard: number): AudienceVerification | null {
    if (this.#incident === 0) return null;
    const sum = { verified: 0, missing: 0, forged: 0, archived: 0, "not-yet": 0 };
    for (const { checks } of this.#answers.values()) {
      for (const check of receiptChecks) sum[check] += checks[check];
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

  #rows(notHeard: readonly NotHeard[]): readonly PhoneVerification[] {
    const heard = [...this.#answers].map(([account, told]) => ({ account, notHeard: 0, ...told }));
    return [...heard, ...notHeard.map((each) => ({ ...each, checks: null, newest: null }))];
  }
}

function verificationOf(
  incident: number,
  rows: readonly PhoneVerification[],
): AudienceVerification {
  const heard = rows.flatMap(({ checks }) => checks ?? []);
  const sum = (check: ReceiptCheck): number =>
    heard.reduce((total, checks) => total + checks[check], 0);
  return {
    incident,
    phones: heard.length,
    verified: sum("verified"),
    missing: sum("missing"),
    archived: sum("archived"),
    forged: sum("forged"),
    notYetHeard: sum("not-yet") + rows.reduce((total, { notHeard }) => total + notHeard, 0),
  };
}
