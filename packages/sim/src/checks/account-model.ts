import type { LedgerResult } from "@cablecut/protocol";

const startCents = 100_000_000;
const amountMax = 1_000_000;
const receiptsKept = 32;

/** How one number of an account ended. */
export interface EndedNumber {
  readonly result: LedgerResult;
  readonly payee: number;
  readonly amountCents: number;
  readonly index: number;
}

/** Whom an account belongs to: canaries and tills, people, or attendees that say they are none. */
export type Owner = "house" | "people" | "synthetic";

export interface OwnerSums {
  accounts: number;
  cents: number;
  booked: number;
}

interface ModelAccount {
  readonly shard: number;
  readonly owner: Owner;
  /** By number; 0 is the opening. */
  readonly ended: EndedNumber[];
  /** Balance and last number after each entry that changed one of them. */
  readonly history: { readonly index: number; readonly balance: number; readonly last: number }[];
}

interface ModelShard {
  owner: number;
  epoch: number;
}

interface ModelMove {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
  readonly by: number;
  readonly reason: "failover" | "handover";
  readonly ownerHeartbeat: number;
}

export interface ModelAnswer {
  readonly result: LedgerResult;
  readonly endedAt: number;
}

/**
 * Accounts, client table and shards once more, written from the ledger's rules with plain objects: what the ledger's
 * results are compared with, and what answers and reads are judged by.
 */
export class AccountModel {
  readonly accounts: ModelAccount[] = [];
  readonly shards: ModelShard[] = [];
  readonly lastHeartbeat: number[] = [];
  readonly suspected: boolean[] = [];
  readonly #tokens = new Map<string, number>();

  constructor(rooms: number, shards: number) {
    for (let room = 0; room < rooms; room += 1) {
      this.lastHeartbeat.push(0);
      this.suspected.push(false);
    }
    for (let shard = 0; shard < shards; shard += 1) {
      this.shards.push({ owner: shard % rooms, epoch: 1 });
      this.#add(shard, "house", 0);
      this.#add(shard, "house", 0);
    }
  }

  balanceOf(account: number): number {
    return this.accounts[account]!.history.at(-1)!.balance;
  }

  /** As of the entry `index`; null if the account was not open then. */
  stateAt(account: number, index: number): { balance: number; last: number } | null {
    return this.accounts[account]?.history.findLast((state) => state.index <= index) ?? null;
  }

  totalCents(): number {
    return this.accounts.reduce((sum, _, account) => sum + this.balanceOf(account), 0);
  }

  /** Accounts, money and booked payments of each owner after the entry `index`. */
  sumsAt(index: number): Readonly<Record<Owner, OwnerSums>> {
    const none = (): OwnerSums => ({ accounts: 0, cents: 0, booked: 0 });
    const sums = { house: none(), people: none(), synthetic: none() };
    for (const { owner, history, ended } of this.accounts) {
      const state = history.findLast((each) => each.index <= index);
      if (state === undefined) continue;
      const sum = sums[owner];
      sum.accounts += 1;
      sum.cents += state.balance;
      for (const end of ended) sum.booked += Number(end.result === "booked" && end.index <= index);
    }
    return sums;
  }

  isSwitching(shard: number): boolean {
    return this.suspected[this.shards[shard]!.owner]!;
  }

