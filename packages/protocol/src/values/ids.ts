/* oxlint-disable typescript/consistent-type-assertions -- the constructors of the brands, and nothing else. */
/**
 * Identifiers. They are plain numbers and strings at run time; the brands keep them from being mixed up. Each brand has one
 * constructor, `as…`, which checks nothing: call it where the value is known to be one, because it was counted here, stands
 * in a table of this process or has passed a schema. Everything else takes the branded type and needs no assertion.
 */

declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Position of a room in the topology, 0 .. rooms-1. Also its replica id in the replicated log. */
export type RoomIndex = Branded<number, "RoomIndex">;
/** Position of a shard, 0 .. shards-1. Every account belongs to one shard for ever, every shard to one room at a time. */
export type ShardId = Branded<number, "ShardId">;
/** Dense index of an account in order of opening, from 0. */
export type AccountId = Branded<number, "AccountId">;
/** What people see and type: five digits, `accountNumberMin + AccountId`. */
export type AccountNumber = Branded<number, "AccountNumber">;
/** Per account: 0 is the opening, transfers count from 1. Given once by the payer's phone. */
export type SequenceNumber = Branded<number, "SequenceNumber">;
/** Index in the replicated log, from 1. */
export type LogIndex = Branded<number, "LogIndex">;
/** Counts the owners of a shard, from 1. A command stamped with an older epoch is refused: that is the fence. */
export type Epoch = Branded<number, "Epoch">;
/** SHA-256 of a session token as 64 lower-case hex digits. The token itself never leaves phone and socket. */
export type TokenHash = Branded<string, "TokenHash">;

export function asRoomIndex(position: number): RoomIndex {
  return position as RoomIndex;
}

export function asShardId(position: number): ShardId {
  return position as ShardId;
}

export function asAccountId(account: number): AccountId {
  return account as AccountId;
}

export function asSequenceNumber(sequence: number): SequenceNumber {
  return sequence as SequenceNumber;
}

export function asLogIndex(index: number): LogIndex {
  return index as LogIndex;
}

export function asEpoch(epoch: number): Epoch {
  return epoch as Epoch;
}

export function asTokenHash(digits: string): TokenHash {
  return digits as TokenHash;
}

export function asAccountNumber(digits: number): AccountNumber {
  return digits as AccountNumber;
}

export const accountNumberMin = 10_000;
export const accountNumberMax = 99_999;
/** As many accounts as five-digit numbers. */
export const accountsMax = accountNumberMax - accountNumberMin + 1;

export function accountNumberOf(account: AccountId): AccountNumber {
  return asAccountNumber(accountNumberMin + account);
}

/** Null where the number is not one of the five-digit numbers. Says nothing about whether the account was opened. */
export function accountIdOf(accountNumber: number): AccountId | null {
  if (!Number.isInteger(accountNumber)) return null;
  if (accountNumber < accountNumberMin || accountNumber > accountNumberMax) return null;
  return asAccountId(accountNumber - accountNumberMin);
}
