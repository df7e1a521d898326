import {
  pastIncidentsMax,
  type AccountId,
  type InFlight,
  type InFlightOf,
  type InFlightTotals,
  type Receipt,
  type ReceiptCheck,
  type ToldInFlight,
} from "@cablecut/protocol";

/** Payments that are listed of one incident; of more the number is told. */
const listedMax = 2_000;

/** What a phone has told of one incident. */
interface Told {
  readonly payments: readonly InFlightOf[];
}

/**
 * What was in flight when each incident began, as the phones here tell it with the check of their receipts. A phone that
 * tells again replaces what it told.
 */
export class InFlightCount {
  readonly #incidents = new Map<number, Map<AccountId, Told>>();

  heard(
    incident: number,
    account: AccountId,
    payments: readonly InFlight[],
    shown: { readonly receipts: readonly Receipt[]; readonly checks: readonly ReceiptCheck[] },
  ): void {
    const told = this.#incidents.get(incident) ?? new Map<AccountId, Told>();
    this.#incidents.set(incident, told);
    told.set(account, {
      payments: payments.map((payment) => {
        const at = shown.receipts.findIndex(({ sequence }) => sequence === payment.sequence);
        const receipt = shown.receipts[at];
        const check = shown.checks[at] ?? null;
        return { ...payment, account, index: receipt?.index ?? null, check };
      }),
    });
    const [oldest] = this.#incidents.keys();
    if (this.#incidents.size > pastIncidentsMax && oldest !== undefined)
      this.#incidents.delete(oldest);
  }

  /** What the account told of any incident. */
  forget(account: AccountId): void {
    for (const told of this.#incidents.values()) told.delete(account);
  }

  /** Null where no phone has told of it. */
  totals(incident: number): InFlightTotals | null {
    const told = this.#incidents.get(incident);
    if (told === undefined) return null;
    const ends = { booked: 0, refused: 0, cancelled: 0, other: 0, open: 0 };
    let payments = 0;
    let missing = 0;
    for (const each of told.values()) {
      for (const { end, check } of each.payments) {
        payments += 1;
        ends[end] += 1;
        missing += Number(check === "missing" || check === "forged");
      }
    }
    return { incident, phones: told.size, payments, ends, missing };
  }

  /** How many payments each phone has told of. */
  toldOf(incident: number): ReadonlyMap<AccountId, number> {
    const told = this.#incidents.get(incident) ?? new Map<AccountId, Told>();
    return new Map([...told].map(([account, { payments }]) => [account, payments.length]));
  }

  of(incident: number): ToldInFlight {
    const told = [...(this.#incidents.get(incident)?.values() ?? [])];
    const payments = told
      .flatMap((each) => each.payments)
      .toSorted((one, other) => one.account - other.account || one.sequence - other.sequence);
    return {
      phones: told.length,
      payments: payments.slice(0, listedMax),
      notListed: Math.max(0, payments.length - listedMax),
    };
  }
}
