import { readStageHello, readStageKey, type StageHello } from "@cablecut/ui";

/** The stage window that this console opened; its keys come back here, because a clicker talks to the focused window. */
export interface StageWindow {
  /** False where the browser blocked the window. With a ticket the stage has its place whoever else looks on. */
  open(language: string, ticket: string | null): boolean;
  /** `hello`: the window is there, would hand over keys, and what it has said of itself beside a key. Returns the function that stops listening. */
  listen(key: (key: string) => void, hello: (said: StageHello | null) => void): () => void;
}

export function createStageWindow(page: Window): StageWindow {
  return {
    open(language, ticket) {
      const stage = page.open(
        `/stage/?lang=${language}${ticket === null ? "" : `#ticket=${ticket}`}`,
        "cablecut-stage",
        "popup,width=1280,height=720",
      );
      return stage !== null;
    },
    listen(key, hello) {
      const hear = (event: MessageEvent): void => {
        if (event.origin !== page.location.origin || !wasOpenedBy(page, event.source)) return;
        const pressed = readStageKey(event.data);
        if (pressed !== null) key(pressed);
        const said = readStageHello(event.data);
        if (pressed !== null || said !== null) hello(said);
      };
      page.addEventListener("message", hear);
      return () => page.removeEventListener("message", hear);
    },
  };
}

/** A window knows who opened it, and goes on knowing it when this page is loaded again. */
function wasOpenedBy(page: Window, source: MessageEventSource | null): boolean {
  return source !== null && "opener" in source && source.opener === page;
}
