import {
  accountsMax,
  initialFundsCents,
  isSyntheticHash,
  ledgerResultCodes,
} from "@cablecut/protocol";
import { noPayee } from "../state/accounts.ts";
import { fundsCentsAt, fundsCentsOf, type LedgerState } from "../state/state.ts";

/**
 * OpenAccount of the record whose token hash stands at `words[hashAt]`. Answers the account where the result is
 * `applied`, and the refusal's code as a negative number where it is not (codes of refusals are above 0).
 */
export function applyOpen(
  state: LedgerState,
  shard: number,
  epoch: number,
  words: Uint32Array,
  hashAt: number,
): number {
  const known = state.tokens.find(words, hashAt);
  if (known >= 0) return known;
  if (shard >= state.shards.count) return -ledgerResultCodes["unknown-shard"];
  if (state.shards.switching[shard] === 1) return -ledgerResultCodes["payer-switching"];
  if (state.shards.epochs[shard] !== epoch) return -ledgerResultCodes.fenced;
  if (state.accounts.count >= accountsMax) return -ledgerResultCodes["accounts-full"];
  const account = openAccount(state, shard);
  state.tokens.add(account, words, hashAt);
  state.shards.accountOpened(shard);
  if (isSyntheticHash(state.tokens.firstByteOf(account))) {
    state.synthetic.add(account, shard, initialFundsCents, 0);
  }
  return account;
}

/** Number 0 of the new account ends here: the opening is its first receipt. */
export function openAccount(state: LedgerState, shard: number): number {
  const { accounts, receipts, position } = state;
  const account = accounts.add(shard, position.index);
  receipts.reserve(account);
  receipts.writeEnded(account, 0, noPayee, initialFundsCents, ledgerResultCodes.applied, position);
  state.tallies[fundsCentsAt] = fundsCentsOf(state) + accounts.balanceOf(account);
  return account;
}
