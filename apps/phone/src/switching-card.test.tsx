import type { Hall } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown, tap } from "../test-harness/opened-phone.tsx";

/** Of the ring: how full it is, in percent, and what stands in it. */
function ring(): readonly [number, string | undefined] {
  const dashes = document.querySelector(".ring-share")?.getAttribute("stroke-dasharray") ?? "";
  const [share = Number.NaN, around = 1] = dashes.split(" ").map(Number);
  return [Math.round((100 * share) / around), shown(".ring text")[0]];
}

const incident: NonNullable<Hall["incident"]> = {
  id: 1,
  state: "running",
  pace: "keynote",
  elapsedMs: 9_900,
  waited: 0.5,
  accountsHit: 800,
  accountsBack: 0,
  differenceCents: null,
};

test("without a line the time of the switch goes on unheard: no second stands there as if it were now", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => {
    gateway.rooms({ 0: "switching", 1: "switching" });
    gateway.tellHall({ cue: null, incident });
  });
  expect(ring()).toEqual([25, "9 s"]);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await tap(".pay-partner");
  expect(ring()).toEqual([25, "–"]);
});

test("what waits while the show is paused has an empty ring, and not that of a switch of before", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const over = { ...incident, state: "recovered" as const, waited: 1, accountsBack: 800 };
  await act(async () => {
    gateway.tellHall({ cue: null, incident: over });
    gateway.change({ paused: true });
  });
  await tap(".pay-partner");
  await pass(500);
  expect(shown(".switching-words strong")).toEqual(["1 payment kept"]);
  expect(ring()).toEqual([0, "–"]);
});

test("a second cut begins with an open ring, before the hall has told of it", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => {
    gateway.tellHall({ cue: null, incident: { ...incident, state: "recovered", waited: 1 } });
    gateway.rooms({ 0: "switching", 1: "switching" });
  });
  expect(ring()).toEqual([0, "–"]);
});

test("a ring that was closed because the account is served does not stay closed without a line", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => {
    gateway.rooms({ 0: "dark", 1: "dark" }, 2);
    gateway.tellHall({ cue: null, incident: { ...incident, state: "recovered", waited: 1 } });
    gateway.deaf.add("pay");
  });
  await tap(".pay-partner");
  await pass(8_000);
  expect(ring()).toEqual([100, "–"]);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  expect(ring()).toEqual([0, "–"]);
});
