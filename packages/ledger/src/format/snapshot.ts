import { accountsMax, initialFundsOf, isSyntheticHash, asLogIndex } from "@cablecut/protocol";
import { loadDecided, saveDecided } from "../state/decided-state.ts";
import { recountOf } from "../state/invariants.ts";
import type { LedgerConfig, RestoreOutcome } from "../ledger-api.ts";
import { logIndexMax } from "./log-position.ts";
import { readSnapshot, SnapshotWriter } from "./snapshot-frames.ts";
import { StateDigest } from "./state-digest.ts";
import { emptyState, fundsCentsOf, type LedgerState } from "../state/state.ts";
import { WordCursor, type WordSink, type WordSource } from "./word-stream.ts";

/** The whole state; receipts, client table, tokens, digests and journal included, unused capacity left out. */
export function saveState(state: LedgerState): Uint8Array[] {
  const writer = new SnapshotWriter(state.format);
  saveBytes(writer, state.genesisChain);
  writer.double(state.position.index);
  saveBytes(writer, state.position.chain);
  const digest = new StateDigest();
  digest.take(state);
  writer.word(digest.first);
  writer.word(digest.second);
  saveDecided(state, writer);
  state.digestRecords.save(writer);
  state.compared.save(writer);
  state.journal.save(writer, state.position.index);
  state.accounts.save(writer);
  state.tokens.save(writer);
  state.receipts.save(writer, state.accounts);
  state.received.save(writer);
  return writer.finish();
}

/**
 * A state made from a snapshot, or why not. Nothing is believed that can be counted: funds and the digest are taken
 * anew from the accounts and must be what the snapshot says.
 */
export function loadState(
  config: LedgerConfig,
  genesisChain: Uint8Array,
  chunks: readonly Uint8Array[],
): { readonly outcome: RestoreOutcome; readonly state: LedgerState | null } {
  const read = readSnapshot(chunks);
  if (!read.ok) return { outcome: read, state: null };
  const source = new WordCursor(read.words);
  const genesis = loadBytes(source);
  if (!genesis.every((byte, at) => byte === genesisChain[at])) {
    const detail = "its rooms, shards or first pace are not the ones of this ledger";
    return { outcome: { ok: false, refusal: "other-genesis", detail }, state: null };
  }
  const state = emptyState(config.topology, config.pace, genesisChain);
  state.format = read.version;
  const detail = loadInto(state, source);
  if (detail !== null) {
    return { outcome: { ok: false, refusal: "snapshot-damaged", detail }, state: null };
  }
  return { outcome: { ok: true, index: asLogIndex(state.position.index) }, state };
}

/** Null if everything fits together, else what does not. */
function loadInto(state: LedgerState, source: WordCursor): string | null {
  const index = source.double();
  if (!Number.isSafeInteger(index) || index < 0 || index > logIndexMax)
    return `its log index is ${index}`;
  state.position.moveTo(index, loadBytes(source));
  const first = source.word();
  const second = source.word();
  if (!loadDecided(state, source)) return "its pace, rooms or shards cannot be";
  state.digestRecords.load(source);
  state.compared.load(source);
  state.journal.load(source, index);
  if (!state.accounts.load(source, accountsMax, state.shards.count))
    return "its accounts cannot be";
  if (state.accounts.count < state.houseAccounts) return "house accounts are missing";
  if (!state.tokens.load(source, state.accounts.count - state.houseAccounts)) {
    return "its token hashes cannot be";
  }
  state.receipts.load(source, state.accounts);
  if (!state.received.load(source)) return "its sums received cannot be";
  if (source.exhausted || source.rest > 0) return "it is shorter or longer than its accounts need";

  countSynthetic(state);
  const digest = new StateDigest();
  digest.take(state);
  if (digest.first !== first || digest.second !== second)
    return "its digest is not that of its state";
  if (fundsCentsOf(state) !== initialFundsOf(state.accounts.count) || !recountOf(state).sound) {
    return "its funds do not add up";
  }
  return null;
}

/** Derived, so never believed of a snapshot: anew from tokens and rows, whatever its version. */
function countSynthetic(state: LedgerState): void {
  const { accounts, synthetic, tokens, houseAccounts } = state;
  for (let account = houseAccounts; account < accounts.count; account++) {
    if (!isSyntheticHash(tokens.firstByteOf(account))) continue;
    const shard = accounts.shardOf(account);
    synthetic.add(account, shard, accounts.balanceOf(account), accounts.sentCountOf(account));
  }
}

function saveBytes(sink: WordSink, bytes: Uint8Array): void {
  const words = new Uint32Array(bytes.length / 4);
  new Uint8Array(words.buffer).set(bytes);
  sink.words(words, 0, words.length);
}

/** 32 bytes: a hash. */
function loadBytes(source: WordSource): Uint8Array {
  const words = new Uint32Array(8);
  source.words(words, 0, 8);
  return new Uint8Array(words.buffer);
}
