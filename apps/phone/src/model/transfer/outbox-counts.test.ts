import type { SequenceNumber } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { standingOfOpen } from "./outbox-counts.ts";
import type { OpenNumber } from "./payment.ts";

const open: OpenNumber = {
  paymentId: 1,
  sequence: 1 as SequenceNumber,
  purpose: "pay",
  attempt: 1,
  asked: false,
  uncertain: false,
  waitsForOwner: false,
  disputed: false,
  retryAtMs: 0,
};

test.each([
  ["just sent", { asked: true }, false, "confirming"],
  ["sent, and its room has fallen silent", { asked: true }, true, "checking"],
  [
    "sent, and its shard has begun to switch",
    { asked: true, waitsForOwner: true },
    true,
    "checking",
  ],
  ["an answer was lost", { uncertain: true }, false, "checking"],
  [
    "an answer was lost before the shard switched",
    { uncertain: true, waitsForOwner: true },
    true,
    "checking",
  ],
  ["refused because the shard is switching", { waitsForOwner: true }, true, "kept"],
  ["refused for a moment", {}, false, "confirming"],
] as const)("%s: %o, room out %s, is %s", (_, changes, ownerOut, standing) => {
  expect(standingOfOpen({ ...open, ...changes }, ownerOut)).toBe(standing);
});
