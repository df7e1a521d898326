import { expect, test } from "vitest";
import { parseReceipts } from "./receipts.ts";

const receipt = {
  account: 201,
  sequence: 3,
  payee: 202,
  amountCents: 888,
  result: "booked",
  index: 4_711,
  chain: "0123456789abcdef",
  mac: "0".repeat(32),
};
const head = { cablecut: "receipts", show: "0123456789ab", key: "ab".repeat(10) };

test("what a phone copies is read, with the show and the key that it names", () => {
  const text = [head, receipt, { ...receipt, sequence: 4 }].map((line) => JSON.stringify(line));
  const read = parseReceipts(`\uFEFF${text.join("\r\n")}\n\n`);
  expect(read).toMatchObject({ ok: true, file: { show: head.show, key: head.key } });
  expect(read.ok && read.file.receipts.map(({ sequence }) => sequence)).toEqual([3, 4]);
});

test("a list without a head is read as well", () => {
  const read = parseReceipts(JSON.stringify([receipt]));
  expect(read).toMatchObject({ ok: true, file: { show: null, key: null } });
});

test.each([
  ["no receipts at all", 1],
  [`${JSON.stringify(head)}\n${JSON.stringify({ ...receipt, chain: "xyz" })}`, 2],
  [`${JSON.stringify(receipt)}\n{"account":`, 2],
])("%j is refused with its line", (text, line) => {
  expect(parseReceipts(text)).toMatchObject({ ok: false, line });
});
