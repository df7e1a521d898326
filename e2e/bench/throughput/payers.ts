import {
  accountsMax,
  initialFundsCents,
  shardCountOf,
  type AccountId,
  type RoomIndex,
  type SequenceNumber,
  type Topology,
} from "@cablecut/protocol";

/** Small enough that nobody ever runs out of money, large enough that a wrong sum is seen. */
const amountMaxCents = 999;

/**
 * The people of the bench and what must have become of their money: the independent model that the rooms are held
 * against afterwards. Columns are indexed by account; only accounts in `all` mean something.
 */
export class Payers {
  readonly topology: Topology;
  /** In the order of opening. */
  readonly all: number[] = [];
  readonly roomOf = new Uint8Array(accountsMax);
  /** Last number that was acknowledged as booked. */
  readonly acknowledged = new Uint32Array(accountsMax);
  readonly sentCents = new Float64Array(accountsMax);
  readonly receivedCents = new Float64Array(accountsMax);
  /** The transfer under way, or the last one. */
  readonly payee = new Uint32Array(accountsMax);
  readonly amountCents = new Uint32Array(accountsMax);
  /** Transfers acknowledged as booked, of all together. */
  acknowledgedCount = 0;
  #random: number;

  constructor(topology: Topology, seed: number) {
    this.topology = topology;
    this.#random = seed | 1;
  }

  opened(account: AccountId, room: RoomIndex): void {
    this.all.push(account);
    this.roomOf[account] = room;
  }

  /** Makes up the payer's next transfer: to anybody else, of any small amount. */
  next(payer: number): SequenceNumber {
    const { all } = this;
    let payee = all[this.#below(all.length)]!;
    if (payee === payer) payee = payer === all[0] ? all[1]! : all[0]!;
    this.payee[payer] = payee;
    this.amountCents[payer] = 1 + this.#below(amountMaxCents);
    return (this.acknowledged[payer]! + 1) as SequenceNumber;
  }

  /** The transfer under way was booked. False if no such number is under way: an answer that nobody may give. */
  booked(payer: number, sequence: number): boolean {
    if (sequence !== this.acknowledged[payer]! + 1) return false;
    const amountCents = this.amountCents[payer]!;
    const payee = this.payee[payer]!;
    this.acknowledged[payer] = sequence;
    this.sentCents[payer]! += amountCents;
    this.receivedCents[payee]! += amountCents;
    this.acknowledgedCount += 1;
    return true;
  }

  balanceCents(account: number): number {
    return initialFundsCents - this.sentCents[account]! + this.receivedCents[account]!;
  }

  of(room: number): number[] {
    return this.all.filter((account) => this.roomOf[account] === room);
  }

  /** Evenly over all shards, and so over all rooms. */
  shardOfPerson(person: number): number {
    return person % shardCountOf(this.topology);
  }

  #below(limit: number): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return (this.#random >>> 0) % limit;
  }
}
