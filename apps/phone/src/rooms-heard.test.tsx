import { act } from "react";
import { expect, test } from "vitest";
import { phoneTexts, refusalTexts } from "@cablecut/ui";
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

test("a phone is connected while something is heard of the rooms, and no longer when its gateway stands still", async () => {
  const gateway = hangzhou();
  const { store } = await open(gateway);
  await pass(10_000);
  expect(store.getState().connection).toBe("connected");
  gateway.standsStill = true;
  await pass(4_000);
  expect(store.getState().connection).toBe("connected");
  await pass(3_000);
  expect(store.getState().connection).toBe("silent");
  expect(new Set(said())).toEqual(new Set(["not heard"]));
  await act(async () => gateway.say("worldUnchanged"));
  expect(new Set(said())).toEqual(new Set(["normal"]));
});

test("a phone whose line is back repeats nothing of before until it is let in or hears of the rooms", async () => {
  const gateway = hangzhou();
  const { store } = await open(gateway);
  const reconnected = async (): Promise<void> => {
    await act(async () => gateway.disconnect());
    await act(async () => gateway.connect());
    await pass(35);
    expect(gateway.connected).toBe(true);
  };
  gateway.standsStill = true;
  gateway.deaf.add("enter");
  await reconnected();
  expect(store.getState()).toMatchObject({ connection: "silent", entry: { kind: "entering" } });
  expect(new Set(said())).toEqual(new Set(["not heard"]));
  expect(shown(".band strong")).not.toEqual([]);
  // It has not changed since this gateway told others of it: what this page shows it was told by another one.
  await act(async () => gateway.say("worldUnchanged"));
  expect(store.getState().connection).toBe("silent");
  await act(async () => gateway.change({}));
  expect(store.getState().connection).toBe("connected");
  gateway.deaf.clear();
  await reconnected();
  expect(store.getState().connection).toBe("silent");
  await pass(100);
  expect(store.getState()).toMatchObject({ connection: "connected", entry: { kind: "entered" } });
  expect(new Set(said())).toEqual(new Set(["normal"]));
});

test.each([
  ["no-room", refusalTexts["no-room"].en],
  ["too-many-phones", refusalTexts["too-many-phones"].en],
  ["switching", phoneTexts.switchingPrompt.en],
  ["unknown", phoneTexts.askingRoom.en],
] as const)(
  "a phone that is back and is refused at the door as %s is told so, over a line that stays up",
  async (refusal, words) => {
    const gateway = hangzhou();
    const { store } = await open(gateway);
    gateway.doorSays = refusal;
    await act(async () => gateway.disconnect());
    await act(async () => gateway.connect());
    // The world does not change: of it nothing else is said.
    for (let second = 0; second < 15; second += 1) {
      await pass(1_000);
      expect(store.getState().connection).toBe("connected");
      expect(shown(".band strong")).toEqual([words]);
      expect(new Set(said())).toEqual(new Set(["not heard"]));
    }
    gateway.doorSays = null;
    await pass(6_000);
    expect(store.getState().entry.kind).toBe("entered");
    expect(new Set(said())).toEqual(new Set(["normal"]));
  },
);

test("the line of a phone whose person is asked something first stays up as well", async () => {
  const gateway = hangzhou();
  gateway.taken = { ok: false, refusal: "link-over" };
  const { store } = await open(gateway, { address: { fragment: `#move=${"5a".repeat(20)}` } });
  await act(async () => gateway.change({}));
  expect(store.getState().entry.kind).toBe("not-moved");
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(10_000);
  expect(store.getState()).toMatchObject({ connection: "connected", world: null });
});

test("what the pay button and a payment that waits say of the rooms is said only while they are heard", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  const below = (): string | undefined => shown(".pay-partner small")[0];
  const { partner } = gateway.cast;
  const lost = async (): Promise<void> => {
    gateway.answers = false;
    await act(async () => gateway.disconnect());
  };
  const found = async (): Promise<void> => {
    gateway.answers = true;
    await act(async () => gateway.connect());
    await pass(500);
  };
  const inShanghai = "Your partner in Shanghai";
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(below()).toBe(phoneTexts.goOnTapping.en);
  await lost();
  expect(below()).toBe(inShanghai);
  await found();
  expect(below()).toBe(phoneTexts.goOnTapping.en);

  await act(async () => gateway.rooms({ 3: "switching" }));
  await act(async () => void phone.pay(partner!, 888 as never));
  await pass(500);
  const waits = (): boolean => shown(".row-standing").join().includes("Waiting for Shanghai B");
  expect(waits()).toBe(true);
  await lost();
  expect(waits()).toBe(false);
  expect(shown(".row-standing").join()).toContain(phoneTexts.kept.en);
  await found();
  expect(waits()).toBe(true);

  await act(async () => gateway.rooms({ 3: "dark" }, 2));
  expect(below()).toBe(phoneTexts.partnerIsBack.en);
  await act(async () => gateway.change({ quorum: false }));
  expect(below()).not.toBe(phoneTexts.partnerIsBack.en);
  await act(async () => gateway.change({ quorum: true, starting: true }));
  expect(below()).not.toBe(phoneTexts.partnerIsBack.en);
  await act(async () => gateway.change({ starting: false }));
  expect(below()).toBe(phoneTexts.partnerIsBack.en);
  await lost();
  expect(below()).toBe(inShanghai);
});
