import type { AccountNumber, Person } from "@cablecut/protocol";
import { createStore, type StoreApi } from "zustand/vanilla";

/** What lies over the account page, or the account page itself. */
export type Page =
  | { readonly kind: "home" }
  /** The call to pay, while it is on. */
  | { readonly kind: "cue" }
  /** `number`: of a payee's link, whose person is still to be looked up. `anybody`: the show is asked for somebody, anew for every other number. */
  | {
      readonly kind: "pay";
      readonly payee: Person | null;
      readonly number: LinkedNumber | null;
      readonly anybody: number | null;
    }
  | { readonly kind: "result"; readonly paymentId: number }
  | { readonly kind: "receipts" }
  | { readonly kind: "code" }
  | { readonly kind: "card" }
  | { readonly kind: "move" }
  | { readonly kind: "window" };

/** `unreadable`: the link names nobody. */
export type LinkedNumber = AccountNumber | "unreadable";

export type Sheet = "payee" | "menu";

export interface PagesState {
  readonly page: Page;
  /** On top of the page. */
  readonly sheet: Sheet | null;
  /** Rises with every page that is opened: one opening of a page makes one payment at most. */
  readonly opening: number;
}

/** Whether the two look alike: the account page is the same however one has come back to it. */
export function isSamePicture(one: PagesState, other: PagesState): boolean {
  const isSamePage = one.page === other.page || (isHome(one) && isHome(other));
  return isSamePage && one.sheet === other.sheet && one.opening === other.opening;
}

/**
 * Whether who closes something means what was opened last: they see it, or have asked for it a moment ago and think better of
 * it. What came by itself they have not seen, nor what they have just uncovered: that was for the page that was left.
 */
export function isMeantByClosing(opened: PagesState, drawn: PagesState): boolean {
  if (isSamePicture(opened, drawn)) return true;
  if (opened.page.kind === "cue") return false;
  const isSheetOnTop = opened.sheet !== null && drawn.sheet === null;
  return opened.opening > drawn.opening || (opened.opening === drawn.opening && isSheetOnTop);
}

function isHome({ page }: PagesState): boolean {
  return page.kind === "home";
}

function isBareHome(shown: PagesState): boolean {
  return isHome(shown) && shown.sheet === null;
}

/** The part of the browser's History that is used here. */
export interface HistoryPort {
  /** Of the entry at which the browser is. */
  readonly state: unknown;
  pushState(state: unknown, unused: string): void;
  replaceState(state: unknown, unused: string): void;
  /**
   * Back by `steps` from the entry at which the browser is; `further` of them are not under way yet. `dropped`: the browser goes
   * elsewhere instead.
   */
  goBack(steps: number, further: number, dropped: () => void): void;
  /** Called when the browser has gone to another entry. */
  onPop(listener: (state: unknown) => void): void;
}

/** Pages and sheets are history entries: Android's Back, a swipe or the arrow in the bar closes what lies on top. */
export interface Pages {
  /** What was opened. */
  readonly store: StoreApi<PagesState>;
  /** What is on the screen: a page that was left stays there until the next one is drawn. */
  readonly drawn: PagesState;
  isDrawn(state: PagesState): void;
  open(page: Page): void;
  /** Takes the place of the page that lies on top. */
  replace(page: Page): void;
  /** Over the account page, in the place of whatever lies on it. */
  openInstead(page: Page): void;
  openSheet(sheet: Sheet): void;
  /** The sheet's answer: the sheet goes, and the page below it is opened anew as this one. */
  chosen(page: Page): void;
  back(): void;
  /** Goes back to the account page: for who asked for it. */
  home(): void;
  /** What lies on top goes by itself; whoever goes back at that moment stays on the account page. */
  putAway(): void;
}

interface Entry {
  /** The page load that wrote it. */
  readonly load: string;
  /** Entries of this page below it. */
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

/**
 * `load`: random, of this page load only. What an earlier load has left in the history is passed over: whoever loads the page
 * anew on whatever page stands on the account page, and Back goes on from there.
 */
export function createPages(history: HistoryPort, load: string): Pages {
  const store = createStore<PagesState>(() => ({
    page: { kind: "home" },
    sheet: null,
    opening: 0,
  }));
  let drawn = store.getState();
  const entries = new Entries(history, load, {
    show: ({ page, sheet, opening }) => store.setState({ page, sheet, opening }),
    isSeen: () => isSamePicture(drawn, store.getState()),
  });
  return {
    store,
    get drawn() {
      return drawn;
    },
    isDrawn(state) {
      drawn = state;
    },
    open: (page) => entries.push(page, null),
    openSheet: (sheet) => entries.push(entries.top.page, sheet),
    replace: (page) => entries.replace(page),
    openInstead(page) {
      const { top } = entries;
      if (isBareHome(top) && top !== entries.spare) entries.push(page, null);
      else entries.replace(page);
    },
    chosen: (page) => entries.backTo(page),
    back: () => entries.back(),
    home: () => entries.home(),
    putAway: () => entries.putAway(),
  };
}

interface Screen {
  /** Told of each entry that comes to lie on top. */
  show(entry: Entry): void;
  /** Whether the entry on top has been drawn. */
  isSeen(): boolean;
}

/** This page's part of the browser's history. */
class Entries {
  top: Entry;
  /** The account page in the place of what was put away: whatever comes by itself may take that place again. */
  spare: Entry | null = null;
  readonly #history: HistoryPort;
  #load: string;
  readonly #screen: Screen;
  #openings = 0;
  /** Takes the place of the entry to which the browser is going back. */
  #pending: Page | null = null;
  /** Depth of the entry to which the browser is on its way back; another Back meanwhile would go back twice. */
  #goal: number | null = null;

