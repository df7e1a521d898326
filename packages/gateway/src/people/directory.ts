import {
  accountNumberOf,
  asShardId,
  homeRoomOf,
  houseAccountsOf,
  nameOf,
  roomIn,
  type AccountId,
  type AccountView,
  type Person,
  type ShardId,
  type Topology,
} from "@cablecut/protocol";
import type { AskRoom } from "../routing/room-calls.ts";
import type { BestRoom } from "../routing/room-watch.ts";

/** Kinds of attendees. */
export type Kind = "people" | "synthetic";

type Learned = Pick<AccountView, "account" | "shard" | "synthetic">;

/** Who lives in which shard, and who is synthetic. Accounts never change their shard, so what was learned once stays true. */
export class Directory {
  readonly #rooms: BestRoom;
  readonly #calls: AskRoom;
  /** At most as many as there are account numbers. */
  readonly #shards = new Map<AccountId, ShardId>();
  readonly #houseAccounts: number;
  /** Synthetic attendees among them. */
  readonly #synthetic = new Set<AccountId>();
  readonly #topology: Topology;
  /** By the city of the home room; those whose shard is known. */
  readonly #folk: Readonly<Record<Kind, Map<string, AccountId[]>>>;

  constructor(topology: Topology, rooms: BestRoom, calls: AskRoom) {
    this.#rooms = rooms;
    this.#calls = calls;
    this.#houseAccounts = houseAccountsOf(topology);
    this.#topology = topology;
    const perCity = (): Map<string, AccountId[]> =>
      new Map(topology.rooms.map(({ city }) => [city, []]));
    this.#folk = { people: perCity(), synthetic: perCity() };
  }

  isHouse(account: number): boolean {
    return account < this.#houseAccounts;
  }

  /** All of it follows from the opening in the log. */
  learn({ account, shard, synthetic }: Learned): void {
    if (this.#shards.has(account)) return;
    this.#shards.set(account, shard);
    if (synthetic) this.#synthetic.add(account);
    if (this.isHouse(account)) return;
    const kind = synthetic ? "synthetic" : "people";
    this.#folk[kind].get(this.cityOf(shard))?.push(account);
  }

  /** The city of the shard's home room: it stays the same when the shard moves. */
  cityOf(shard: ShardId): string {
    return roomIn(this.#topology, homeRoomOf(this.#topology, shard)).city;
  }

  /** Whoever of this kind is at home in the city, as far as this gateway has met them. */
  livingIn(city: string, kind: Kind): readonly AccountId[] {
    return this.#folk[kind].get(city) ?? [];
  }

  /** Every attendee whom this gateway has met, house accounts not. */
  *met(): Iterable<AccountId> {
    for (const account of this.#shards.keys()) if (!this.isHouse(account)) yield account;
  }

  isSynthetic(account: AccountId): boolean {
    return this.#synthetic.has(account);
  }

  /** Also of the house. Null where this gateway has not met the account yet; see `find`. */
  shardOf(account: AccountId): ShardId | null {
    if (this.isHouse(account)) return asShardId(Math.floor(account / 2));
    return this.#shards.get(account) ?? null;
  }

  /** Null where this gateway has not met the account yet; see `find`. */
  known(account: AccountId): Person | null {
    const shard = this.#shards.get(account);
    if (shard === undefined) return null;
    return { account, accountNumber: accountNumberOf(account), name: nameOf(account), shard };
  }

  /**
   * Asks any room that answers. House accounts are nobody. Without a person `isDefinite` says whether there is none; else nobody
   * could say.
   */
  find(account: AccountId, done: (person: Person | null, isDefinite: boolean) => void): void {
    if (this.isHouse(account)) return done(null, true);
    const known = this.known(account);
    if (known !== null) return done(known, true);
    const room = this.#rooms.bestAnswering();
    if (room === null) return done(null, false);
    this.#calls.call(room, { kind: "stale-read", account }, (answer) => {
      if (answer.kind !== "read") {
        const isDefinite = answer.kind === "refused" && answer.refusal === "unknown-account";
        return done(null, isDefinite);
      }
      this.learn(answer.account);
      done(this.known(account), true);
    });
  }
}

/** Whether an account is one of a person, and in which shard. */
export type KnownPeople = Pick<Directory, "isHouse" | "known">;
