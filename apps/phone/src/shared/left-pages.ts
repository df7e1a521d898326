import { useEffect, useLayoutEffect, useRef } from "react";
import type { PagesState } from "../model/navigation/pages.ts";
import { usePages } from "./phone-context.ts";

/**
 * A page that was left stays on the screen until the next one is drawn. Who taps it meanwhile, or presses Enter, has not seen
 * that it was left: nothing comes of it.
 */
export function useClicksOfWhatIsShown(shown: PagesState): void {
  const pages = usePages();
  const onScreen = useRef(shown);
  useLayoutEffect(() => {
    onScreen.current = shown;
  }, [shown]);
  useEffect(() => {
    const ignoreLate = (event: MouseEvent): void => {
      if (onScreen.current === pages.store.getState()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", ignoreLate, true);
    return () => document.removeEventListener("click", ignoreLate, true);
  }, [pages]);
}
