import { act } from "react";
import { expect, test } from "vitest";
import { back, hangzhou, open, pagesOf } from "../test-harness/opened-phone.tsx";

const focused = (): string => document.activeElement?.className ?? "";
const key = (): boolean =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
const finger = (): boolean =>
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));

test("every page that is opened has the focus, the call to pay and the lit window too", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ cue: { on: true, amountCents: 888 as never } }));
  expect(focused()).toBe("page cue-page");
  await back();
  for (const [kind, name] of [
    ["window", "page window-page"],
    ["code", "page code-page"],
    ["receipts", "page receipts-page"],
  ] as const) {
    await act(async () => pagesOf().open({ kind }));
    expect(focused(), kind).toBe(name);
    await back();
  }
});

test("whoever comes back by the keyboard goes on where they left; a finger is shown no frame", async () => {
  await open(hangzhou());
  const there = async (): Promise<void> => {
    document.querySelectorAll<HTMLElement>(".tile")[2]!.focus();
    await act(async () => pagesOf().open({ kind: "code" }));
  };
  key();
  await there();
  await back();
  expect(focused()).toBe("tile");
  finger();
  await there();
  await back();
  expect(document.activeElement).toBe(document.body);
});
