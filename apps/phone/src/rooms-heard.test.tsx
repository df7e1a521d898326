import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown } from "../test-harness/opened-phone.tsx";

/** What a screen reader says of each room. */
const said = (): string[] => shown(".room").map((room) => room.replace(/^\S+ \S+ /, ""));

test("without a line nobody is told that a room is well: what was heard before is not repeated as if it were so", async () => {
  const gateway = hangzhou();
  await open(gateway);
  expect(new Set(said())).toEqual(new Set(["normal"]));
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  expect(new Set(said())).toEqual(new Set(["not heard"]));
  gateway.answers = true;
  await act(async () => gateway.connect());
  await pass(500);
  expect(new Set(said())).toEqual(new Set(["normal"]));
});
