import { stageHello, stageHelloMs, stageKeyMessage } from "@cablecut/ui";
import type { ScreenView } from "./model/view-choice.ts";

/** Keys that would reload, leave the full screen or move the focus, in front of an audience. */
const swallowed: readonly string[] = ["F5", "Escape", "Tab"];

/**
 * Full screen, and where the browser knows it (Chromium, on a secure address) Escape comes to the page instead of
 * ending it. A browser that refuses either leaves the screen as it was.
 */
async function fillScreen(page: Window): Promise<void> {
  const { keyboard } = page.navigator as Navigator & {
    readonly keyboard?: { lock(keys: readonly string[]): Promise<void> };
  };
  try {
    await page.document.documentElement.requestFullscreen();
    await keyboard?.lock(["Escape"]);
  } catch {
    // Nothing depends on it: a presenter can still use the browser's own key.
  }
}

/**
 * The screen takes no commands but for its own look: F fills the screen, E changes the view. It swallows the keys that would disturb it, and hands every key to the console, but
 * only if the console opened this window: a clicker talks to whichever window has the focus. Ctrl and Meta
 * combinations stay the browser's, so that an operator can still reload on purpose.
 */
export function guardKeys(
  page: Window,
  view: { readonly change: () => void; readonly own: () => ScreenView | null },
): void {
  const hello = (): void => {
    const opener = page.opener as Window | null;
    opener?.postMessage(stageHello(view.own()), page.location.origin);
  };
  page.setInterval(hello, stageHelloMs);
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (swallowed.includes(event.key)) event.preventDefault();
    if (event.key === "f" || event.key === "F") {
      void fillScreen(page);
      return;
    }
    if (event.repeat) return;
    if (event.key === "e" || event.key === "E") {
      view.change();
      // The console's mirror is the audience's picture.
      return hello();
    }
    const opener = page.opener as Window | null;
    opener?.postMessage(stageKeyMessage(event.key), page.location.origin);
  });
}
