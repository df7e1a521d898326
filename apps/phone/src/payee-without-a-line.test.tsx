import { phonePageTexts } from "@cablecut/ui";
import { act } from "react";
import { expect, test } from "vitest";
import { hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";

test("nobody is looked up while the line is down, and the pages say that instead; once it is back they go on", async () => {
  const gateway = hangzhou();
  await open(gateway);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await act(async () => pagesOf().open({ kind: "pay", payee: null, number: null, anybody: 1 }));
  expect(shown(".payee .person-words")).toEqual(["Connecting again"]);
  await act(async () => pagesOf().home());
  await act(async () =>
    pagesOf().open({ kind: "pay", payee: null, number: 10402 as never, anybody: null }),
  );
  expect(shown(".payee .person-words")).toEqual(["Connecting again"]);
  await act(async () => pagesOf().home());
  await act(async () => pagesOf().openSheet("menu"));
  expect(shown(".sheet-row:disabled .small")).toEqual(["Connecting again"]);
  await act(async () => pagesOf().home());
  await act(async () => pagesOf().open({ kind: "pay", payee: null, number: null, anybody: 2 }));
  gateway.answers = true;
  await act(async () => gateway.connect());
  await pass(500);
  expect(shown(".payee .person-name")).toHaveLength(1);
});

test("a number of which no room could say whose it is stays looked up, and is never called nobody's", async () => {
  const gateway = hangzhou();
  await open(gateway);
  gateway.lookedUp = { ok: false, refusal: "unknown" };
  await act(async () =>
    pagesOf().open({ kind: "pay", payee: null, number: 10402 as never, anybody: null }),
  );
  await pass(500);
  expect(shown(".payee .person-words")).toEqual([phonePageTexts.lookingUp.en]);
  gateway.lookedUp = null;
  await pass(2_000);
  expect(shown(".payee .person-name")).toHaveLength(1);
});
