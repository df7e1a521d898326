import { useEffect, useRef, type RefObject } from "react";

/** What is opened takes the focus, so that a keyboard and a screen reader go on there, unless something in it has it already. */
export function useFocusWhenOpened<Opened extends HTMLElement>(): RefObject<Opened | null> {
  const opened = useRef<Opened>(null);
  useEffect(() => {
    if (opened.current?.contains(document.activeElement) === false)
      opened.current.focus({ preventScroll: true });
  }, []);
  return opened;
}

/**
 * Whoever comes back to the account page by the keyboard goes on where they left it. A finger has no place to go on from, and
 * would only be shown a frame that it has not asked for.
 */
export function useFocusWhereLeft(isOnTop: boolean): RefObject<HTMLDivElement | null> {
  const layer = useRef<HTMLDivElement>(null);
  const left = useRef<HTMLElement | null>(null);
  const byKeys = useRef(false);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement && layer.current?.contains(target) === true)
        left.current = target;
    };
    const onKey = (): void => void (byKeys.current = true);
    const onPointer = (): void => void (byKeys.current = false);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey, true);
    document.addEventListener("pointerdown", onPointer, true);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey, true);
      document.removeEventListener("pointerdown", onPointer, true);
    };
  }, []);
  useEffect(() => {
    const isNowhere = document.activeElement === document.body;
    if (isOnTop && byKeys.current && isNowhere) left.current?.focus({ preventScroll: true });
  }, [isOnTop]);
  return layer;
}
