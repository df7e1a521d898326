import type { ConsoleHandTold } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { createHand } from "./hand.ts";

test("the stage is told of every change of the hand, and of nothing else", () => {
  const told: ConsoleHandTold[] = [];
  const hand = createHand((each) => told.push(each));
  hand.hold(null);
  hand.arm(true);
  hand.arm(true);
  hand.hold(1_200);
  hand.arm(false);
  hand.hold(null);
  expect(told).toEqual([
    { armed: true, holdMs: null },
    { armed: true, holdMs: 1_200 },
    { armed: false, holdMs: 1_200 },
    { armed: false, holdMs: null },
  ]);
});
