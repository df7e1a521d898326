import {
  addCents,
  asCents,
  asLogIndex,
  initialFundsCents,
  initialFundsOf,
  subtractCents,
  type Cents,
} from "@cablecut/protocol";
import type { Recount, Totals } from "./ledger-api.ts";
import { StateDigest } from "./state-digest.ts";
import { bookedByPeopleOf, bookedOf, fundsCentsOf, type LedgerState } from "./state.ts";

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

function sumOfBalances(state: LedgerState, from: number, to: number): Cents {
  let sum = 0;
  for (let account = from; account < to; account++) {
    sum += state.accounts.balanceOf(account);
  }
  return asCents(sum);
}

export function totalsOf(state: LedgerState): Totals {
  const actualCents = fundsCentsOf(state);
  const houseCents = sumOfBalances(state, 0, state.houseAccounts);
  return {
    accounts: state.accounts.count,
    expectedCents: initialFundsOf(state.accounts.count),
    actualCents,
    houseCents,
    peopleCents: subtractCents(actualCents, houseCents),
    bookedTransfers: bookedOf(state),
    bookedByPeople: bookedByPeopleOf(state),
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
  const house = sumOfBalances(state, 0, state.houseAccounts);
  const people = sumOfBalances(state, state.houseAccounts, count);
  const expectedCents = initialFundsOf(count);
  const actualCents = addCents(house, people);
  const running = new StateDigest();
  running.take(state);
  const recounted = new StateDigest();
  recounted.take(state, state.accounts.recountedSums());
  return {
    index: asLogIndex(state.position.index),
    accounts: count,
    expectedCents,
    actualCents,
    house: { accounts: state.houseAccounts, cents: house },
    people: { accounts: count - state.houseAccounts, cents: people },
    digest: recounted.hex,
    sound:
      actualCents === expectedCents &&
      fundsCentsOf(state) === expectedCents &&
      accountsAddUp(state) &&
      recounted.hex === running.hex,
  };
}
