import {
  roomIn,
  accountNumberOf,
  houseAccountsOf,
  nameOf,
  type AccountId,
  type Person,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { RoomCalls } from "../rooms/room-calls.ts";
import type { RoomWatch } from "../rooms/room-watch.ts";

/** Who lives in which shard. Accounts never change their shard, so what was learned once stays true. */
export class Directory {
  readonly #watch: RoomWatch;
  readonly #calls: RoomCalls;
  readonly #shards = new Map<AccountId, ShardId>();
  readonly #houseAccounts: number;
  /** Synthetic attendees among them, and how many of them live in each shard. */
  readonly #synthetic = new Set<AccountId>();
  readonly #syntheticPerShard: number[] = [];

  constructor(topology: Topology, watch: RoomWatch, calls: RoomCalls) {
    this.#watch = watch;
    this.#calls = calls;
    this.#houseAccounts = houseAccountsOf(topology);
  }

  isHouse(account: number): boolean {
    return account < this.#houseAccounts;
  }

  learn(account: AccountId, shard: ShardId): void {
    this.#shards.set(account, shard);
  }

  /** A synthetic attendee has entered; a second time changes nothing. */
  learnSynthetic(account: AccountId, shard: ShardId): void {
    if (this.#synthetic.has(account)) return;
    this.#synthetic.add(account);
    this.#syntheticPerShard[shard] = this.syntheticIn(shard) + 1;
  }

  isSynthetic(account: AccountId): boolean {
    return this.#synthetic.has(account);
  }

  get syntheticCount(): number {
    return this.#synthetic.size;
  }

  syntheticIn(shard: number): number {
    return this.#syntheticPerShard[shard] ?? 0;
  }

  /** Null where this gateway has not met the account yet; see `find`. */
  known(account: AccountId): Person | null {
    const shard = this.#shards.get(account);
    if (shard === undefined) return null;
    return { account, accountNumber: accountNumberOf(account), name: nameOf(account), shard };
  }

  /** Asks any room that answers. House accounts are nobody. Null where there is no such person or nobody can say. */
  async find(account: AccountId): Promise<Person | null> {
    if (this.isHouse(account)) return null;
    const known = this.known(account);
    if (known !== null) return known;
    const room = this.#watch.bestAnswering();
    if (room === null) return null;
    const name = roomIn(this.#watch.topology, room).id;
    const answer = await this.#calls.call(name, { kind: "stale-read", account });
    if (answer.kind !== "read") return null;
    this.learn(account, answer.account.shard);
    return this.known(account);
  }

  /** People and synthetic attendees this gateway has met. */
  get people(): Iterable<AccountId> {
    return this.#shards.keys();
  }
}
