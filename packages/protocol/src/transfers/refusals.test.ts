import { expect, test } from "vitest";
import {
  doorRefusals,
  ledgerResultCodes,
  ledgerResultOf,
  meritRefusals,
  passingRefusals,
  resultMeanings,
  type ResultMeaning,
  type TransferResult,
} from "./refusals.ts";
import { roomAnswerCodes, roomAnswerOf } from "./transfer-frames.ts";

const meanings = Object.entries<ResultMeaning>(resultMeanings);
const told = (kind: ResultMeaning["told"]): string[] =>
  meanings.filter(([, meaning]) => meaning.told === kind).map(([result]) => result);

test("every code is of one result, and every result that a room can answer has a meaning", () => {
  const codes = [...Object.values(ledgerResultCodes), ...Object.values(roomAnswerCodes)];
  expect(new Set(codes).size).toBe(codes.length);
  const results = codes.map((code) => roomAnswerOf(code)!);
  expect(new Set(results)).toEqual(new Set(meanings.map(([result]) => result)));
  expect(ledgerResultOf(99)).toBeNull();
});

test("what is on its merit is told as refused, what passes as not now, and nothing else is", () => {
  expect(new Set(told("refused"))).toEqual(new Set(meritRefusals));
  expect(new Set(told("not-now"))).toEqual(new Set(passingRefusals));
  for (const result of told("rejected")) expect(doorRefusals).toContain(result);
});

test("a number is used up only by a definite end, and what is unknown or passing leaves it as it is", () => {
  const ended = meanings.filter(([, meaning]) => meaning.usesTheNumberUp);
  for (const [result, { certainty }] of ended) expect(certainty, result).toBe("definite");
  // SPEC of the ledger, X10: only bookings, refusals on merit and cancels end a number; X2, X3: it had ended before.
  const ends: TransferResult[] = ["booked", "cancelled", "sequence-conflict", "archived"];
  const usedUp = ended.map(([result]) => result);
  expect(new Set(usedUp)).toEqual(new Set([...ends, ...meritRefusals]));
});
