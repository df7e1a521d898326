import { phoneTexts } from "@cablecut/ui";
import { act } from "react";
import { expect, test } from "vitest";
import { refusePayment } from "./model/transfer/transfer-book.ts";
import { back, hangzhou, open, pass, shanghai, shown, tap } from "../test-harness/opened-phone.tsx";

/** The second before the log decides: both rooms of the other city are cut, and everybody is invited to pay there. */
async function invited() {
  const gateway = shanghai();
  const phone = await open(gateway);
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(shown(".band[data-kind=invite]")).toHaveLength(1);
  const payments = (): number => phone.store.getState().book.payments.length;
  return { gateway, phone, payments };
}

test("two taps of one thumb on the invitation are one payment, as they are on the partner's button", async () => {
  const { payments } = await invited();
  await tap(".band[data-kind=invite] button");
  await pass(90);
  await tap(".band[data-kind=invite] button");
  await tap(".pay-partner");
  expect(payments()).toBe(1);
  await pass(700);
  await tap(".pay-partner");
  await tap(".band[data-kind=invite] button");
  expect(payments()).toBe(2);
});

test("what became of a tap on the invitation stands where that of the button does, also where no more can be kept, and as long as that is so", async () => {
  const { gateway, phone, payments } = await invited();
  gateway.deaf.add("pay");
  await tap(".band[data-kind=invite] button");
  await pass(50);
  const below = (): string | undefined => shown(".pay-partner small")[0];
  const first = below();
  expect(first).not.toBe(phoneTexts.yourPartner.en);
  for (let more = 0; more < 25 && shown(".band[data-kind=invite]").length > 0; more += 1) {
    await tap(".band[data-kind=invite] button");
    await pass(700);
  }
  expect(payments()).toBe(20);
  expect(below()).toBe(phoneTexts.tooManyOpen.en);
  gateway.deaf.clear();
  await act(async () => gateway.rooms({}));
  for (let more = 0; more < 4; more += 1) await pass(5_000);
  expect(refusePayment(phone.store.getState().book)).toBeNull();
  expect(below()).not.toBe(phoneTexts.tooManyOpen.en);
});

test("a payment that had a page of its own before the cut is not answered in it: whoever is cut may go on tapping, and the partner who is back is said to be", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const below = (): readonly string[] => [
    ...shown(".pay-partner small"),
    ...shown(".pay-partner + [role=status]"),
  ];
  await tap(".pay-partner");
  await pass(700);
  await back();
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(below()).toEqual([phoneTexts.goOnTapping.en, ""]);
  // A tap of one cut is none of the next either.
  await tap(".pay-partner");
  await pass(700);
  expect(below()[0]).not.toBe(phoneTexts.goOnTapping.en);
  await act(async () => gateway.rooms({}));
  await pass(5_000);
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(below()).toEqual([phoneTexts.goOnTapping.en, ""]);
});
