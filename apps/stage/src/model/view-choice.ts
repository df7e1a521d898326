import type { stageViews } from "@cablecut/protocol";

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

export function shownView({ pinned, dial, own }: ViewChoice): ScreenView {
  return own ?? pinned ?? dial;
}

export function dialTurned(choice: ViewChoice, dial: ScreenView): ViewChoice {
  return dial === choice.dial ? choice : { ...choice, dial, own: null };
}

export function keyPressed(choice: ViewChoice): ViewChoice {
  return { ...choice, own: shownView(choice) === "story" ? "dashboard" : "story" };
}
