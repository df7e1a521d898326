import { useEffect } from "react";
import { isMeantByClosing, type PagesState } from "../model/navigation/pages.ts";
import { usePages } from "./phone-context.ts";

/** What browsers that have it offer; the types of all of them do not. */
interface Watcher {
  onclose: (() => void) | null;
  destroy(): void;
}
declare global {
  interface Window {
    readonly CloseWatcher?: new () => Watcher;
  }
}

/**
 * A browser's own Back passes over entries that came into its history before the person had touched the page: where the call to
 * pay, or the page of a payee's link, came by itself it would not close that but leave the show. A close watcher hears
 * Android's Back before the history does. Browsers without one leave, and who comes back finds the account as it was.
 */
export function useBackBeforeAnyTap({ page, sheet, opening }: PagesState): void {
  const pages = usePages();
  const isOver = page.kind !== "home" || sheet !== null;
  useEffect(() => {
    const { CloseWatcher } = window;
    if (!isOver || CloseWatcher === undefined || hasTapped()) return;
    const watcher = new CloseWatcher();
    watcher.onclose = () => {
      if (isMeantByClosing(pages.store.getState(), pages.drawn)) pages.back();
    };
    return () => watcher.destroy();
  }, [pages, isOver, sheet, opening]);
}

/** From then on the history has an entry for everything that lies on top. */
function hasTapped(): boolean {
  return "userActivation" in navigator && navigator.userActivation.hasBeenActive;
}
