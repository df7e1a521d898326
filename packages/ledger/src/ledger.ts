import {
  asLogIndex,
  asAccountId,
  asShardId,
  isSyntheticHash,
  type AccountId,
  type Cents,
  type Dials,
  type FailoverView,
  type LoggedIncident,
  type LogIndex,
  type PastIncident,
  type SequenceNumber,
  type ShardId,
  type TokenHash,
} from "@cablecut/protocol";
import { accountView, historyOf, isAccount, receiptAnswer } from "./state/account-queries.ts";
import { Applier } from "./rules/apply.ts";
import { FailoverViews } from "./state/failover-view.ts";
import { genesisChainOf, genesisState } from "./state/genesis.ts";
import { hexOfWords, isHex } from "./format/hex.ts";
import { recountOf, totalsOf } from "./state/invariants.ts";
import type {
  LedgerAccount,
  Applied,
  DigestReport,
  HistoryEntry,
  JournalAnswer,
  Ledger,
  LedgerConfig,
  ReceiptAnswer,
  Recount,
  RestoreOutcome,
  Totals,
} from "./ledger-api.ts";
import { formatOfIncidents } from "./format/record-format.ts";
import { loadState, saveState } from "./format/snapshot.ts";
import { StateDigest } from "./format/state-digest.ts";
import type { LedgerState } from "./state/state.ts";
import { machineIsLittleEndian } from "./format/word-stream.ts";

/** A ledger at log index 0: the house accounts are open, every shard is served at home, every room is up. */
export function createLedger(config: LedgerConfig): Ledger {
  if (!machineIsLittleEndian) throw new Error("the ledger's formats need a little-endian machine");
  return new StateMachine(config);
}

class StateMachine implements Ledger {
  readonly #config: LedgerConfig;
  readonly #applier: Applier;
  readonly #views = new FailoverViews();
  readonly #digest = new StateDigest();
  #state: LedgerState;

  constructor(config: LedgerConfig) {
    this.#config = config;
    this.#applier = new Applier(config.sha256);
    const chain = genesisChainOf(config.topology, config.pace, config.sha256);
    this.#state = genesisState(config.topology, config.pace, chain);
  }

  get appliedIndex(): LogIndex {
    return asLogIndex(this.#state.position.index);
  }

  apply(index: number, payload: Uint8Array): Applied {
    return this.#applier.apply(this.#state, index, payload);
  }

  get format(): number {
    return this.#state.format;
  }

  get incidentNumber(): number {
    const { format, incidents, wave } = this.#state;
    return format >= formatOfIncidents ? incidents.number : wave.number;
  }

  incident(): LoggedIncident | null {
    return this.#state.incidents.view();
  }

  pastIncidents(): readonly PastIncident[] {
    return this.#state.incidents.past.list;
  }

  dials(): Dials {
    return this.#state.dials.view;
  }

  failoverView(): FailoverView {
    return this.#views.of(this.#state);
  }

  account(account: number): LedgerAccount | null {
    return accountView(this.#state, account);
  }

  accountByTokenHash(tokenHash: TokenHash): AccountId | null {
    if (!isHex(tokenHash, 64)) return null;
    const account = this.#state.tokens.findHex(tokenHash);
    return account < 0 ? null : asAccountId(account);
  }

  isSynthetic(account: number): boolean {
    return isSyntheticHash(this.#state.tokens.firstByteOf(account));
  }

  balanceOf(account: number): Cents {
    this.#demand(account);
    return this.#state.accounts.balanceOf(account);
  }

  shardOf(account: number): ShardId {
    this.#demand(account);
    return asShardId(this.#state.accounts.shardOf(account));
  }

  lastSequenceOf(account: number): SequenceNumber {
    this.#demand(account);
    return this.#state.accounts.lastSequenceOf(account);
  }

  get accountCount(): number {
    return this.#state.accounts.count;
  }

  /** Of every room, by log time, see `Rooms.drainedMs`. */
  drainedMs(): readonly (number | null)[] {
    const { rooms, logTime } = this.#state;
    return Array.from({ length: rooms.count }, (_, room) => rooms.drainedMs(room, logTime.nowMs));
  }

  peopleIn(shard: number): number {
    return (this.#state.shards.opened[shard] ?? 0) - this.syntheticIn(shard);
  }

  syntheticIn(shard: number): number {
    return this.#state.synthetic.perShard[shard] ?? 0;
  }

  receipt(account: number, sequence: number): ReceiptAnswer {
    return receiptAnswer(this.#state, account, sequence);
  }

  history(account: number, count: number): readonly HistoryEntry[] {
    return historyOf(this.#state, account, count);
  }

  journal(index: number): JournalAnswer {
    return this.#state.journal.at(index, this.#state.position.index);
  }

  chainHash(): Uint8Array {
    return this.#state.position.chain.slice();
  }

  digest(): string {
    this.#digest.take(this.#state);
    return this.#digest.hex;
  }

  digestNow(): DigestReport {
    const { index, chain0, chain1 } = this.#state.position;
    this.#digest.take(this.#state);
    return {
      index: asLogIndex(index),
      digest: this.#digest.hex,
      chainPrefix: hexOfWords(chain0, chain1),
    };
  }

  digestAt(index: number): DigestReport | null {
    return this.#state.digestRecords.at(index);
  }

  digestToReport(room: number): DigestReport {
    return this.#state.digestRecords.toReport(room, this.#state.compared);
  }

  totals(): Totals {
    return totalsOf(this.#state);
  }

  recount(): Recount {
    return recountOf(this.#state);
  }

  snapshot(): Uint8Array[] {
    return saveState(this.#state);
  }

  restore(chunks: readonly Uint8Array[]): RestoreOutcome {
    const { outcome, state } = loadState(this.#config, this.#state.genesisChain, chunks);
    if (state === null) return outcome;
    this.#state = state;
    this.#views.forget();
    return outcome;
  }

  #demand(account: number): void {
    if (!isAccount(this.#state, account)) throw new RangeError(`there is no account ${account}`);
  }
}
