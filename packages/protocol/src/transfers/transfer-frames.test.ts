import { expect, test } from "vitest";
import type { AccountId, SequenceNumber } from "../values/ids.ts";
import { asCents } from "../values/money.ts";
import { ledgerResultCodes } from "./refusals.ts";
import {
  decodeTransferAnswers,
  encodeTransfers,
  TransferAnswerWriter,
  TransferWriter,
  visitTransferAnswers,
  visitTransfers,
  type TransferRequest,
} from "./transfer-frames.ts";

const requests: readonly TransferRequest[] = [
  {
    kind: "transfer",
    payer: 200 as AccountId,
    payee: 89_999 as AccountId,
    amountCents: asCents(1_000_000),
    sequence: 1 as SequenceNumber,
  },
  {
    kind: "cancel",
    payer: 201 as AccountId,
    payee: 201 as AccountId,
    amountCents: asCents(0),
    sequence: 0xffff_ffff as SequenceNumber,
  },
];

test("requests come out as they went in", () => {
  const seen: unknown[] = [];
  const whole = visitTransfers(encodeTransfers(requests, { receipts: true }), (...request) =>
    seen.push(request),
  );
  expect(whole).toBe(true);
  expect(seen).toEqual([
    [false, 200, 89_999, 1_000_000, 1, true],
    [true, 201, 201, 0, 0xffff_ffff, true],
  ]);
});

test("answers come out as they went in, beyond the first buffer as well", () => {
  const writer = new TransferAnswerWriter();
  const chain = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const mac = Uint8Array.from({ length: 16 }, (_, at) => 16 - at);
  for (let payer = 0; payer < 300; payer += 1) {
    writer.add(
      ledgerResultCodes.booked,
      payer,
      7,
      9,
      888,
      99_999_112,
      2 ** 40,
      2 ** 40 - 1,
      chain,
      mac,
    );
  }
  const answers = decodeTransferAnswers(writer.take()!);
  expect(answers).toHaveLength(300);
  expect(answers![299]).toEqual({
    answer: "booked",
    payer: 299,
    sequence: 7,
    payee: 9,
    amountCents: 888,
    payerBalanceCents: 99_999_112,
    appliedIndex: 2 ** 40,
    index: 2 ** 40 - 1,
    chain,
    mac,
  });
  expect(writer.take()).toBeNull();
});

test("no cut or prolonged frame is read, and nothing of it is visited", () => {
  const frame = encodeTransfers(requests, { receipts: false });
  for (let length = 0; length < frame.length; length += 1) {
    const visited: unknown[] = [];
    expect(visitTransfers(frame.subarray(0, length), (...request) => visited.push(request))).toBe(
      false,
    );
    expect(visited).toEqual([]);
  }
  expect(visitTransfers(Uint8Array.from([...frame, 0]), () => undefined)).toBe(false);
});

test("an answer with a code that does not exist is not read", () => {
  const writer = new TransferAnswerWriter();
  writer.add(ledgerResultCodes.booked, 1, 1, 1, 1, 1, 1);
  const frame = writer.take()!;
  frame[4] = 199;
  expect(decodeTransferAnswers(frame)).toBeNull();
});

test("a frame written request by request takes no more than was said, and none above the limit", () => {
  const writer = new TransferWriter(3);
  for (const { kind, payer, payee, amountCents, sequence } of requests) {
    writer.add(kind === "cancel", payer, payee, amountCents, sequence);
  }
  expect(writer.count).toBe(2);
  expect(writer.finish({ receipts: false })).toEqual(
    encodeTransfers(requests, { receipts: false }),
  );

  const full = new TransferWriter(1);
  full.add(false, 1, 2, 3, 4);
  expect(() => full.add(false, 1, 2, 3, 5)).toThrow(RangeError);
  expect(() => new TransferWriter(4_097)).toThrow("4096");
});

test("counting answers sees each once, in order, and nothing of a damaged frame", () => {
  const writer = new TransferAnswerWriter();
  writer.add(ledgerResultCodes.booked, 200, 7, 9, 888, 99_999_112, 12);
  writer.add(ledgerResultCodes.fenced, 201, 8, 9, 888, 99_999_112, 12);
  const frame = writer.take()!;
  const seen: unknown[] = [];
  expect(visitTransferAnswers(frame, (...answer) => seen.push(answer))).toBe(true);
  expect(seen).toEqual([
    [ledgerResultCodes.booked, 200, 7],
    [ledgerResultCodes.fenced, 201, 8],
  ]);
  expect(visitTransferAnswers(frame.subarray(1), () => seen.push("damaged"))).toBe(false);
  expect(seen).toHaveLength(2);
});