  constructor(history: HistoryPort, load: string, screen: Screen) {
    this.#history = history;
    this.#load = load;
    this.#screen = screen;
    this.top = this.#homeAt(entryOf(history.state)?.depth ?? 0);
    history.replaceState({ cablecut: this.top }, "");
    history.onPop((state) => this.#popped(entryOf(state) ?? this.#homeAt(0)));
  }

  push(page: Page, sheet: Sheet | null): void {
    const opening = page === this.top.page ? this.top.opening : ++this.#openings;
    const next = { load: this.#load, depth: this.top.depth + 1, page, sheet, opening };
    this.#history.pushState({ cablecut: next }, "");
    this.#goal = null;
    this.#lay(next);
  }

  replace(page: Page): void {
    const { depth } = this.top;
    const next = { load: this.#load, depth, page, sheet: null, opening: ++this.#openings };
    this.#history.replaceState({ cablecut: next }, "");
    this.#lay(next);
  }

  backTo(page: Page): void {
    this.#pending = page;
    if (this.#goal === null) this.#leave(1);
  }

  back(): void {
    if (this.#goal !== null) return;
    if (this.top.depth > 0) this.#leave(1);
    else this.#lay(this.#homeAt(0));
  }

  home(): void {
    const { depth } = this.top;
    // One step is under way already.
    const further = this.#goal === null ? depth : depth - 1;
    this.#leave(depth, further);
    // At once; the browser follows, and its pop says the same.
    this.#lay(this.#homeAt(0));
  }

  /**
   * Takes no step: the person's own Back may be under way, which is nowhere to be seen, and a browser adds the steps up.
   * What lies below is passed over from now on like what an earlier load has left.
   */
  putAway(): void {
    if (isBareHome(this.top)) return;
    this.#load += "+";
    this.spare = this.#homeAt(this.top.depth);
    this.#history.replaceState({ cablecut: this.spare }, "");
    this.#lay(this.spare);
  }

  #popped(entry: Entry): void {
    // A step of the person's own, or the first of two: the browser goes on.
    if (this.#goal !== null && entry.depth > this.#goal) return;
    this.#goal = null;
    const page = this.#pending;
    this.#pending = null;
    if (page === null && this.#isCallUnseen(entry)) return this.#layAgainOn(entry);
    if (entry.load !== this.#load) {
      this.#lay(this.#homeAt(entry.depth));
      return this.#leave(entry.depth);
    }
    if (page === null) return this.#lay(entry);
    const next = { ...entry, page };
    this.#history.replaceState({ cablecut: next }, "");
    this.#lay(next);
  }

  /** The call to pay comes by itself: who went back before it was drawn meant the page that it came over. */
  #isCallUnseen(below: Entry): boolean {
    const { page, depth } = this.top;
    return page.kind === "cue" && depth > below.depth && !this.#screen.isSeen();
  }

  #layAgainOn(below: Entry): void {
    const again = { ...this.top, depth: below.depth + 1 };
    this.#history.pushState({ cablecut: again }, "");
    this.#lay(again);
  }

  #lay(entry: Entry): void {
    this.top = entry;
    this.#screen.show(entry);
  }

  #leave(steps: number, further = steps): void {
    if (further > 0) this.#goTo(this.top.depth - steps, steps, further);
  }

  #goTo(goal: number, steps: number, further = steps): void {
    this.#goal = goal;
    this.#history.goBack(steps, further, () => {
      if (this.#goal !== goal) return;
      // The person's own Back took its place: from where that has led, or is still to lead, it is gone once more.
      const left = (entryOf(this.#history.state)?.depth ?? 0) - goal;
      if (left > 0) this.#goTo(goal, left);
      else this.#goal = null;
    });
  }

  #homeAt(depth: number): Entry {
    return { load: this.#load, depth, page: { kind: "home" }, sheet: null, opening: 0 };
  }
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
  if (!("load" in value && "depth" in value && "page" in value)) return false;
  if (!("sheet" in value && "opening" in value)) return false;
  const { load, depth, page, opening } = value;
  if (typeof load !== "string" || typeof depth !== "number" || typeof opening !== "number")
    return false;
  return typeof page === "object" && page !== null && "kind" in page;
}

export function browserHistory(window: Window): HistoryPort {
  const { history } = window;
  return {
    get state(): unknown {
      return history.state;
    },
    pushState: (state, unused) => history.pushState(state, unused),
    replaceState: (state, unused) => history.replaceState(state, unused),
    // A browser adds steps up, also to those of the person's own Back, which may be under way and is nowhere to be seen. So
    // where entries have names the one that is meant is named.
    goBack(steps, further, dropped) {
      const { navigation } = window;
      const to = navigation?.entries()[(navigation.currentEntry?.index ?? 0) - steps];
      if (to === undefined) return history.go(-further);
      const { committed, finished } = navigation.traverseTo(to.key);
      // Whatever else it is refused for, as a page that is being left, it would be refused for again at once.
      committed?.catch(({ name }: DOMException) => name === "AbortError" && dropped());
      finished?.catch(() => {});
    },
    onPop(listener) {
      window.addEventListener("popstate", (event) => {
        const state: unknown = event.state;
        listener(state);
      });
    },
  };
}
