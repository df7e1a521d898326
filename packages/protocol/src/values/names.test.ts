import { expect, test } from "vitest";
import type { AccountId } from "./ids.ts";
import { nameOf } from "./names.ts";

test("the first thousand people have different names, in both languages", () => {
  const people = Array.from({ length: 1_000 }, (_, at) => nameOf((200 + at) as AccountId));
  expect(new Set(people.map((name) => name.en)).size).toBe(1_000);
  expect(new Set(people.map((name) => name.zh)).size).toBe(1_000);
});

test("neighbours in number share no word", () => {
  for (let account = 0; account < 5_000; account += 1) {
    const one = nameOf(account as AccountId).en.split(" ");
    const next = nameOf((account + 1) as AccountId).en.split(" ");
    expect(one[0] === next[0] || one[1] === next[1], `${account}`).toBe(false);
  }
});
