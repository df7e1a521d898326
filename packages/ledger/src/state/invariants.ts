import {
  addCents,
  asCents,
  asLogIndex,
  initialFundsCents,
  initialFundsOf,
  isSyntheticHash,
  subtractCents,
  type Cents,
} from "@cablecut/protocol";
import type { FundsOf, Recount, Totals, TotalsOf } from "../ledger-api.ts";
import { StateDigest } from "../format/state-digest.ts";
import { bookedByOpenedOf, bookedOf, fundsCentsOf, type LedgerState } from "./state.ts";

/** Funds do not add up. Nothing that can be in a log brings this about: it is a bug or broken memory. */
export class ConservationError extends Error {
  override readonly name = "ConservationError";
  readonly index: number;
  readonly expectedCents: Cents;
  readonly actualCents: Cents;

  constructor(index: number, expectedCents: Cents, actualCents: Cents) {
    super(`after log index ${index} the funds are ${actualCents} cents, not ${expectedCents}`);
    this.index = index;
    this.expectedCents = expectedCents;
    this.actualCents = actualCents;
  }
}

/** After every payload; the running total was carried along by what was really written. */
export function assertConservation(state: LedgerState): void {
  const expected = initialFundsOf(state.accounts.count);
  const actual = fundsCentsOf(state);
  if (actual !== expected) {
    throw new ConservationError(state.position.index, expected, actual);
  }
}

interface ThreeSums {
  readonly people: FundsOf;
  readonly synthetic: FundsOf;
  readonly house: FundsOf;
}

function houseCentsOf(state: LedgerState): Cents {
  let sum = 0;
  for (let account = 0; account < state.houseAccounts; account++) {
    sum += state.accounts.balanceOf(account);
  }
  return asCents(sum);
}

/** As carried along; only the few accounts of the house are added up. */
function runningSums(state: LedgerState): ThreeSums {
  const { accounts, synthetic, houseAccounts } = state;
  const houseCents = houseCentsOf(state);
  const peopleCents = subtractCents(fundsCentsOf(state), addCents(houseCents, synthetic.cents));
  return {
    people: { accounts: accounts.count - houseAccounts - synthetic.count, cents: peopleCents },
    synthetic: { accounts: synthetic.count, cents: synthetic.cents },
    house: { accounts: houseAccounts, cents: houseCents },
  };
}

/** Every account asked whose it is, by what the log says of it: its place and its token. */
function countedSums(state: LedgerState): ThreeSums {
  const { accounts, tokens, houseAccounts } = state;
  const count = { people: 0, synthetic: 0 };
  const cents = { people: 0, synthetic: 0 };
  for (let account = houseAccounts; account < accounts.count; account++) {
    const whose = isSyntheticHash(tokens.firstByteOf(account)) ? "synthetic" : "people";
    count[whose] += 1;
    cents[whose] += accounts.balanceOf(account);
  }
  return {
    people: { accounts: count.people, cents: asCents(cents.people) },
    synthetic: { accounts: count.synthetic, cents: asCents(cents.synthetic) },
    house: { accounts: houseAccounts, cents: houseCentsOf(state) },
  };
}

function isSame(one: FundsOf, two: FundsOf): boolean {
  return one.accounts === two.accounts && one.cents === two.cents;
}

export function totalsOf(state: LedgerState): Totals {
  const { people, synthetic, house } = runningSums(state);
  const booked = bookedOf(state);
  const byOpened = bookedByOpenedOf(state);
  const total = ({ accounts, cents }: FundsOf, bookedTransfers: number): TotalsOf => ({
    accounts,
    expectedCents: initialFundsOf(accounts),
    actualCents: cents,
    bookedTransfers,
  });
  return {
    ...total({ accounts: state.accounts.count, cents: fundsCentsOf(state) }, booked),
    people: total(people, byOpened - state.synthetic.booked),
    synthetic: total(synthetic, state.synthetic.booked),
    house: total(house, booked - byOpened),
  };
}

/** Every account by itself: start - sent + received = balance, and never below zero. */
function accountsAddUp(state: LedgerState): boolean {
  const { accounts } = state;
  for (let account = 0; account < accounts.count; account++) {
    const balance = accounts.balanceOf(account);
    if (balance < 0 || !Number.isSafeInteger(balance)) return false;
    const derived =
      initialFundsCents - accounts.sentCentsOf(account) + accounts.receivedCentsOf(account);
    if (balance !== derived) return false;
  }
  return true;
}

export function recountOf(state: LedgerState): Recount {
  const count = state.accounts.count;
  const counted = countedSums(state);
  const running = runningSums(state);
  const { people, synthetic, house } = counted;
  const actualCents = addCents(addCents(people.cents, synthetic.cents), house.cents);
  const expectedCents = initialFundsOf(count);
  const digest = new StateDigest();
  digest.take(state);
  const recounted = new StateDigest();
  recounted.take(state, state.accounts.recountedSums());
  return {
    index: asLogIndex(state.position.index),
    accounts: count,
    expectedCents,
    actualCents,
    ...counted,
    digest: recounted.hex,
    sound:
      actualCents === expectedCents &&
      fundsCentsOf(state) === expectedCents &&
      isSame(counted.people, running.people) &&
      isSame(counted.synthetic, running.synthetic) &&
      accountsAddUp(state) &&
      recounted.hex === digest.hex,
  };
}
