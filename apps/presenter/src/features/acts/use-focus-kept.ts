import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from "react";

/**
 * Whoever gives the acts by keyboard stays where they are given: another control takes the place of the one that had the focus,
 * or it is disabled for a while, and a browser would begin at the top of the page. `changes`: with it the control does.
 */
export function useFocusKept(
  selector: string,
  changes: string,
): {
  readonly place: RefObject<HTMLElement | null>;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: () => void;
} {
  const place = useRef<HTMLElement>(null);
  // A control that is taken away or disabled is left without a blur.
  const isHere = useRef(false);
  useLayoutEffect(() => {
    if (!isHere.current || document.activeElement !== document.body) return;
    place.current?.querySelector<HTMLElement>(selector)?.focus();
  }, [selector, changes]);
  return {
    place,
    onFocus: ({ target }) => {
      isHere.current = target.matches(selector);
    },
    onBlur: () => {
      isHere.current = false;
    },
  };
}
