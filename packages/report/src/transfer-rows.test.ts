import { expect, test } from "vitest";
import { parseTransfersCsv, transfersCsv, type TransferRow } from "./transfer-rows.ts";

const paid: TransferRow = {
  entry: 7,
  position: 0,
  kind: "transfer",
  account: 200,
  who: "person",
  payee: 201,
  amountCents: 888,
  number: 1,
  result: "booked",
  chain: "0123456789abcdef",
};
const cancelled: TransferRow = {
  ...paid,
  entry: 8,
  kind: "cancel",
  payee: null,
  amountCents: 0,
  number: 2,
  result: "cancelled",
};

test("rows come out of their text as they went in", () => {
  expect(parseTransfersCsv(transfersCsv([paid, cancelled]))).toEqual({
    ok: true,
    rows: [paid, cancelled],
  });
});

test("accounts stand there with the numbers that people see", () => {
  const [head, line] = transfersCsv([paid]).split("\n");
  expect(head).toContain(",account_number,");
  expect(line).toContain(",10200,person,10201,");
  const text = transfersCsv([paid]);
  expect(parseTransfersCsv(text.replace("10200", "9999"))).toEqual({ ok: false, line: 2 });
  expect(parseTransfersCsv(text.replace("10201", "201"))).toEqual({ ok: false, line: 2 });
});

test("a line that is none is named", () => {
  const text = transfersCsv([paid, cancelled]);
  expect(parseTransfersCsv(text.replace("888", "8.88"))).toEqual({ ok: false, line: 2 });
  expect(parseTransfersCsv(text.replace("cancel,", "refund,"))).toEqual({ ok: false, line: 3 });
  expect(parseTransfersCsv(text.slice(0, -1))).toEqual({ ok: false, line: 3 });
  expect(parseTransfersCsv("")).toEqual({ ok: false, line: 1 });
});
