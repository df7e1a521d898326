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

/** What phones have told of one incident. What was made of it is kept until one of them tells more. */
interface Told {
  readonly phones: Map<AccountId, readonly InFlightOf[]>;
  /** Those whose receipts a room could not check yet: they tell again, wherever they are. */
  readonly unchecked: Set<AccountId>;
  totals: Omit<InFlightTotals, "of"> | null;
  list: ToldInFlight | null;
}

/**
 * What was in flight when each incident began, as the phones here tell it with the check of their receipts. A phone that
 * tells again replaces what it told.
 */
export class InFlightCount {
  readonly #incidents = new Map<number, Told>();

  heard(
    incident: number,
    account: AccountId,
    payments: readonly InFlight[],
    shown: { readonly receipts: readonly Receipt[]; readonly checks: readonly ReceiptCheck[] },
  ): void {
    const told = this.#incidents.get(incident) ?? {
      phones: new Map(),
      unchecked: new Set(),
      totals: null,
      list: null,
    };
    this.#incidents.set(incident, told);
    const checked = payments.map((payment) => {
      const at = shown.receipts.findIndex(({ sequence }) => sequence === payment.sequence);
      const receipt = shown.receipts[at];
      const check = shown.checks[at] ?? null;
      return { ...payment, account, index: receipt?.index ?? null, check };
    });
    told.phones.set(account, checked);
    if (shown.checks.includes("not-yet")) told.unchecked.add(account);
    else told.unchecked.delete(account);
    told.totals = told.list = null;
    const [oldest] = this.#incidents.keys();
    if (this.#incidents.size > pastIncidentsMax && oldest !== undefined)
      this.#incidents.delete(oldest);
  }

  /** What the account told of any incident. */
  forget(account: AccountId): void {
    for (const told of this.#incidents.values()) forgetIn(told, account);
  }

  /**
   * The account is at another gateway, which is told by it what is still to be checked, and has been told of `inFlightOf` already
   * (0: of none): one told here is not told of twice.
   */
  wentElsewhere(account: AccountId, inFlightOf: number): void {
    for (const [incident, told] of this.#incidents)
      if (told.unchecked.has(account) || incident === inFlightOf) forgetIn(told, account);
  }

  hasTold(incident: number, account: AccountId): boolean {
    return this.#incidents.get(incident)?.phones.has(account) ?? false;
  }

  totals(incident: number): Omit<InFlightTotals, "of"> {
    const told = this.#incidents.get(incident);
    if (told === undefined) return totalsOf(incident, new Map());
    told.totals ??= totalsOf(incident, told.phones);
    return told.totals;
  }

  /** How many payments each phone has told of. */
  toldOf(incident: number): ReadonlyMap<AccountId, number> {
    const phones = this.#incidents.get(incident)?.phones ?? [];
    return new Map([...phones].map(([account, payments]) => [account, payments.length]));
  }

  of(incident: number): ToldInFlight {
    const told = this.#incidents.get(incident);
    if (told === undefined) return { phones: 0, payments: [], notListed: 0 };
    told.list ??= listOf(told.phones);
    return told.list;
  }
}

function forgetIn(told: Told, account: AccountId): void {
  told.unchecked.delete(account);
  if (told.phones.delete(account)) told.totals = told.list = null;
}

function totalsOf(incident: number, phones: Told["phones"]): Omit<InFlightTotals, "of"> {
  const ends = { booked: 0, refused: 0, cancelled: 0, other: 0, open: 0 };
  let payments = 0;
  let missing = 0;
  for (const each of phones.values()) {
    for (const { end, check } of each) {
      payments += 1;
      ends[end] += 1;
      missing += Number(check === "missing" || check === "forged");
    }
  }
  return { incident, phones: phones.size, payments, ends, missing };
}

function listOf(phones: Told["phones"]): ToldInFlight {
  const payments = [...phones.values()]
    .flat()
    .toSorted((one, other) => one.account - other.account || one.sequence - other.sequence);
  return {
    phones: phones.size,
    payments: payments.slice(0, listedMax),
    notListed: Math.max(0, payments.length - listedMax),
  };
}
