import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { back, hangzhou, open, pagesOf, pass, shown, tap } from "../test-harness/opened-phone.tsx";
import { payPage } from "./model/navigation/pages.ts";
import { person } from "./model/testing/person.ts";

let wallMs = 0;
beforeEach(() => {
  wallMs = Date.UTC(2026, 10, 28);
  vi.spyOn(Date, "now").mockImplementation(() => wallMs);
});
afterEach(() => vi.restoreAllMocks());

const live = "[role=status], [role=alert], [aria-live]";

test("what only grows older is shown, and not read out every second", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => pagesOf().open(payPage(person(571, 3))));
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  const later = async (): Promise<readonly [string[], string[]]> => {
    wallMs += 5_000;
    await pass(1_000);
    return [shown(live), shown(".balance-age")];
  };
  const [readOut, ages] = await later();
  const [readOutLater, agesLater] = await later();
  expect(agesLater).not.toEqual(ages);
  expect(readOutLater).toEqual(readOut);
});

test("a lit window that gets no answer says so to those who do not see it; the account page below is out of reach", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => pagesOf().open({ kind: "window" }));
  const readOut = (): string[] =>
    Array.from(document.querySelectorAll(live))
      .filter((element) => element.closest(".home-layer") === null)
      .map(({ textContent }) => textContent ?? "");
  expect(readOut()).toContain("Hangzhou A");
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(readOut()).toContain("No answer");
});

test("a text that the browser does not copy is there to be selected, and that is read out; it did nothing", async () => {
  Object.assign(document, { execCommand: () => false });
  await open(hangzhou());
  await act(async () => pagesOf().open({ kind: "receipts" }));
  await tap(".receipts-page .main-button");
  expect(shown(".receipts-page [role=status]").join("")).toContain("does not copy");
  expect(shown(".by-hand")[0]).toContain('"sequence"');
  Object.assign(document, { execCommand: () => true });
  await tap(".receipts-page .main-button");
  expect(shown(".receipts-page .main-button")).toEqual(["Copied"]);
  expect(shown(".by-hand")).toEqual([]);
});

test("an answer that stands on a button is read out beside it", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  await tap(".pay-partner");
  await pass(500);
  expect(shown(live)).toContain(shown(".pay-partner small")[0]);
  await act(async () => {
    gateway.rooms({});
    gateway.change({ cue: { on: true, amountCents: 888 as never } });
  });
  await tap(".cue-button");
  await pass(500);
  expect(shown(live)).toContain(shown(".cue-button small")[0]);
  expect(document.querySelector("button :is([role=status], [aria-live])")).toBeNull();
  await back();
  await act(async () => pagesOf().openSheet("menu"));
  expect(document.querySelector("button :is([role=status], [aria-live])")).toBeNull();
});
