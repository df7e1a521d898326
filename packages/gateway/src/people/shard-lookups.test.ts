import {
  asAccountId,
  asShardId,
  type AccountId,
  type Person,
  type ShardId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { ShardLookups } from "./shard-lookups.ts";

function lookups() {
  const known = new Map<AccountId, ShardId>();
  const asked: {
    readonly account: AccountId;
    readonly done: (person: Person | null, isDefinite: boolean) => void;
  }[] = [];
  const made = new ShardLookups({
    shardOf: (account) => known.get(account) ?? null,
    find: (account, done) => void asked.push({ account, done }),
  });
  const answer = (shard: number | null): void => {
    const { account, done } = asked.shift()!;
    const person = shard === null ? null : ({ account, shard: asShardId(shard) } as Person);
    if (person !== null) known.set(account, person.shard);
    done(person, true);
  };
  return { made, asked, answer };
}

test("an account that is not known is asked for once, however often it pays meanwhile, and then no more", () => {
  const { made, asked, answer } = lookups();
  const told: (ShardId | null)[] = [];
  const ask = (): void => made.shardOf(asAccountId(300), (shard) => told.push(shard));
  ask();
  ask();
  expect([asked.length, told]).toEqual([1, []]);
  answer(7);
  ask();
  expect([asked.length, told]).toEqual([0, [7, 7, 7]]);
});

test("where nobody can say it is null, and no more are asked for at once than there is room for", () => {
  const { made, asked, answer } = lookups();
  const told: (ShardId | null)[] = [];
  for (let account = 200; account < 700; account += 1)
    made.shardOf(asAccountId(account), (shard) => told.push(shard));
  expect(asked).toHaveLength(256);
  expect(told).toHaveLength(244);
  while (asked.length > 0) answer(null);
  expect(new Set(told)).toEqual(new Set([null]));
  for (let payment = 0; payment < 5_000; payment += 1)
    made.shardOf(asAccountId(200), () => undefined);
  expect(asked).toHaveLength(1);
  made.shardOf(asAccountId(201), (shard) => told.push(shard));
  expect(told).toHaveLength(501);
});
