import { act } from "react";
import { expect, test } from "vitest";
import { back, close, hangzhou, open, pass, shown, tap } from "../test-harness/opened-phone.tsx";

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

/** Entries behind the opening of the account, and behind what is paid before the second call. */
const [first, second] = [
  { ...cue, calledAt: 4_214 as never },
  { ...cue, calledAt: 4_900 as never },
];

test("a phone that slept through the end of a call takes the next one for another: nothing is booked in it, no answer stands there, and whoever had left the first is called", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const sleepsInto = async (next: typeof cue): Promise<void> => {
    await act(async () => gateway.disconnect());
    gateway.world = { ...gateway.world, cue: next };
    await act(async () => gateway.connect());
    await pass(100);
  };
  await act(async () => gateway.change({ cue }));
  await tapTimes(2);
  // Told only once the call is in the log, and not by every gateway: all the same call.
  for (const same of [first, cue, first]) {
    await act(async () => gateway.change({ cue: same }));
    expect(shown(".cue-main").join()).toContain("2\u00a0booked");
  }
  await back();
  await sleepsInto(first);
  expect(shown(".cue-page")).toEqual([]);
  await sleepsInto(second);
  expect(shown(".cue-main").join()).toContain("0\u00a0booked");
  expect(shown(".cue-button small")).toEqual([""]);
  // At a gateway that is behind: it is no news that there was one before.
  await tapTimes(1);
  for (const same of [first, second]) {
    await sleepsInto(same);
    expect(shown(".cue-main").join()).toContain("1\u00a0booked");
  }
});

test("a page that is loaded again within a call says what was booked of it, and nothing of what was paid before", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ cue }));
  await tapTimes(1);
  const later = { ...cue, calledAt: 4_230 as never };
  await act(async () => gateway.change({ cue: { ...cue, on: false } }));
  await act(async () => gateway.change({ cue: later }));
  await tapTimes(3);
  close();
  gateway.disconnect();
  await open(gateway);
  expect(shown(".cue-main").join()).toContain("3\u00a0booked");
  expect(shown(".balance")).toEqual(["999,964.48"]);
});
