import {
  houseAccountsOf,
  initialFundsCents,
  transferMaxCents,
  type FundsFacts,
  type Topology,
} from "@cablecut/protocol";
import { balancesText, isBooked, isHouse, type TransferRow } from "../transfer-rows.ts";
import { accountText } from "../words.ts";
import { Words, type Findings } from "./finding.ts";

type Groups = Omit<FundsFacts, "asOf">;

/** How many payments each group had booked, as of an entry. */
export interface BookedCount {
  readonly booked: number;
  readonly byPeople: number;
  readonly bySynthetic: number;
}

interface AsOf {
  readonly funds: Groups;
  readonly booked: BookedCount;
}

type Known = Exclude<TransferRow["who"], "not-known">;
const groupOf: Readonly<Record<Known, keyof Groups>> = {
  person: "people",
  synthetic: "synthetic",
  house: "house",
};

/**
 * The money of the show, added up once more from the rows of transfers.csv: every account's balance after every row, and
 * what each group had as of the entries that are asked for. Only for rows without a gap from the first entry on.
 */
export class Books {
  readonly #topology: Topology;
  readonly #balances = new Map<number, { who: Known; cents: number; number: number }>();
  readonly #groups = { people: 0, house: 0, synthetic: 0 };
  readonly #accounts = { people: 0, house: 0, synthetic: 0 };
  readonly #booked = { booked: 0, byPeople: 0, bySynthetic: 0 };

  constructor(topology: Topology) {
    this.#topology = topology;
    const house = houseAccountsOf(topology);
    for (let account = 0; account < house; account += 1)
      this.#balances.set(account, { who: "house", cents: initialFundsCents, number: 0 });
    this.#accounts.house = house;
    this.#groups.house = house * initialFundsCents;
  }

  /** Books all rows, tells what cannot be, and returns what there was as of each of `entries`. */
  run(
    rows: readonly TransferRow[],
    entries: ReadonlySet<number>,
    findings: Findings,
  ): ReadonlyMap<number, AsOf> {
    const wanted = [...entries].toSorted((a, b) => a - b);
    const found = new Map<number, AsOf>();
    let next = 0;
    const tellUpTo = (entry: number): void => {
      for (; next < wanted.length && (wanted[next] ?? 0) < entry; next += 1)
        found.set(wanted[next] ?? 0, this.#asOf());
    };
    for (const [at, row] of rows.entries()) {
      tellUpTo(row.entry);
      const trouble = this.#take(row);
      if (trouble !== null) findings.add("bad-line", `transfers.csv line ${at + 2}`, trouble);
    }
    tellUpTo(Number.POSITIVE_INFINITY);
    return found;
  }

  /** What every account has behind the rows that were booked, as a text to hash. */
  get balances(): string {
    return balancesText(this.#balances.values());
  }

  #asOf(): AsOf {
    const group = (name: keyof Groups) => ({
      accounts: this.#accounts[name],
      expectedCents: this.#accounts[name] * initialFundsCents,
      actualCents: this.#groups[name],
    });
    const funds = {
      people: group("people"),
      house: group("house"),
      synthetic: group("synthetic"),
    };
    return { funds, booked: { ...this.#booked } };
  }

  /** What is wrong with the row; null where nothing is. */
  #take(row: TransferRow): Words | null {
    if (row.kind === "opening") return this.#open(row);
    const payer = this.#balances.get(row.account);
    if (payer === undefined)
      return new Words(
        `account ${accountText(row.account)} was never opened`,
        `账户 ${accountText(row.account)} 从未开立`,
      );
    if (payer.who !== row.who)
      return new Words(
        `account ${accountText(row.account)} is ${payer.who}`,
        `账户 ${accountText(row.account)} 属于 ${payer.who}`,
      );
    if (row.number !== payer.number + 1)
      return new Words(`number ${payer.number + 1} comes first`, `应先有序号 ${payer.number + 1}`);
    payer.number = row.number;
    if (row.kind === "cancel") return cancelTrouble(row);
    const result = this.#resultOf(row, payer.cents);
    if (row.result !== result)
      return new Words(`${row.result}, should be ${result}`, `${row.result}，应为 ${result}`);
    if (isBooked(row) && row.payee !== null) this.#book(row.account, row.payee, row.amountCents);
    return null;
  }

  /** On merit: the first that fits, as the ledger's SPEC has it (X8, X9). What has another result ends no number. */
  #resultOf({ account, payee, amountCents }: TransferRow, balanceCents: number): string {
    if (payee === null || !this.#balances.has(payee)) return "unknown-payee";
    if (payee === account) return "same-account";
    if (amountCents < 1) return "amount-not-positive";
    if (amountCents > transferMaxCents) return "amount-too-large";
    return balanceCents < amountCents ? "insufficient-funds" : "booked";
  }

  #book(from: number, to: number, cents: number): void {
    const [payer, payee] = [this.#balances.get(from), this.#balances.get(to)];
    if (payer === undefined || payee === undefined) return;
    payer.cents -= cents;
    payee.cents += cents;
    this.#groups[groupOf[payer.who]] -= cents;
    this.#groups[groupOf[payee.who]] += cents;
    this.#booked.booked += 1;
    this.#booked.byPeople += Number(payer.who === "person");
    this.#booked.bySynthetic += Number(payer.who === "synthetic");
  }

  #open(row: TransferRow): Words | null {
    const { account, who } = row;
    if (this.#balances.has(account) || isHouse(this.#topology, account))
      return new Words(
        `account ${accountText(account)} was opened before`,
        `账户 ${accountText(account)} 早已开立`,
      );
    if (account !== this.#balances.size)
      return new Words(
        `account ${accountText(this.#balances.size)} comes first`,
        `应先有账户 ${accountText(this.#balances.size)}`,
      );
    if (who === "house" || who === "not-known")
      return new Words(
        `account ${accountText(account)} is none of the house`,
        `账户 ${accountText(account)} 不是探针或柜台`,
      );
    const isPlain = row.payee === account && row.number === 0 && row.result === "applied";
    if (!isPlain || row.amountCents !== initialFundsCents)
      return new Words("this is no opening", "不是开户");
    this.#balances.set(account, { who, cents: initialFundsCents, number: 0 });
    this.#accounts[groupOf[who]] += 1;
    this.#groups[groupOf[who]] += initialFundsCents;
    return null;
  }
}

function cancelTrouble({ result, payee, amountCents }: TransferRow): Words | null {
  const isPlain = result === "cancelled" && payee === null && amountCents === 0;
  return isPlain ? null : new Words("this is no cancel", "不是取消");
}

/** Order and chain, which hold also where entries are missing. */
export function checkOrder(rows: readonly TransferRow[], findings: Findings): void {
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before === undefined) continue;
    const where = `transfers.csv line ${at + 2}`;
    const isSame = row.entry === before.entry;
    const follows = row.entry > before.entry || (isSame && row.position > before.position);
    if (!follows) findings.add("bad-line", where, `${row.entry},${row.position}`);
    if (isSame && row.chain !== before.chain)
      findings.add("bad-line", where, row.chain, before.chain);
  }
}
