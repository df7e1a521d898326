import { readStageKey } from "@cablecut/ui";

/** The stage window that this console opened; its keys come back here, because a clicker talks to the focused window. */
export interface StageWindow {
  /** False where the browser blocked the window. With a ticket the stage has its place whoever else looks on. */
  open(language: string, ticket: string | null): boolean;
  /** Returns the function that stops listening. */
  listen(key: (key: string) => void): () => void;
}

export function createStageWindow(page: Window): StageWindow {
  let stage: Window | null = null;
  return {
    open(language, ticket) {
      stage = page.open(
        `/stage/?lang=${language}${ticket === null ? "" : `#ticket=${ticket}`}`,
        "cablecut-stage",
        "popup,width=1280,height=720",
      );
      return stage !== null;
    },
    listen(key) {
      const hear = (event: MessageEvent): void => {
        if (event.origin !== page.location.origin) return;
        if (stage === null || event.source !== stage) return;
        const pressed = readStageKey(event.data);
        if (pressed !== null) key(pressed);
      };
      page.addEventListener("message", hear);
      return () => page.removeEventListener("message", hear);
    },
  };
}
