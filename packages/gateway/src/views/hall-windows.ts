import {
  asAccountId,
  asLogIndex,
  asShardId,
  encodeBits,
  encodeWindows,
  homeRoomOf,
  houseAccountsOf,
  shardAt,
  type AccountId,
  type FeedItem,
  type HallFrame,
  type HallWindow,
  type LogEvent,
  type LogIndex,
  type RoomStatus,
  type ShardId,
} from "@cablecut/protocol";
import type { Directory } from "../people/directory.ts";
import type { RoomWatch } from "../routing/room-watch.ts";

interface HallParts {
  readonly rooms: Pick<RoomWatch, "topology" | "best">;
  readonly directory: Pick<Directory, "known" | "isSynthetic">;
}

interface PaidAgain {
  readonly movedAt: LogIndex;
  readonly accounts: Set<AccountId>;
}

/**
 * The hall for the big screen. Who lives where is looked up in the directory as this gateway meets people; how many there
 * are is the log's. Whose payment was booked comes from the feed.
 */
export class HallWindows {
  readonly #parts: HallParts;
  readonly #firstAccount: AccountId;
  readonly #windows = new Map<AccountId, HallWindow>();
  /** Accounts from here on have not been looked for yet; of those before it, these are not met. */
  #lookedUpTo: number;
  readonly #unmet = new Set<AccountId>();
  readonly #booked = new Set<AccountId>();
  /** Seen paying since their shard was moved, and the entry that moved it: the feed may show what was booked before it later. */
  readonly #paidAgain = new Map<ShardId, PaidAgain>();

  constructor(parts: HallParts) {
    this.#parts = parts;
    this.#firstAccount = asAccountId(houseAccountsOf(parts.rooms.topology));
    this.#lookedUpTo = this.#firstAccount;
  }

  feedShowed({ payer, index }: Pick<FeedItem, "payer" | "index">): void {
    const shard = this.#parts.directory.known(payer)?.shard;
    if (payer < this.#firstAccount || shard === undefined) return;
    this.#booked.add(payer);
    const paid = this.#paidAgain.get(shard);
    if (paid === undefined) {
      // A gateway that came after the move has not seen it: whoever pays while the shard is away has paid again.
      if (this.#isAway(shard, this.#parts.rooms.best()))
        this.#paidAgain.set(shard, { movedAt: asLogIndex(0), accounts: new Set([payer]) });
    } else if (index > paid.movedAt) paid.accounts.add(payer);
  }

  event(event: LogEvent): void {
    if (event.kind === "shard-moved")
      this.#paidAgain.set(event.shard, { movedAt: event.index, accounts: new Set() });
  }

  /** What is new since the last frame, with all that may change; null before any room was heard. */
  take(): HallFrame | null {
    const met = this.#meet();
    const booked = [...this.#booked];
    this.#booked.clear();
    return this.#frame(met, booked);
  }

  /** While nobody looks, whose payment was booked is no news for whoever comes. */
  forgetBooked(): void {
    this.#booked.clear();
  }

  /** All of it, for somebody who has just come. Takes nothing from the next frame. */
  whole(): HallFrame | null {
    return this.#frame([...this.#windows.values()], []);
  }

  #frame(met: readonly HallWindow[], booked: readonly AccountId[]): HallFrame | null {
    const best = this.#parts.rooms.best();
    if (best === null) return null;
    const bit = (account: AccountId): number => account - this.#firstAccount;
    return {
      people: best.accountsPerShard,
      synthetic: best.syntheticPerShard,
      met: encodeWindows(met),
      firstAccount: this.#firstAccount,
      booked: encodeBits(booked.map(bit)),
      arrived: encodeBits(this.#arrived(best).map(bit)),
    };
  }

  /** Looks for those that it has not met: the directory learns them as they come in, also long after they were opened. */
  #meet(): readonly HallWindow[] {
    const best = this.#parts.rooms.best();
    if (best === null) return [];
    const { people, house, synthetic } = best.funds;
    const end = people.accounts + house.accounts + synthetic.accounts;
    for (; this.#lookedUpTo < end; this.#lookedUpTo += 1)
      this.#unmet.add(asAccountId(this.#lookedUpTo));
    const met: HallWindow[] = [];
    for (const account of this.#unmet) {
      const shard = this.#parts.directory.known(account)?.shard;
      if (shard === undefined) continue;
      const window = { account, shard, synthetic: this.#parts.directory.isSynthetic(account) };
      this.#unmet.delete(account);
      this.#windows.set(account, window);
      met.push(window);
    }
    return met;
  }

  #arrived(best: RoomStatus): readonly AccountId[] {
    const isAway = best.epochs.map((_, shard) => this.#isAway(asShardId(shard), best));
    if (!isAway.includes(true)) return [];
    return [...this.#windows.values()].flatMap(({ account, shard }) =>
      isAway[shard] === true && this.#paidAgain.get(shard)?.accounts.has(account) !== true
        ? [account]
        : [],
    );
  }

  #isAway(shard: ShardId, best: RoomStatus | null): boolean {
    const { topology } = this.#parts.rooms;
    return best !== null && shardAt(best.shards, shard)?.owner !== homeRoomOf(topology, shard);
  }
}
