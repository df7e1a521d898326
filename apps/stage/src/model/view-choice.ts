import { stageViews } from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";

export type ScreenView = (typeof stageViews)[number];

/** Which of the two views a screen shows. An address decides for good; otherwise whoever chose last, console or key. */
export interface ViewChoice {
  /** By `?view=` of the address. */
  readonly pinned: ScreenView | null;
  /** The dial's last word. */
  readonly dial: ScreenView;
  /** By this screen's key, since the dial was turned last. */
  readonly own: ScreenView | null;
}

export function firstViewChoice(search: string): ViewChoice {
  const wish = new URLSearchParams(search).get("view");
  const pinned = wish === "dashboard" || wish === "story" ? wish : null;
  return { pinned, dial: "story", own: null };
}

const storageKey = "cablecut.stage.view";

/** As this screen showed it before it was loaded again at the same address; a turn of the dial meanwhile counts as ever. */
export function viewKept(choice: ViewChoice, storage: KeyValueStore | null): ViewChoice {
  try {
    const words = (storage?.getItem(storageKey) ?? "").split(" ").map(viewOf);
    const [dial = null, own = null, pinned = null] = words;
    return dial === null || pinned !== choice.pinned ? choice : { pinned, dial, own };
  } catch {
    return choice;
  }
}

export function keepView({ pinned, dial, own }: ViewChoice, storage: KeyValueStore | null): void {
  try {
    storage?.setItem(storageKey, `${dial} ${own ?? "-"} ${pinned ?? "-"}`);
  } catch {
    // Without a storage a screen that is loaded again shows what address and console say.
  }
}

function viewOf(word: string): ScreenView | null {
  return stageViews.find((view) => view === word) ?? null;
}

export function shownView({ pinned, dial, own }: ViewChoice): ScreenView {
  return own ?? pinned ?? dial;
}

export function dialTurned(choice: ViewChoice, dial: ScreenView): ViewChoice {
  return dial === choice.dial ? choice : { ...choice, dial, own: null };
}

export function keyPressed(choice: ViewChoice): ViewChoice {
  return { ...choice, own: shownView(choice) === "story" ? "dashboard" : "story" };
}
