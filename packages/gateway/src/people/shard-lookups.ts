import type { AccountId, ShardId } from "@cablecut/protocol";
import type { Directory } from "./directory.ts";

/** Accounts that are asked for at the same time, and bookings that wait for an answer. */
const askedMax = 256;
const waitingMax = 4_096;

type Done = (shard: ShardId | null) => void;

/**
 * In which shard whoever pays or is paid lives. Most of them this gateway has met; whom it has not, because they came in at
 * another one before it was started, it asks a room for, once.
 */
export class ShardLookups {
  readonly #directory: Pick<Directory, "shardOf" | "find">;
  readonly #asked = new Map<AccountId, Done[]>();
  #waiting = 0;

  constructor(directory: Pick<Directory, "shardOf" | "find">) {
    this.#directory = directory;
  }

  /** Within the call, where it is known. Null where nobody can say, or too many are asked for. */
  shardOf(account: AccountId, done: Done): void {
    const known = this.#directory.shardOf(account);
    if (known !== null) return done(known);
    const others = this.#asked.get(account);
    if (this.#waiting >= waitingMax || (others === undefined && this.#asked.size >= askedMax))
      return done(null);
    this.#waiting += 1;
    if (others !== undefined) return void others.push(done);
    const waiting = [done];
    this.#asked.set(account, waiting);
    this.#directory.find(account, (person) => {
      this.#asked.delete(account);
      this.#waiting -= waiting.length;
      for (const each of waiting) each(person?.shard ?? null);
    });
  }
}
