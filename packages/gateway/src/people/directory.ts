import {
  accountNumberOf,
  houseAccountsOf,
  nameOf,
  type AccountId,
  type Person,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { AskRoom } from "../routing/room-calls.ts";
import type { BestRoom } from "../routing/room-watch.ts";

/** Who lives in which shard. Accounts never change their shard, so what was learned once stays true. */
export class Directory {
  readonly #rooms: BestRoom;
  readonly #calls: AskRoom;
  /** At most as many as there are account numbers. */
  readonly #shards = new Map<AccountId, ShardId>();
  readonly #houseAccounts: number;
  /** Synthetic attendees among them. */
  readonly #synthetic = new Set<AccountId>();

  constructor(topology: Topology, rooms: BestRoom, calls: AskRoom) {
    this.#rooms = rooms;
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
  learnSynthetic(account: AccountId): void {
    this.#synthetic.add(account);
  }

  isSynthetic(account: AccountId): boolean {
    return this.#synthetic.has(account);
  }

  /** Null where this gateway has not met the account yet; see `find`. */
  known(account: AccountId): Person | null {
    const shard = this.#shards.get(account);
    if (shard === undefined) return null;
    return { account, accountNumber: accountNumberOf(account), name: nameOf(account), shard };
  }

  /** Asks any room that answers. House accounts are nobody. Null where there is no such person or nobody can say. */
  find(account: AccountId, done: (person: Person | null) => void): void {
    if (this.isHouse(account)) return done(null);
    const known = this.known(account);
    if (known !== null) return done(known);
    const room = this.#rooms.bestAnswering();
    if (room === null) return done(null);
    this.#calls.call(room, { kind: "stale-read", account }, (answer) => {
      if (answer.kind !== "read") return done(null);
      this.learn(account, answer.account.shard);
      done(this.known(account));
    });
  }

  /** People and synthetic attendees this gateway has met. */
  get people(): Iterable<AccountId> {
    return this.#shards.keys();
  }
}

/** Whether an account is one of a person, and in which shard. */
export type KnownPeople = Pick<Directory, "isHouse" | "known">;
