import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown, tap } from "../test-harness/opened-phone.tsx";

const cue = { on: true, amountCents: 888 as never };

async function tapTimes(times: number): Promise<void> {
  for (let tapped = 0; tapped < times; tapped += 1) {
    await tap(".cue-button");
    await pass(400);
  }
}

test("a tap on the call to pay that makes no payment says so, where its answer would stand, until one would be made again", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ paused: true, cue }));
  await tapTimes(21);
  expect(shown(".cue-button small")[0]).toContain("20 payments wait");
  await act(async () => gateway.change({ paused: false }));
  await pass(30_000);
  expect(shown(".cue-button small")).toEqual(["Arrived once"]);
  expect(shown(".cue-page [role=status]")).toEqual(["Arrived once"]);
});

test("every own tap that was booked is counted, however many there are", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ cue }));
  await tapTimes(25);
  await pass(5_000);
  expect(shown(".cue-main").join()).toContain("25\u00a0booked");
  expect(shown(".balance")).toEqual(["999,778.00"]);
});

test("what was tapped at a call stays counted when the line is lost for a moment, its answers too, and is of no later call", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ cue }));
  await tapTimes(2);
  gateway.deaf.add("pay");
  await tapTimes(1);
  await act(async () => gateway.disconnect());
  expect(shown(".cue-page")).toEqual([]);
  gateway.deaf.delete("pay");
  await act(async () => gateway.connect());
  await pass(100);
  expect(shown(".cue-main").join()).toContain("2\u00a0booked");
  await pass(10_000);
  expect(shown(".cue-main").join()).toContain("3\u00a0booked");
  expect(shown(".cue-button small")).toEqual(["Arrived once"]);
  // Nobody is called while nobody can book, and the call is the same one afterwards.
  const off = { ...cue, on: false };
  await act(async () => gateway.change({ cue: off, quorum: false }));
  expect(shown(".cue-page")).toEqual([]);
  await act(async () => gateway.change({ cue, quorum: true }));
  expect(shown(".cue-main").join()).toContain("3\u00a0booked");
  await act(async () => gateway.change({ cue: off }));
  await act(async () => gateway.change({ cue }));
  expect(shown(".cue-main").join()).toContain("0\u00a0booked");
  expect(shown(".cue-button small")).toEqual([""]);
});
