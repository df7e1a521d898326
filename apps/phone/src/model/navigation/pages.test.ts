import { expect, test } from "vitest";
import { SetHistory } from "../../../test-harness/set-history.ts";
import { createPages, isMeantByClosing, isSamePicture, type Pages } from "./pages.ts";

const shown = ({ store }: Pages): string => {
  const { page, sheet } = store.getState();
  return sheet === null ? page.kind : `${page.kind} under ${sheet}`;
};
const cue = { kind: "cue" } as const;
const pay = { kind: "pay", payee: null, number: null, anybody: null } as const;

test("every page and sheet is a history entry, and Back closes the one on top", () => {
  const history = new SetHistory();
  const pages = createPages(history, "this load");
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
  const pages = createPages(history, "this load");
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
  const pages = createPages(history, "this load");
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

test("Back pressed twice while the browser is still on its way goes back once", () => {
  const history = new SetHistory();
  const pages = createPages(history, "this load");
  pages.open(pay);
  pages.openSheet("payee");
  history.isSlow = true;
  pages.back();
  pages.back();
  history.isSlow = false;
  expect(shown(pages)).toBe("pay");
  pages.back();
  expect(shown(pages)).toBe("home");
});

test("two answers to one sheet while the browser is still on its way close the sheet, and the last one counts", () => {
  const history = new SetHistory();
  const pages = createPages(history, "this load");
  pages.open(pay);
  pages.openSheet("payee");
  history.isSlow = true;
  pages.chosen({ ...pay, anybody: 7 });
  pages.chosen({ ...pay, anybody: 8 });
  history.isSlow = false;
  expect(pages.store.getState()).toMatchObject({ page: { kind: "pay", anybody: 8 }, sheet: null });
  expect(history.length).toBe(2);
  pages.back();
  expect(shown(pages)).toBe("home");
});

test("what an earlier load of the page left in the history never comes back, however deep it was", () => {
  const history = new SetHistory();
  const before = createPages(history, "earlier load");
  before.open(pay);
  before.openSheet("payee");
  const pages = createPages(history.asLoadedAgain(), "this load");
  expect(shown(pages)).toBe("home");
  pages.open({ kind: "code" });
  expect(history.length).toBe(4);
  pages.back();
  expect(shown(pages)).toBe("home");
  const shownSince: string[] = [];
  pages.store.subscribe(() => shownSince.push(shown(pages)));
  // Once more on the account page: the browser passes what the earlier load had opened.
  history.go(-1);
  expect(history.length).toBe(1);
  expect(new Set(shownSince)).toEqual(new Set(["home"]));
});

test("in the place of what lies over the account page, or over it where nothing does", () => {
  const history = new SetHistory();
  const pages = createPages(history, "this load");
  const draw = (): void => pages.isDrawn(pages.store.getState());
  pages.openInstead(cue);
  expect([shown(pages), history.length]).toEqual(["cue", 2]);
  draw();
  pages.back();
  for (const open of [() => pages.open({ kind: "code" }), () => pages.openSheet("menu")]) {
    open();
    pages.openInstead(cue);
    expect([shown(pages), history.length]).toEqual(["cue", 2]);
    draw();
    pages.back();
    expect(shown(pages)).toBe("home");
  }
});

test("Back before the call to pay is drawn means the page that it came over: the call stays, and the next Back closes it", () => {
  for (const before of ["home", "code", "code, left by its own arrow"]) {
    const history = new SetHistory();
    const pages = createPages(history, "this load");
    if (before !== "home") pages.open({ kind: "code" });
    pages.isDrawn(pages.store.getState());
    history.isSlow = true;
    if (before.includes("arrow")) pages.back();
    pages.openInstead(cue);
    if (!before.includes("arrow")) history.go(-1);
    history.isSlow = false;
    expect([shown(pages), history.length], before).toEqual(["cue", 2]);
    pages.isDrawn(pages.store.getState());
    history.go(-1);
    expect([shown(pages), history.length], before).toEqual(["home", 1]);
  }
});

test("closing means what was opened if that is on the screen or was just asked for, and not what came by itself or was uncovered", () => {
  const home = { page: { kind: "home" }, sheet: null, opening: 0 } as const;
  const opened = { page: pay, sheet: null, opening: 1 } as const;
  const under = { ...opened, sheet: "payee" } as const;
  expect(isMeantByClosing(under, under)).toBe(true);
  expect(isMeantByClosing(under, home)).toBe(true);
  expect(isMeantByClosing(under, opened)).toBe(true);
  expect(isMeantByClosing(opened, under)).toBe(false);
  expect(isMeantByClosing(opened, { page: { kind: "code" }, sheet: null, opening: 2 })).toBe(false);
  expect(isMeantByClosing({ page: cue, sheet: null, opening: 2 }, opened)).toBe(false);
});

test("the account page looks the same however one has come back to it; one page opened anew, or with a sheet on it, does not", () => {
  const home = { page: { kind: "home" }, sheet: null, opening: 0 } as const;
  const page = { kind: "receipts" } as const;
  const receipts = { page, sheet: null, opening: 3 } as const;
  expect(isSamePicture(home, { ...home, page: { kind: "home" } })).toBe(true);
  expect(isSamePicture(home, { ...home, sheet: "menu" })).toBe(false);
  expect(isSamePicture(receipts, { ...receipts })).toBe(true);
  expect(isSamePicture(receipts, { ...receipts, opening: 4 })).toBe(false);
  expect(isSamePicture(receipts, { ...receipts, page: { kind: "receipts" } })).toBe(false);
  expect(isSamePicture(home, receipts)).toBe(false);
});

test("who is sent home while the browser is on its way back goes no further than that", () => {
  const history = new SetHistory();
  history.replaceState({ of: "somebody else" });
  history.pushState(null);
  const pages = createPages(history, "this load");
  pages.open(pay);
  pages.open({ kind: "receipts" });
  history.isSlow = true;
  pages.back();
  pages.home();
  history.isSlow = false;
  expect(shown(pages)).toBe("home");
  expect(history.length).toBe(2);
});

test("who taps the arrow, Done or an answer while their own Back is under way goes no further than the tap means, where entries have names", () => {
  const arrow = (pages: Pages): void => pages.back();
  const done = (pages: Pages): void => pages.home();
  const answer = (pages: Pages): void => pages.chosen({ ...pay, anybody: 7 });
  for (const [depth, taps, ends, length] of [
    [1, [arrow], "home", 2],
    [1, [done], "home", 2],
    [1, [arrow, done], "home", 2],
    [2, [arrow], "pay", 3],
    [2, [answer], "pay", 3],
    [2, [done], "home", 2],
    [2, [arrow, done], "home", 2],
    [3, [done], "home", 2],
  ] as const) {
    const { history, pages } = openedTo(depth);
    history.go(-1);
    for (const tap of taps) tap(pages);
    const shownSince: string[] = [ends];
    pages.store.subscribe(() => shownSince.push(shown(pages)));
    history.isSlow = false;
    const of = `depth ${depth}: ${ends}`;
    expect([shown(pages), history.length], of).toEqual([ends, length]);
    expect(new Set(shownSince).size, `${of}, with nothing in between`).toBe(1);
  }
});

test("whose own Back takes the place of what they tapped gets where the tap meant, and every later Back counts", () => {
  const arrow = (pages: Pages): void => pages.back();
  const done = (pages: Pages): void => pages.home();
  for (const isToldFirst of [false, true])
    for (const [depth, tap, ends, length] of [
      [1, done, "home", 2],
      [2, arrow, "pay", 3],
      [2, done, "home", 2],
      [3, done, "home", 2],
    ] as const) {
      const { history, pages } = openedTo(depth);
      tap(pages);
      history.goBackInstead(isToldFirst);
      history.isSlow = false;
      const of = `depth ${depth}: ${ends}`;
      expect([shown(pages), history.length], of).toEqual([ends, length]);
      pages.open({ kind: "receipts" });
      pages.back();
      expect([shown(pages), history.length], of).toEqual([ends, length]);
      history.go(-1);
      expect([shown(pages), history.length], of).toEqual(["home", length - 1]);
    }
});

/** A page in a tab that has shown another site before; loaded `loads` times, each time with a page open. */
function opened(loads: number): { history: SetHistory; pages: Pages } {
  const history = new SetHistory();
  history.replaceState({ of: "somebody else" });
  history.pushState(null);
  for (let load = 1; load < loads; load += 1)
    createPages(history.asLoadedAgain(), `load ${load}`).open({ kind: "receipts" });
  return { history, pages: createPages(history.asLoadedAgain(), "this load") };
}

/** The page to pay from, a sheet over it and a page over that, as deep as `depth`; every later way back takes its time. */
function openedTo(depth: number): { history: SetHistory; pages: Pages } {
  const { history, pages } = opened(1);
  history.hasNames = true;
  pages.open(pay);
  if (depth > 1) pages.openSheet("payee");
  if (depth > 2) pages.open({ kind: "receipts" });
  history.isSlow = true;
  return { history, pages };
}

test("who goes back while the call goes by itself stays on the account page, however often the page was loaded", () => {
  for (const loads of [1, 2, 5]) {
    const { history, pages } = opened(loads);
    const draw = (): void => pages.isDrawn(pages.store.getState());
    pages.openInstead(cue);
    draw();
    history.isSlow = true;
    history.go(-1);
    pages.putAway();
    expect(shown(pages)).toBe("home");
    draw();
    history.isSlow = false;
    expect([shown(pages), history.length], `${loads} loads`).toEqual(["home", 2]);
    pages.open({ kind: "code" });
    pages.back();
    expect([shown(pages), history.length], `${loads} loads`).toEqual(["home", 2]);
  }
});

test("what was put away never comes back, and neither does what lay below it", () => {
  for (const isOnItsWay of [false, true]) {
    const { history, pages } = opened(1);
    pages.open({ kind: "result", paymentId: 1 });
    pages.open({ kind: "receipts" });
    pages.openInstead(cue);
    pages.isDrawn(pages.store.getState());
    history.isSlow = isOnItsWay;
    if (isOnItsWay) pages.back();
    pages.putAway();
    pages.isDrawn(pages.store.getState());
    if (!isOnItsWay) history.go(-1);
    history.isSlow = false;
    expect([shown(pages), history.length]).toEqual(["home", 2]);
    // Nothing to put away: the account page stays as it is.
    pages.putAway();
    pages.open({ kind: "code" });
    history.go(-1);
    expect([shown(pages), history.length]).toEqual(["home", 2]);
  }
});

test("a call that comes and goes with the line takes one entry, and stays for who went back before it was drawn", () => {
  const { history, pages } = opened(1);
  const draw = (): void => pages.isDrawn(pages.store.getState());
  for (let times = 0; times < 60; times += 1) {
    pages.openInstead(cue);
    draw();
    pages.putAway();
    draw();
  }
  expect(history.length).toBe(3);
  history.isSlow = true;
  history.go(-1);
  pages.openInstead(cue);
  history.isSlow = false;
  expect([shown(pages), history.length]).toEqual(["cue", 3]);
  draw();
  history.go(-1);
  expect([shown(pages), history.length]).toEqual(["home", 2]);
});