  transfer(
    index: number,
    request: {
      readonly payer: number;
      readonly payee: number;
      readonly amountCents: number;
      readonly sequence: number;
      readonly payerEpoch: number;
      readonly payeeEpoch: number;
    },
  ): ModelAnswer {
    const { payer, payee, amountCents, sequence } = request;
    const from = this.accounts[payer];
    const to = this.accounts[payee];
    if (from === undefined) return passing("unknown-payer");
    const earlier = this.#earlier(
      from,
      sequence,
      (ended) => ended.payee === payee && ended.amountCents === amountCents,
    );
    if (earlier !== null) return earlier;
    if (this.isSwitching(from.shard)) return passing("payer-switching");
    if (to !== undefined && this.isSwitching(to.shard)) return passing("payee-switching");
    const payerEpoch = this.shards[from.shard]!.epoch;
    const payeeEpoch = to === undefined ? request.payeeEpoch : this.shards[to.shard]!.epoch;
    if (request.payerEpoch !== payerEpoch || request.payeeEpoch !== payeeEpoch) {
      return passing("fenced");
    }
    const result = this.#merit(payer, payee, amountCents);
    from.ended.push({ result, payee, amountCents, index });
    const paid = result === "booked" ? amountCents : 0;
    this.#change(payer, index, -paid);
    if (paid > 0) this.#change(payee, index, paid);
    return { result, endedAt: index };
  }

  cancel(index: number, payer: number, sequence: number, payerEpoch: number): ModelAnswer {
    const account = this.accounts[payer];
    if (account === undefined) return passing("unknown-payer");
    const earlier = this.#earlier(account, sequence, () => true);
    if (earlier !== null) return earlier;
    if (this.isSwitching(account.shard)) return passing("payer-switching");
    if (this.shards[account.shard]!.epoch !== payerEpoch) return passing("fenced");
    account.ended.push({ result: "cancelled", payee: payer, amountCents: 0, index });
    this.#change(payer, index, 0);
    return { result: "cancelled", endedAt: index };
  }

  open(index: number, token: string, shard: number, epoch: number): LedgerResult {
    if (this.#tokens.has(token)) return "applied";
    if (this.isSwitching(shard)) return "payer-switching";
    if (this.shards[shard]!.epoch !== epoch) return "fenced";
    // The first bit of a token's hash is the mark of synthetic attendees.
    const owner = Number.parseInt(token[0]!, 16) >= 8 ? "synthetic" : "people";
    this.#tokens.set(token, this.#add(shard, owner, index));
    return "applied";
  }

  heartbeat(index: number, room: number, predecessor: number): LedgerResult {
    if (this.lastHeartbeat[room] !== predecessor) return "stale-heartbeat";
    this.lastHeartbeat[room] = index;
    this.suspected[room] = false;
    return "applied";
  }

  suspect(room: number, lastHeartbeat: number): LedgerResult {
    if (this.suspected[room]! || this.lastHeartbeat[room] !== lastHeartbeat) {
      return "stale-heartbeat";
    }
    this.suspected[room] = true;
    return "applied";
  }

  /** Whether the move may be applied, as far as the model knows: it does not know of drained rooms. */
  mayMove(move: ModelMove): boolean {
    return this.isTimely(move) && this.mayMoveWhenTimely(move);
  }

  /** No heartbeat of the owner came between the decision and its place in the log. */
  isTimely({ from, ownerHeartbeat }: ModelMove): boolean {
    return this.lastHeartbeat[from] === ownerHeartbeat;
  }

  mayMoveWhenTimely(move: ModelMove): boolean {
    const shard = this.shards[move.shard]!;
    if (shard.owner !== move.from || shard.epoch !== move.epoch) return false;
    if (move.from === move.to || this.suspected[move.to]!) return false;
    if (move.reason === "failover") return this.isSwitching(move.shard);
    return !this.isSwitching(move.shard) && move.by === move.from;
  }

  move(shard: number, to: number): void {
    const moved = this.shards[shard]!;
    moved.owner = to;
    moved.epoch += 1;
  }

  #add(shard: number, owner: Owner, index: number): number {
    const opening: EndedNumber = { result: "applied", payee: 0, amountCents: startCents, index };
    const history = [{ index, balance: startCents, last: 0 }];
    this.accounts.push({ shard, owner, ended: [opening], history });
    return this.accounts.length - 1;
  }

  #change(account: number, index: number, cents: number): void {
    const { ended, history } = this.accounts[account]!;
    history.push({ index, balance: this.balanceOf(account) + cents, last: ended.length - 1 });
  }

  #merit(payer: number, payee: number, amountCents: number): LedgerResult {
    if (this.accounts[payee] === undefined) return "unknown-payee";
    if (payee === payer) return "same-account";
    if (amountCents <= 0) return "amount-not-positive";
    if (amountCents > amountMax) return "amount-too-large";
    return this.balanceOf(payer) < amountCents ? "insufficient-funds" : "booked";
  }

  /** Null where the number is the next one. */
  #earlier(
    account: ModelAccount,
    sequence: number,
    isSame: (ended: EndedNumber) => boolean,
  ): ModelAnswer | null {
    const next = account.ended.length;
    if (sequence === next) return null;
    if (sequence > next) return passing("sequence-gap");
    if (sequence === 0) return passing("sequence-conflict");
    if (sequence < next - receiptsKept) return passing("archived");
    const ended = account.ended[sequence]!;
    if (ended.result !== "cancelled" && !isSame(ended)) return passing("sequence-conflict");
    return { result: ended.result, endedAt: ended.index };
  }
}

function passing(result: LedgerResult): ModelAnswer {
  return { result, endedAt: 0 };
}
