import { phoneTexts } from "@cablecut/ui";
import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";
import { emptyReceipts } from "./model/receipts/receipt-book.ts";
import { person } from "./model/testing/person.ts";

test.each([
  ["en", "2 of 2 receipts survived", "2 verified · 0 missing · 0 not heard yet · 1 archived"],
  ["zh", "2/2笔凭证完好", "2笔已核实 · 0笔缺失 · 0笔待回应 · 1笔已归档"],
])(
  "a receipt older than what rooms keep is called archived, and none that did not survive (%s)",
  async (language, survived, numbers) => {
    const gateway = hangzhou();
    gateway.check = "archived";
    const phone = await open(gateway, { language });
    for (let paid = 0; paid < 2; paid += 1) {
      phone.pay(person(571, 3), 888 as never);
      await pass(500);
    }
    await act(async () => {
      gateway.rooms({ 0: "dark", 1: "dark" }, 2);
      gateway.say("verifyReceipts", { incident: 1, spreadMs: 50 });
    });
    await pass(2_000);
    await act(async () => pagesOf().open({ kind: "receipts" }));
    expect(shown(".survived strong")).toEqual([survived]);
    expect(shown(".survived .figures")).toEqual([numbers]);
  },
);

test("whoever moved here, or whose browser keeps nothing, had no receipt to show, and is told of none that survived", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  await act(async () => {
    phone.store.setState({ receipts: emptyReceipts });
    gateway.rooms({ 0: "dark", 1: "dark" }, 2);
    gateway.say("verifyReceipts", { incident: 1, spreadMs: 50 });
  });
  await pass(2_000);
  expect(phone.store.getState().verification.kind).toBe("done");
  expect(shown(".band .band-words > *")).toEqual([
    phoneTexts.nowServedBy({ en: "Shanghai A", zh: "上海A" }).en,
  ]);
  await act(async () => pagesOf().open({ kind: "receipts" }));
  expect(shown(".receipts-page")).toHaveLength(1);
  expect(shown(".survived")).toEqual([]);
});
