/** Identifiers. They are plain numbers and strings at run time; the brands keep them from being mixed up. */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Position of a room in the topology, 0 .. rooms-1. Also its replica id in the replicated log. */
export type RoomIndex = Branded<number, "RoomIndex">;
/** Position of a shard, 0 .. shards-1. Every account belongs to one shard for ever, every shard to one room at a time. */
export type ShardId = Branded<number, "ShardId">;
/** Dense index of an account in order of opening, from 0. */
export type AccountId = Branded<number, "AccountId">;
/** What people see and type: five digits, `accountNumberMin + AccountId`. */
export type AccountNumber = Branded<number, "AccountNumber">;
/** Per account: 0 is the opening, transfers count from 1. Minted once by the payer's phone. */
export type SequenceNumber = Branded<number, "SequenceNumber">;
/** Index in the replicated log, from 1. */
export type LogIndex = Branded<number, "LogIndex">;
/** Counts the owners of a shard, from 1. A command stamped with an older epoch is refused: that is the fence. */
export type Epoch = Branded<number, "Epoch">;
/** SHA-256 of a session token as 64 lower-case hex digits. The token itself never leaves phone and socket. */
export type TokenHash = Branded<string, "TokenHash">;

export const accountNumberMin = 10_000;
export const accountNumberMax = 99_999;
/** As many accounts as five-digit numbers. */
export const accountsMax = accountNumberMax - accountNumberMin + 1;

export function accountNumberOf(account: AccountId): AccountNumber {
  return (accountNumberMin + account) as AccountNumber;
}

/** Null where the number is not one of the five-digit numbers. Says nothing about whether the account was opened. */
export function accountIdOf(accountNumber: number): AccountId | null {
  if (!Number.isInteger(accountNumber)) return null;
  if (accountNumber < accountNumberMin || accountNumber > accountNumberMax) return null;
  return (accountNumber - accountNumberMin) as AccountId;
}
