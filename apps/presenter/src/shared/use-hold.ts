import { useEffect, useRef, useState } from "react";
import { useConsole } from "./console-context.ts";

/** Long enough that no slip of a finger does it, short enough for a speaker in full flow, ms. */
export const holdMs = 1_200;

/**
 * Calls `onHeld` once after `holdMs` of holding. Letting go earlier, a cancelled pointer, the loss of the window's
 * focus and being disabled end it without a call.
 */
export function useHold(
  onHeld: () => void,
  disabled: boolean,
): { readonly holding: boolean; readonly begin: () => void; readonly cancel: () => void } {
  const { hand } = useConsole();
  const [begun, setBegun] = useState(false);
  const held = useRef(onHeld);
  useEffect(() => {
    held.current = onHeld;
  }, [onHeld]);
  const holding = begun && !disabled;

  useEffect(() => {
    if (!holding) return;
    const startedAtMs = performance.now();
    hand.hold(holdMs);
    const cancel = (): void => setBegun(false);
    const act = (): void => {
      setBegun(false);
      held.current();
    };
    const timer = setTimeout(act, holdMs);
    // A busy page may run the timer late: whoever has held long enough and then lets go has acted.
    const release = (): void => {
      clearTimeout(timer);
      if (performance.now() - startedAtMs >= holdMs) act();
      else cancel();
    };
    window.addEventListener("blur", cancel);
    window.addEventListener("pointerup", release);
    window.addEventListener("keyup", release);
    window.addEventListener("pointercancel", cancel);
    return () => {
      hand.hold(null);
      clearTimeout(timer);
      window.removeEventListener("blur", cancel);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("keyup", release);
      window.removeEventListener("pointercancel", cancel);
    };
  }, [holding, hand]);

  return { holding, begin: () => setBegun(true), cancel: () => setBegun(false) };
}
