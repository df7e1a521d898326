import { expect, test } from "vitest";
import { SetHistory } from "../../../test-harness/set-history.ts";
import { createPages, type Pages } from "./pages.ts";

const shown = ({ store }: Pages): string => {
  const { page, sheet } = store.getState();
  return sheet === null ? page.kind : `${page.kind} under ${sheet}`;
};
const pay = { kind: "pay", payee: null, number: null, anybody: null } as const;

test("every page and sheet is a history entry, and Back closes the one on top", () => {
  const history = new SetHistory();
  const pages = createPages(history);
  pages.open(pay);
  pages.openSheet("payee");
  expect(shown(pages)).toBe("pay under payee");
  expect(history.length).toBe(3);
  history.go(-1);
  expect(shown(pages)).toBe("pay");
  pages.back();
  expect(shown(pages)).toBe("home");
  expect(history.length).toBe(1);
});

test("a sheet keeps the page below it as it is, chosen or closed; another opening is another one", () => {
  const history = new SetHistory();
  const pages = createPages(history);
  const opening = (): number => pages.store.getState().opening;
  pages.open(pay);
  const first = opening();
  pages.openSheet("payee");
  history.go(-1);
  expect(opening()).toBe(first);
  pages.openSheet("payee");
  pages.chosen({ ...pay, anybody: 7 });
  expect(pages.store.getState()).toEqual({
    page: { ...pay, anybody: 7 },
    sheet: null,
    opening: first,
  });
  expect(history.length).toBe(2);
  pages.replace(pay);
  expect(opening()).not.toBe(first);
});

test("home is home from any depth; what pops after a strange entry is home as well", () => {
  const history = new SetHistory();
  const pages = createPages(history);
  pages.open(pay);
  pages.replace({ kind: "result", paymentId: 1 });
  pages.open({ kind: "receipts" });
  pages.home();
  expect(shown(pages)).toBe("home");
  expect(history.length).toBe(1);
  history.pushState({ of: "somebody else" });
  history.pushState(null);
  history.go(-1);
  expect(shown(pages)).toBe("home");
});
