import { act } from "react";
import { expect, test, vi } from "vitest";
import { openAfterTheCut, recovered } from "../test-harness/after-the-cut.ts";
import { comes, hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";

const settled = async (): Promise<void> => {
  await act(() => vi.dynamicImportSettled());
  await pass(2_000);
  await act(() => vi.dynamicImportSettled());
  await pass(100);
};
const image = "data:image/png;base64,AAAA";
/** What was asked for: a browser may never ask again for a module that it could not get once. */
const asked = vi.hoisted((): string[] => []);
vi.mock("./shared/qr-path.ts", async (actual) => {
  asked.push("code");
  return actual();
});
vi.mock("./features/card/draw-card.ts", () => {
  asked.push("card");
  return { drawCard: () => image };
});

test("the own code that was opened without a line is there with the next one, and is not opened anew", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.disconnect());
  await act(async () => pagesOf().open({ kind: "code" }));
  await settled();
  expect(shown(".code-number")).toEqual(["10234"]);
  expect(document.querySelector(".qr path")).toBeNull();
  expect(asked).not.toContain("code");
  await act(async () => gateway.connect());
  await comes(".qr path");
});

test("a card that is not drawn yet is not offered to be saved; it is drawn with the next line", async () => {
  const gateway = hangzhou();
  await openAfterTheCut(gateway);
  await act(async () => gateway.disconnect());
  await act(async () => pagesOf().open({ kind: "card" }));
  await settled();
  expect(shown(".card-page .main-button")).toHaveLength(1);
  expect(shown(".press-and-hold")).toEqual([]);
  expect(asked).not.toContain("card");
  await act(async () => gateway.connect());
  await pass(2_000);
  await act(async () => gateway.tellHall({ cue: null, incident: recovered }));
  await comes(".card-page img");
  expect(document.querySelector(".card-page img")?.getAttribute("src")).toBe(image);
  expect(shown(".press-and-hold")).toHaveLength(1);
});
