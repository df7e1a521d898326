import type { AccountNumber, Person } from "@cablecut/protocol";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What lies over the account page, or the account page itself. */
export type Page =
  | { readonly kind: "home" }
  /** `number`: of a payee's link, whose person is still to be looked up. `anybody`: the show is asked for somebody, anew for every other number. */
  | {
      readonly kind: "pay";
      readonly payee: Person | null;
      readonly number: AccountNumber | null;
      readonly anybody: number | null;
    }
  | { readonly kind: "result"; readonly paymentId: number }
  | { readonly kind: "receipts" }
  | { readonly kind: "code" }
  | { readonly kind: "card" }
  | { readonly kind: "move" }
  | { readonly kind: "window" };

export type Sheet = "payee" | "menu";

export interface PagesState {
  readonly page: Page;
  /** On top of the page. */
  readonly sheet: Sheet | null;
  /** Rises with every page that is opened: one opening of a page makes one payment at most. */
  readonly opening: number;
}

/** The part of the browser's History that is used here. */
export interface HistoryPort {
  pushState(state: unknown, unused: string): void;
  replaceState(state: unknown, unused: string): void;
  go(steps: number): void;
  /** Called when the browser has gone to another entry. */
  onPop(listener: (state: unknown) => void): void;
}

/** Pages and sheets are history entries: Android's Back, a swipe or the arrow in the bar closes what lies on top. */
export interface Pages {
  readonly store: StoreApi<PagesState>;
  open(page: Page): void;
  /** Takes the place of the page that lies on top. */
  replace(page: Page): void;
  openSheet(sheet: Sheet): void;
  /** The sheet's answer: the sheet goes, and the page below it is opened anew as this one. */
  chosen(page: Page): void;
  back(): void;
  home(): void;
}

interface Entry {
  readonly depth: number;
  readonly page: Page;
  readonly sheet: Sheet | null;
  readonly opening: number;
}

export const payPage = (payee: Person | null): Page => ({
  kind: "pay",
  payee,
  number: null,
  anybody: null,
});

const homeEntry: Entry = { depth: 0, page: { kind: "home" }, sheet: null, opening: 0 };

export function createPages(history: HistoryPort): Pages {
  const store = createStore<PagesState>(() => ({
    page: { kind: "home" },
    sheet: null,
    opening: 0,
  }));
  let entry = homeEntry;
  let openings = 0;
  /** Takes the place of the entry to which the browser is going back. */
  let pending: Page | null = null;
  history.replaceState({ cablecut: entry }, "");

  function show(next: Entry): void {
    entry = next;
    store.setState({ page: next.page, sheet: next.sheet, opening: next.opening });
  }
  function push(page: Page, sheet: Sheet | null): void {
    const opening = page === entry.page ? entry.opening : ++openings;
    const next = { depth: entry.depth + 1, page, sheet, opening };
    history.pushState({ cablecut: next }, "");
    show(next);
  }
  function leave(steps: number): void {
    if (steps <= 0) return;
    history.go(-steps);
  }
  history.onPop((state) => {
    const popped = entryOf(state) ?? homeEntry;
    const next = pending === null ? popped : { ...popped, page: pending };
    if (pending !== null) history.replaceState({ cablecut: next }, "");
    pending = null;
    show(next);
  });

  return {
    store,
    open: (page) => push(page, null),
    openSheet: (sheet) => push(entry.page, sheet),
    replace(page) {
      const next = { depth: entry.depth, page, sheet: null, opening: ++openings };
      history.replaceState({ cablecut: next }, "");
      show(next);
    },
    chosen(page) {
      pending = page;
      leave(1);
    },
    back() {
      if (entry.depth > 0) leave(1);
      else show(homeEntry);
    },
    home() {
      const { depth } = entry;
      // At once; the browser follows, and its pop says the same.
      show(homeEntry);
      leave(depth);
    },
  };
}

/** Whether the page was loaded again where it had shown a link of its own, which is for others. */
export function showedOwnLink(state: unknown): boolean {
  return entryOf(state)?.page.kind === "move";
}

/** What an entry of this page says; null for one of somebody else, or of an older build. */
function entryOf(state: unknown): Entry | null {
  if (typeof state !== "object" || state === null || !("cablecut" in state)) return null;
  return isEntry(state.cablecut) ? state.cablecut : null;
}

/** Only this page writes such entries: what it looks at says that it was written by this build. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  if (!("depth" in value && "page" in value && "sheet" in value && "opening" in value))
    return false;
  const { depth, page, opening } = value;
  if (typeof depth !== "number" || typeof opening !== "number") return false;
  return typeof page === "object" && page !== null && "kind" in page;
}

export function browserHistory(window: Window): HistoryPort {
  const { history } = window;
  return {
    pushState: (state, unused) => history.pushState(state, unused),
    replaceState: (state, unused) => history.replaceState(state, unused),
    go: (steps) => history.go(steps),
    onPop(listener) {
      window.addEventListener("popstate", (event) => {
        const state: unknown = event.state;
        listener(state);
      });
    },
  };
}
