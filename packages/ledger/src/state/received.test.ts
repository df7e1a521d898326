import { expect, test } from "vitest";
import { LogPosition } from "../format/log-position.ts";
import { receivedEntriesMax, ReceivedSums } from "./received.ts";
import { WordCursor, WordList } from "../format/word-stream.ts";

test("R2: a link so old that its 32 bits mean another entry by now ends the walk", () => {
  // As after 2^32 sums: the ring is full, ordinals begin again at 0 for links.
  const list = new WordList();
  list.double(2 ** 32);
  list.words(new Uint32Array(6 * receivedEntriesMax), 0, 6 * receivedEntriesMax);
  const sums = new ReceivedSums();
  expect(sums.load(new WordCursor(list.list.slice(0, list.length)))).toBe(true);
  const position = new LogPosition(new Uint8Array(32));

  const first = sums.write(9, 1, 1, 50, 0, position);
  expect(first).toBe(0);
  expect(sums.of(9, first, 1)).toEqual([{ payer: 1, sequence: 1, amount: 50, index: 0 }]);
  // Account 7 received the very first sum of all, long ago, with the same link.
  expect(sums.of(7, 0, 1)).toEqual([]);
  const second = sums.write(9, 2, 1, 60, first, position);
  expect(sums.of(9, second, 5).map((sum) => sum.amount)).toEqual([60, 50]);
});

test("R2: amounts and indexes share a word without touching each other", () => {
  const sums = new ReceivedSums();
  const position = new LogPosition(new Uint8Array(32));
  position.moveTo(2 ** 44 - 1, new Uint8Array(32));
  const link = sums.write(3, 4_294_967_294, 4_294_967_295, 1_000_000, 0, position);
  expect(sums.of(3, link, 1)).toEqual([
    { payer: 4_294_967_294, sequence: 4_294_967_295, amount: 1_000_000, index: 2 ** 44 - 1 },
  ]);
  expect(() => position.moveTo(2 ** 44, new Uint8Array(32))).toThrow(RangeError);
});
