import { expect, test } from "vitest";
import { BatchReader } from "./batch-reader.ts";
import { BatchWriter } from "./batch-writer.ts";
import { tokenHashOf } from "../testing/ledger-fixture.ts";

test("of a payload only transfers and cancels are found whose number is waited for, in their order and at their place", () => {
  const writer = new BatchWriter();
  writer.open(tokenHashOf("lin"), 1, 1);
  writer.transfer(5, 6, 100, 3, 1, 1);
  writer.setFailback(true);
  writer.transfer(7, 6, 100, 9, 1, 1);
  writer.cancel(6, 4, 1);
  writer.transfer(5, 8, 200, 4, 1, 1);
  writer.cancel(7, 8, 1);
  const reader = new BatchReader();
  expect(reader.load(writer.finish())).toBeNull();

  const found = (sequences: Uint32Array): unknown[] => {
    const all: unknown[] = [];
    reader.rewind();
    while (reader.nextOf(sequences)) all.push([reader.position, reader.payer, reader.sequence]);
    return all;
  };
  expect(found(Uint32Array.of(0, 0, 0, 0, 0, 4, 4, 8))).toEqual([
    [4, 6, 4],
    [5, 5, 4],
    [6, 7, 8],
  ]);
  expect(found(Uint32Array.of(0, 0, 0, 0, 0, 3))).toEqual([[1, 5, 3]]);
  expect(found(new Uint32Array(8))).toEqual([]);
});
