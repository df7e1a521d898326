import { act } from "react";
import { expect, test, vi } from "vitest";
import { back, hangzhou, open, pass, shown, tap } from "../test-harness/opened-phone.tsx";

/** What the page of the payment says. */
const word = (): string[] => shown(".result-word");

test("a payment into a paused show is kept and not said to be on its way; it arrives when the show goes on", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ paused: true }));
  await tap(".pay-partner");
  await pass(5_000);
  expect(word()).toEqual(["Kept. Not charged."]);
  expect(shown(".result-card")[0]).not.toContain("On its way");
  expect(shown(".row-standing")[0]).toContain("Kept, not charged");
  await act(async () => gateway.change({ paused: false }));
  await pass(2_000);
  expect(word()).toEqual(["Arrived once"]);
  expect(shown(".balance")).toEqual(["999,991.12"]);
});

test("a payment without a line is kept and not said to be on its way; it arrives when the show's server is back", async () => {
  const gateway = hangzhou();
  await open(gateway);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await tap(".pay-partner");
  await pass(5_000);
  expect(word()).toEqual(["Kept. Not charged."]);
  expect(shown(".band strong")).toEqual(["Connecting again"]);
  gateway.answers = true;
  await act(async () => gateway.connect());
  await pass(2_000);
  expect(word()).toEqual(["Arrived once"]);
  expect(shown(".balance")).toEqual(["999,991.12"]);
});

test("a payment behind another one is not said to be on its way; it goes when that one has ended", async () => {
  const gateway = hangzhou();
  gateway.slow = true;
  await open(gateway);
  await tap(".pay-partner");
  expect(shown(".result-card")[0]).toContain("On its way");
  await back();
  await pass(1_000);
  await tap(".pay-partner");
  expect(word()).toEqual(["Not sent yet. Not charged."]);
  expect(shown(".result-card")[0]).not.toContain("On its way");
  expect(shown(".row-standing").slice(0, 2)).toEqual(["Waiting its turn", "Confirming"]);
  await pass(7_000);
  expect(word()).toEqual(["Confirming"]);
  await pass(8_000);
  expect(word()).toEqual(["Booked"]);
});

test("a payment without a quorum is kept and not said to be confirmed; it arrives when there is one again", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ quorum: false }));
  await tap(".pay-partner");
  await pass(5_000);
  expect(word()).toEqual(["Kept. Not charged."]);
  expect(shown(".row-standing")[0]).toBe("Kept, not charged");
  await act(async () => gateway.change({ quorum: true }));
  await pass(2_000);
  expect(word()).toEqual(["Arrived once"]);
});

test("what cannot be taken back any more offers no second payment where it could be taken back", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const last = (): string[] => shown(".result-page .quiet-button");
  await act(async () => gateway.change({ paused: true }));
  await tap(".pay-partner");
  await pass(100);
  expect(last()).toEqual(["Cancel this payment"]);
  // The show goes on, and the room is busy: the payment holds its number, and is kept all the same.
  const timeout = gateway.timeout.bind(gateway);
  const line = vi.spyOn(gateway, "timeout").mockImplementation((maxMs) => ({
    emitWithAck: async (event, input) =>
      event === "pay"
        ? { kind: "not-now", refusal: "busy" }
        : timeout(maxMs).emitWithAck(event, input),
  }));
  await act(async () => gateway.change({ paused: false }));
  await pass(1_000);
  expect(word()).toEqual(["Kept. Not charged."]);
  expect(last()).toEqual([""]);
  line.mockRestore();
  await pass(5_000);
  expect(word()).toEqual(["Arrived once"]);
  expect(last()).toEqual([""]);
  await tap(".result-page .main-button");
  await pass(100);
  await tap(".activity button, .row");
  await pass(100);
  expect(last()).toEqual(["Pay again"]);
});

test("how long a payment took across the device's sleep is not known, and not called short", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ paused: true }));
  await tap(".pay-partner");
  await pass(2_000);
  // The page's own clock stands still meanwhile.
  vi.setSystemTime(Date.now() + 60_000);
  await act(async () => document.dispatchEvent(new Event("visibilitychange")));
  await act(async () => gateway.change({ paused: false }));
  await pass(2_000);
  expect(word()).toEqual(["Arrived once"]);
  expect(shown(".fact").join()).toContain("Tooknot known, the page slept or was reloaded");
});
