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
