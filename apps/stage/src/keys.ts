import { stageKeyMessage } from "@cablecut/ui";

/** Keys that would reload, leave the full screen or move the focus, in front of an audience. */
const swallowed: readonly string[] = ["F5", "Escape", "Tab"];

/**
 * The screen takes no commands. It swallows the keys that would disturb it, and hands every key to the console, but
 * only if the console opened this window: a clicker talks to whichever window has the focus. Ctrl and Meta
 * combinations stay the browser's, so that an operator can still reload on purpose.
 */
export function guardKeys(page: Window): void {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (swallowed.includes(event.key)) event.preventDefault();
    if (event.key === "f" || event.key === "F") {
      void page.document.documentElement.requestFullscreen?.().catch(() => undefined);
      return;
    }
    if (event.repeat) return;
    const opener = page.opener as Window | null;
    opener?.postMessage(stageKeyMessage(event.key), page.location.origin);
  });
}
