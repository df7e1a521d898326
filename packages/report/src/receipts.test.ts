import { expect, test } from "vitest";
import { parseReceipts } from "./receipts.ts";
import { brokenReceipts, head, lines, receipt, waysOfReceipts } from "./testing/pasted-receipts.ts";

test.each(Object.entries(waysOfReceipts))("receipts are read %s", (_, text) => {
  const read = parseReceipts(text);
  expect(read).toMatchObject({ ok: true });
  expect(read.ok && read.file.receipts).toEqual([receipt, { ...receipt, sequence: 2 }]);
});

test("the show and the key that the phone was told are read from the line in front", () => {
  expect(parseReceipts(lines(head, receipt))).toMatchObject({
    ok: true,
    file: { show: head.show, key: head.key },
  });
  expect(parseReceipts(JSON.stringify([receipt]))).toMatchObject({
    ok: true,
    file: { show: null, key: null },
  });
});

test.each(brokenReceipts)("%s: refused with its line", (_, text, line) => {
  expect(parseReceipts(text)).toMatchObject({ ok: false, line });
});

test("what is wrong has a name", () => {
  const refusalOf = (text: string): unknown => {
    const read = parseReceipts(text);
    return read.ok ? null : read.refusal;
  };
  for (const text of ["", "no receipts at all", "null", lines(head)])
    expect(refusalOf(text), text).toEqual({ kind: "no-receipts" });
  expect(refusalOf('{"account":')).toEqual({ kind: "cut-off" });
  expect(refusalOf("{account}")).toEqual({ kind: "not-json" });
  expect(refusalOf(lines({ ...receipt, chain: "xyz" }))).toEqual({
    kind: "no-receipt",
    field: "chain",
  });
  expect(refusalOf(lines({ ...receipt, name: "Lin" }))).toEqual({
    kind: "no-receipt",
    field: "name",
  });
  expect(refusalOf(lines(head, receipt, { ...head, show: "ba9876543210" }))).toEqual({
    kind: "other-head",
  });
});

test("of two copies one of which was made before the phone was told the key, the key is the other's", () => {
  const early = { ...head, key: null };
  for (const heads of [
    [early, head],
    [head, early],
  ])
    expect(parseReceipts(lines(heads[0], receipt, heads[1]))).toMatchObject({
      ok: true,
      file: { show: head.show, key: head.key },
    });
  const others = { ...head, key: "f".repeat(20) };
  expect(parseReceipts(lines(head, receipt, early, others))).toMatchObject({
    ok: false,
    refusal: { kind: "other-head" },
  });
});

test("one that stands there twice is taken once; another seal is another receipt", () => {
  const other = { ...receipt, mac: "1".repeat(32) };
  const read = parseReceipts(lines(head, receipt, other, receipt, receipt));
  expect(read).toMatchObject({ ok: true, file: { receipts: [receipt, other], repeated: 2 } });
});
