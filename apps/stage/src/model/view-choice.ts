import { stageViews } from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";

export type ScreenView = (typeof stageViews)[number];

/** Which of the two views a screen shows. An address decides for good; otherwise whoever chose last, console or key. */
export interface ViewChoice {
  /** By `?view=` of the address. */
  readonly pinned: ScreenView | null;
  /** The dial's last word. */
  readonly dial: ScreenView;
  /** The log's entry with it; null where nobody has told yet. */
  readonly dialSetAt: number | null;
  /** By this screen's key, since the dial was turned last. */
  readonly own: ScreenView | null;
}

export function firstViewChoice(search: string): ViewChoice {
  const wish = new URLSearchParams(search).get("view");
  const pinned = wish === "dashboard" || wish === "story" ? wish : null;
  return { pinned, dial: "story", dialSetAt: null, own: null };
}

const storageKey = "cablecut.stage.view";

/** As this screen showed it before it was loaded again at the same address; a turn of the dial meanwhile counts as ever. */
export function viewKept(choice: ViewChoice, storage: KeyValueStore | null): ViewChoice {
  try {
    const words = (storage?.getItem(storageKey) ?? "").split(" ");
    const [dial = null, own = null, pinned = null] = words.map(viewOf);
    const setAt = words[3];
    const dialSetAt = setAt !== undefined && /^\d+$/.test(setAt) ? Number(setAt) : null;
    return dial === null || pinned !== choice.pinned ? choice : { pinned, dial, dialSetAt, own };
  } catch {
    return choice;
  }
}

export function keepView(
  { pinned, dial, dialSetAt, own }: ViewChoice,
  storage: KeyValueStore | null,
): void {
  try {
    storage?.setItem(storageKey, `${dial} ${own ?? "-"} ${pinned ?? "-"} ${dialSetAt ?? "-"}`);
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

/**
 * What a snapshot says of the dial. Another value is a turn, and so is the same one under a later entry: whoever chooses it again
 * wants to see it. `setAt` null or not told: not in the log yet.
 */
export function dialTurned(
  choice: ViewChoice,
  dial: ScreenView,
  setAt: number | null = null,
): ViewChoice {
  const { dialSetAt: known } = choice;
  const isLater = setAt !== null && known !== null && setAt > known;
  // Of a gateway that has not heard so much of the log yet nothing is taken back.
  const dialSetAt = setAt === null || (known !== null && known > setAt) ? known : setAt;
  if (dial !== choice.dial || isLater) return { ...choice, dial, dialSetAt, own: null };
  return dialSetAt === known ? choice : { ...choice, dialSetAt };
}

/** Of another show, whose log begins anew. */
export function inAnotherShow(choice: ViewChoice): ViewChoice {
  return { ...choice, dialSetAt: null };
}

/** What this screen shows by its own key, where that is not what the console has chosen. */
export function ownView({ dial, own }: ViewChoice): ScreenView | null {
  return own === dial ? null : own;
}

export function keyPressed(choice: ViewChoice): ViewChoice {
  return { ...choice, own: shownView(choice) === "story" ? "dashboard" : "story" };
}
