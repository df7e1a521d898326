import {
  nameOf,
  type AccountId,
  type AccountNumber,
  type Person,
  type ShardId,
} from "@cablecut/protocol";

/** Somebody of a test's show, whose account lives in this shard. */
export function person(account: number, shard: number, name?: Person["name"]): Person {
  const id = account as AccountId;
  return {
    account: id,
    accountNumber: (10_000 + account) as AccountNumber,
    name: name ?? nameOf(id),
    shard: shard as ShardId,
  };
}
