import { refusalTexts, phoneTexts } from "@cablecut/ui";
import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pass, shown, tap, tapWords } from "../test-harness/opened-phone.tsx";

const button = (): HTMLButtonElement =>
  Array.from(document.querySelectorAll<HTMLButtonElement>(".sheet-row")).find((row) =>
    row.textContent?.includes("Find me"),
  )!;
const said = (): string => button().querySelector(".small")?.textContent ?? "";

test("who asks to be found is told what became of it, and why not where it did not", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await tap(".account-head");
  expect(said()).toBe(phoneTexts.findMeDetail.en);
  await tapWords("Find me");
  // One question at a time.
  expect(button().disabled).toBe(true);
  await pass(100);
  expect([said(), button().disabled]).toEqual([phoneTexts.found.en, false]);
  for (const refusal of ["too-fast", "many-at-once", "no-windows"] as const) {
    gateway.found = { ok: false, refusal };
    await tapWords("Find me");
    await pass(100);
    expect(said()).toBe(refusalTexts[refusal].en);
    expect(shown(".sheet [role=status]")).toEqual([refusalTexts[refusal].en]);
  }
  gateway.deaf.add("findMe");
  await tapWords("Find me");
  await pass(8_500);
  expect([said(), button().disabled]).toEqual([refusalTexts.unreachable.en, false]);
  await act(async () => gateway.disconnect());
  expect([said(), button().disabled]).toEqual([phoneTexts.reconnecting.en, true]);
});
