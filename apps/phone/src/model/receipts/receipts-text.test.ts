import { asCents, asAccountId, asLogIndex, asSequenceNumber } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { receiptsText } from "./receipts-text.ts";

test("a phone's receipts name their show and its key in front, and stand in a line each", () => {
  const receipt = {
    account: asAccountId(201),
    sequence: asSequenceNumber(3),
    payee: asAccountId(202),
    amountCents: asCents(888),
    result: "booked",
    index: asLogIndex(4_711),
    chain: "0123456789abcdef",
    mac: "0".repeat(32),
  } as const;
  const lines = receiptsText({ showId: "0123456789ab", keyFingerprint: "ab".repeat(10) }, [
    receipt,
  ]).split("\n");
  const [head, copied] = lines.map((line) => JSON.parse(line) as unknown);
  expect(head).toEqual({ cablecut: "receipts", show: "0123456789ab", key: "ab".repeat(10) });
  // With the numbers by which people find themselves.
  const { account: _, payee: __, ...rest } = receipt;
  expect(copied).toEqual({ accountNumber: 10_201, payeeNumber: 10_202, ...rest });
});
