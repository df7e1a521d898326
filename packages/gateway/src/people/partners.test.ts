import {
  asAccountId,
  asShardId,
  defaultTopology,
  homeRoomOf,
  shardCountOf,
  type AccountId,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { Partners } from "./partners.ts";

const shards = shardCountOf(defaultTopology);
const cityOf = (shard: number): string =>
  defaultTopology.rooms[homeRoomOf(defaultTopology, asShardId(shard))]!.city;

const met = (account: number, shard: number, synthetic = false) => ({
  account: asAccountId(account),
  shard: asShardId(shard),
  synthetic,
});

/** People who were met one after the other, each in the next shard. */
function hallOf(people: number) {
  const nobody = { bestAnswering: () => null };
  const calls = { call: () => undefined };
  const directory = new Directory(defaultTopology, nobody, calls);
  for (let at = 0; at < people; at += 1) directory.learn(met(1_000 + at, at % shards));
  return directory;
}

/** How many candidates were looked at while somebody was chosen. */
function looksOf(people: number): number {
  const directory = hallOf(people);
  let looks = 0;
  const watched = new Proxy(directory, {
    get(target, name) {
      if (name !== "livingIn") {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      }
      return (...asked: Parameters<Directory["livingIn"]>) =>
        new Proxy(target.livingIn(...asked), {
          get(list, at) {
            if (typeof at === "string" && /^\d+$/.test(at)) looks += 1;
            return Reflect.get(list, at) as unknown;
          },
        });
    },
  });
  const partners = new Partners(defaultTopology, watched, () => 0.4);
  expect(partners.choose(asShardId(0))).not.toBeNull();
  return looks;
}

test("choosing a partner among 80,000 looks at no more people than among 800", () => {
  expect(looksOf(80_000)).toBe(looksOf(800));
});

test("whoever lives outside the city that will be cut gets somebody inside it, and the other way round", () => {
  const directory = hallOf(500);
  const partners = new Partners(defaultTopology, directory, () => 0.9);
  for (let shard = 0; shard < shards; shard += 1) {
    const chosen: AccountId = partners.choose(asShardId(shard))!;
    const city = cityOf(directory.known(chosen)!.shard);
    const { cutCity } = defaultTopology;
    expect(city === cutCity).toBe(cityOf(shard) !== cutCity);
  }
});

test("a synthetic attendee is chosen only while no person suits", () => {
  const directory = hallOf(0);
  const inside = [...Array(shards).keys()].find((s) => cityOf(s) === defaultTopology.cutCity)!;
  const outside = [...Array(shards).keys()].find((s) => cityOf(s) !== defaultTopology.cutCity)!;
  const partners = new Partners(defaultTopology, directory, () => 0);
  expect(partners.choose(asShardId(outside))).toBeNull();
  directory.learn(met(1_000, inside, true));
  expect(partners.choose(asShardId(outside))).toBe(1_000);
  directory.learn(met(1_001, inside));
  expect(partners.choose(asShardId(outside))).toBe(1_001);
});
