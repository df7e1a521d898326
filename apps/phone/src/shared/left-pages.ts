import { useEffect, useLayoutEffect } from "react";
import { isSamePicture, type PagesState } from "../model/navigation/pages.ts";
import { usePages } from "./phone-context.ts";

/**
 * A page that was left stays on the screen until the next one is drawn. Who taps it meanwhile, or sends off what they have
 * typed there, has not seen that it was left: nothing comes of it.
 */
export function useClicksOfWhatIsShown(shown: PagesState): void {
  const pages = usePages();
  useLayoutEffect(() => pages.isDrawn(shown), [pages, shown]);
  useEffect(() => {
    const ignoreLate = (event: Event): void => {
      if (isSamePicture(pages.drawn, pages.store.getState())) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", ignoreLate, true);
    document.addEventListener("submit", ignoreLate, true);
    return () => {
      document.removeEventListener("click", ignoreLate, true);
      document.removeEventListener("submit", ignoreLate, true);
    };
  }, [pages]);
}
