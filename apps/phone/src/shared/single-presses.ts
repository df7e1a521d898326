import { useEffect } from "react";
import { isSamePicture, type Pages, type PagesState } from "../model/navigation/pages.ts";
import { usePages } from "./phone-context.ts";

/** Two taps within this time and distance are one finger that trembled, or one double tap; ms and px. */
const secondTapMs = 400;
const sameSpotPx = 32;

interface Tap {
  readonly atMs: number;
  readonly x: number;
  readonly y: number;
  /** What was shown when the finger came down. */
  readonly shown: PagesState;
}

/**
 * A press means what the person saw when they made it: the second tap of a double tap does nothing to a page that the first
 * one opened or uncovered, and a key that is held down is one press.
 */
export function useSinglePresses(): void {
  const pages = usePages();
  useEffect(() => {
    const ignoreSecondTap = secondTapFilter(pages);
    document.addEventListener("click", ignoreSecondTap, true);
    document.addEventListener("keydown", ignoreHeldEnter, true);
    return () => {
      document.removeEventListener("click", ignoreSecondTap, true);
      document.removeEventListener("keydown", ignoreHeldEnter, true);
    };
  }, [pages]);
}

function secondTapFilter(pages: Pages): (event: MouseEvent) => void {
  let last: Tap | null = null;
  return (event) => {
    // Of a key, or of what reads the screen to somebody: it has no place.
    if (event.detail === 0) return;
    const { clientX: x, clientY: y, timeStamp: atMs } = event;
    const shown = pages.drawn;
    const before = last;
    const isSecond =
      before !== null &&
      atMs - before.atMs < secondTapMs &&
      Math.hypot(x - before.x, y - before.y) < sameSpotPx;
    last = { atMs, x, y, shown: isSecond ? before.shown : shown };
    if (!isSecond || isSamePicture(before.shown, shown)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function ignoreHeldEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !event.repeat) return;
  event.preventDefault();
  event.stopPropagation();
}
