import { stageViews } from "@cablecut/protocol";
import type { KeyValueStore } from "@cablecut/ui";

export type ScreenView = (typeof stageViews)[number];

/** Which of the two views a screen shows. An address decides for good; otherwise whoever chose last, console or key. */
export interface ViewChoice {
  /** By `?view=` of the address. */
  readonly pinned: ScreenView | null;
  /** The dial's last word. */
  readonly dial: ScreenView;
  /** The entry with it in the log of `showId`; null where nobody has told yet. */
  readonly dialSetAt: number | null;
  readonly showId: string | null;
  /** By this screen's key, since the dial was turned last. */
  readonly own: ScreenView | null;
}

export function firstViewChoice(search: string): ViewChoice {
  const wish = new URLSearchParams(search).get("view");
  const pinned = wish === "dashboard" || wish === "story" ? wish : null;
  return { pinned, dial: "story", dialSetAt: null, showId: null, own: null };
}

const storageKey = "cablecut.stage.view";

/** As this screen showed it before it was loaded again at the same address; a turn of the dial meanwhile counts as ever. */
export function viewKept(choice: ViewChoice, storage: KeyValueStore | null): ViewChoice {
  try {
    const words = (storage?.getItem(storageKey) ?? "").split(" ");
    const [dial = null, own = null, pinned = null] = words.map(viewOf);
    const [, , , setAt, showId = null] = words;
    const dialSetAt = setAt !== undefined && /^\d+$/.test(setAt) ? Number(setAt) : null;
    if (dial === null || pinned !== choice.pinned) return choice;
    return { pinned, dial, dialSetAt, showId, own };
  } catch {
    return choice;
  }
}

export function keepView(
  { pinned, dial, dialSetAt, showId, own }: ViewChoice,
  storage: KeyValueStore | null,
): void {
  const entry = dialSetAt === null || showId === null ? "" : ` ${dialSetAt} ${showId}`;
  try {
    storage?.setItem(storageKey, `${dial} ${own ?? "-"} ${pinned ?? "-"}${entry}`);
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
  // Of a gateway that has not heard so much of the log yet nothing is taken.
  if (setAt !== null && known !== null && setAt < known) return choice;
  // Not in the log yet: its entry, once it is told, is no second turn.
  if (dial !== choice.dial) return { ...choice, dial, dialSetAt: setAt, own: null };
  const isLater = setAt !== null && known !== null && setAt > known;
  const dialSetAt = setAt ?? known;
  if (isLater) return { ...choice, dialSetAt, own: null };
  return dialSetAt === known ? choice : { ...choice, dialSetAt };
}

/** The log of another show begins anew: nothing in it is earlier than an entry of the one before. */
export function inShow(choice: ViewChoice, showId: string): ViewChoice {
  return choice.showId === showId ? choice : { ...choice, dialSetAt: null, showId };
}

/** What this screen shows by its own key, where that is not what the console has chosen. */
export function ownView({ dial, own }: ViewChoice): ScreenView | null {
  return own === dial ? null : own;
}

export function keyPressed(choice: ViewChoice): ViewChoice {
  return { ...choice, own: shownView(choice) === "story" ? "dashboard" : "story" };
}
