import { expect, test } from "vitest";
import { balanceAt, rowDoubles, sentCentsAt } from "./accounts.ts";
import { genesisChainOf, genesisState } from "./genesis.ts";
import { assertConservation, ConservationError, recountOf } from "./invariants.ts";
import { fundsCentsAt, type LedgerState } from "./state.ts";
import { keynote, sha256, smallTopology } from "../testing/ledger-fixture.ts";

/** No payload brings these states about, so they are made by hand. */
function genesis(): LedgerState {
  return genesisState(smallTopology, keynote, genesisChainOf(smallTopology, keynote, sha256));
}

test("G3: a running total that is a cent off throws and says by how much", () => {
  const state = genesis();
  expect(() => assertConservation(state)).not.toThrow();
  state.tallies[fundsCentsAt]! -= 1;
  expect(() => assertConservation(state)).toThrow(ConservationError);
  expect(() => assertConservation(state)).toThrow("the funds are 1999999999 cents, not 2000000000");
});

test("G3: a full recount finds money that appeared, vanished, or moved without a transfer", () => {
  expect(recountOf(genesis()).sound).toBe(true);
  const tampered: readonly ((state: LedgerState) => void)[] = [
    (state) => (state.accounts.funds[balanceAt]! += 1),
    (state) => (state.accounts.funds[3 * rowDoubles + balanceAt] = Number.NaN),
    (state) => {
      state.accounts.funds[balanceAt]! += 1;
      state.accounts.funds[rowDoubles + balanceAt]! -= 1;
    },
    (state) => {
      // Even where totals and accounts add up by themselves, the digest remembers.
      state.accounts.settleDigest();
      state.accounts.funds[balanceAt]! -= 1;
      state.accounts.funds[sentCentsAt]! += 1;
      state.accounts.funds[rowDoubles + balanceAt]! += 1;
      state.accounts.funds[rowDoubles + sentCentsAt]! -= 1;
    },
  ];
  for (const tamper of tampered) {
    const state = genesis();
    tamper(state);
    expect(recountOf(state).sound).toBe(false);
  }
});
