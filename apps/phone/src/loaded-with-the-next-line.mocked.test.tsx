import { act } from "react";
import { expect, test, vi } from "vitest";
import { hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";

const recovered = {
  id: 1,
  state: "recovered" as const,
  pace: "keynote" as const,
  elapsedMs: 26_012,
  waited: 1,
  accountsHit: 800,
  accountsBack: 800,
  differenceCents: 0,
};
const settled = async (): Promise<void> => {
  await act(() => vi.dynamicImportSettled());
  await pass(2_000);
  await act(() => vi.dynamicImportSettled());
  await pass(100);
};
/** A browser may never ask again for a module that it could not get once. */
const notLoaded = vi.fn<() => never>(() => {
  throw new Error("Failed to fetch dynamically imported module");
});

test("the own code that was opened without a line is there with the next one, and is not opened anew", async () => {
  vi.doMock("./shared/qr-path.ts", notLoaded);
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.disconnect());
  await act(async () => pagesOf().open({ kind: "code" }));
  await settled();
  expect(shown(".code-number")).toEqual(["10234"]);
  expect(document.querySelector(".qr path")).toBeNull();
  expect(notLoaded).not.toHaveBeenCalled();
  vi.doUnmock("./shared/qr-path.ts");
  await act(async () => gateway.connect());
  await settled();
  expect(document.querySelector(".qr path")).not.toBeNull();
});

test("a card that is not drawn yet is not offered to be saved; it is drawn with the next line", async () => {
  vi.doMock("./features/card/draw-card.ts", notLoaded);
  const gateway = hangzhou();
  const phone = await open(gateway);
  await act(async () => phone.pay(gateway.cast.partner!, 888 as never));
  await pass(500);
  await act(async () => {
    gateway.rooms({ 0: "dark", 1: "dark" }, 2);
    gateway.say("verifyReceipts", { incident: 1, spreadMs: 50 });
    gateway.tellHall({ cue: null, incident: recovered });
  });
  await pass(2_000);
  await act(async () => gateway.disconnect());
  await act(async () => pagesOf().open({ kind: "card" }));
  await settled();
  expect(shown(".card-page .main-button")).toHaveLength(1);
  expect(shown(".press-and-hold")).toEqual([]);
  expect(notLoaded).not.toHaveBeenCalled();
  const image = "data:image/png;base64,AAAA";
  vi.doMock("./features/card/draw-card.ts", () => ({ drawCard: () => image }));
  await act(async () => gateway.connect());
  await settled();
  await act(async () => gateway.tellHall({ cue: null, incident: recovered }));
  expect(document.querySelector(".card-page img")?.getAttribute("src")).toBe(image);
  expect(shown(".press-and-hold")).toHaveLength(1);
});
