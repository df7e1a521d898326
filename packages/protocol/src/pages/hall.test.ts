import { expect, test } from "vitest";
import { decodeBits, decodeWindows, encodeBits, encodeWindows } from "./hall.ts";
import { accountsMax, asAccountId, asShardId } from "../values/ids.ts";
import { shardsMax } from "../values/limits.ts";

test("windows come back as they went, every shard and both kinds, gaps included", () => {
  const windows = [200, 201, 202, 210, 211, 212 + shardsMax].map((account, position) => ({
    account: asAccountId(account),
    shard: asShardId([0, 17, shardsMax - 1, 99, 1, 3][position]!),
    synthetic: position % 2 === 1,
  }));
  const runs = encodeWindows(windows.toReversed());
  expect(runs.map(({ first }) => first)).toEqual([200, 210, 212 + shardsMax]);
  expect(decodeWindows(runs)).toEqual(windows);
});

test("bits come back as they went", () => {
  for (const positions of [[], [0], [3, 4, 5], [1, 250, 1_999, accountsMax - 1]]) {
    expect([...decodeBits(encodeBits(positions))]).toEqual(positions);
  }
});

test("a hall of 2,000 who all pay takes 500 digits", () => {
  expect(encodeBits(Array.from({ length: 2_000 }, (_, bit) => bit))).toHaveLength(500);
});
