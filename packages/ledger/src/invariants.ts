import { initialFundsCents, type Cents, type LogIndex } from "@cablecut/protocol";
import { balanceAt, receivedCentsAt, rowDoubles, sentCentsAt } from "./accounts.ts";
import type { Recount, Totals } from "./ledger-api.ts";
import { StateDigest } from "./state-digest.ts";
import { bookedAt, bookedByPeopleAt, fundsCentsAt, type LedgerState } from "./state.ts";

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
  const expected = state.accounts.count * initialFundsCents;
  if (state.tallies[fundsCentsAt]! !== expected) {
    throw new ConservationError(state.position.index, expected, state.tallies[fundsCentsAt]!);
  }
}

function sumOfBalances(state: LedgerState, from: number, to: number): Cents {
  let sum = 0;
  for (let account = from; account < to; account++) {
    sum += state.accounts.funds[account * rowDoubles + balanceAt]!;
  }
  return sum;
}

export function totalsOf(state: LedgerState): Totals {
  const houseCents = sumOfBalances(state, 0, state.houseAccounts);
  return {
    accounts: state.accounts.count,
    expectedCents: state.accounts.count * initialFundsCents,
    actualCents: state.tallies[fundsCentsAt]!,
    houseCents,
    peopleCents: state.tallies[fundsCentsAt]! - houseCents,
    bookedTransfers: state.tallies[bookedAt]!,
    bookedByPeople: state.tallies[bookedByPeopleAt]!,
  };
}

/** Every account by itself: start - sent + received = balance, and never below zero. */
function accountsAddUp(state: LedgerState): boolean {
  const { funds, count } = state.accounts;
  for (let account = 0; account < count; account++) {
    const at = account * rowDoubles;
    const balance = funds[at + balanceAt]!;
    if (balance < 0 || !Number.isSafeInteger(balance)) return false;
    const derived = initialFundsCents - funds[at + sentCentsAt]! + funds[at + receivedCentsAt]!;
    if (balance !== derived) return false;
  }
  return true;
}

export function recountOf(state: LedgerState): Recount {
  const count = state.accounts.count;
  const house = sumOfBalances(state, 0, state.houseAccounts);
  const people = sumOfBalances(state, state.houseAccounts, count);
  const expectedCents = count * initialFundsCents;
  const running = new StateDigest();
  running.take(state);
  const recounted = new StateDigest();
  recounted.take(state, state.accounts.recountedSums());
  return {
    index: state.position.index as LogIndex,
    accounts: count,
    expectedCents,
    actualCents: house + people,
    house: { accounts: state.houseAccounts, cents: house },
    people: { accounts: count - state.houseAccounts, cents: people },
    digest: recounted.hex,
    sound:
      house + people === expectedCents &&
      state.tallies[fundsCentsAt]! === expectedCents &&
      accountsAddUp(state) &&
      recounted.hex === running.hex,
  };
}
