import { ledgerResultCodes } from "@cablecut/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { play, step } from "./testing/random-play.ts";

test("the ledger agrees with the naive model over random histories (O, X, C, R, T, H, S, M, P, L, A, I, K, Y, B3, D3)", () => {
  const histories = fc.array(step, { minLength: 1, maxLength: 60 });
  const property = fc.property(histories, (steps) => play(steps, new Set()));
  const details = fc.check(property, { numRuns: 150 });
  expect(fc.defaultReportMessage(details)).toBeUndefined();
});

test("the ledger agrees with the naive model over long histories, in which everything comes up", () => {
  // With bias half of them would be full of restored failbacks, which forget suspicions: no room would be drained.
  const histories = fc.noBias(fc.array(step, { minLength: 400, maxLength: 500, size: "max" }));
  const met = new Set<string>();
  const property = fc.property(histories, (steps) => play(steps, met));
  // Not shrunk: hundreds of steps shrink for minutes. Seed and path, which replay it, say enough.
  const details = fc.check(property, { numRuns: 8, endOnFailure: true });
  const replay = `seed ${details.seed}, path ${details.counterexamplePath ?? "none"}`;
  expect(details.failed ? `${replay}: ${String(details.errorInstance)}` : "agrees").toBe("agrees");

  const elsewhere = ["accounts-full", "dials-full", "unknown-version", "malformed"];
  const results = Object.keys(ledgerResultCodes).filter((name) => !elsewhere.includes(name));
  const events = ["room-suspected", "suspicion-withdrawn", "room-drained", "room-undrained"];
  const inFormat2 = [
    "format-adopted",
    "shard-back",
    "incident-ended",
    "incident-measured",
    "dial-set",
  ];
  const missing = [...results, ...events, ...inFormat2, "shard-moved"].filter(
    (name) => !met.has(name),
  );
  expect({ replay, missing }).toEqual({ replay, missing: [] });
});
