import { useEffect, useRef, useState } from "react";
import { useConsole } from "./console-context.ts";

/** Long enough that no slip of a finger does it, short enough for a speaker in full flow, ms. */
export const holdMs = 1_200;

/**
 * Calls `onHeld` once after `holdMs` of holding. Letting go earlier, a cancelled pointer, the loss of the window's
 * focus, being disabled and becoming another `act` under the finger end it without a call, for good: the finger may be
 * lifted while nobody listens, so what works again has to be held anew.
 */
export function useHold(
  act: string,
  onHeld: () => void,
  disabled: boolean,
): { readonly holding: boolean; readonly begin: () => void; readonly cancel: () => void } {
  const { hand } = useConsole();
  /** The act that the finger went down for. */
  const [begun, setBegun] = useState<string | null>(null);
  const held = useRef(onHeld);
  useEffect(() => {
    held.current = onHeld;
  }, [onHeld]);
  const holding = begun === act && !disabled;
  if (begun !== null && !holding) setBegun(null);

  useEffect(() => {
    if (!holding) return;
    const startedAtMs = performance.now();
    hand.hold(holdMs);
    const cancel = (): void => setBegun(null);
    const give = (): void => {
      setBegun(null);
      held.current();
    };
    const timer = setTimeout(give, holdMs);
    // A busy page may run the timer late: whoever has held long enough and then lets go has acted.
    const release = (): void => {
      clearTimeout(timer);
      if (performance.now() - startedAtMs >= holdMs) give();
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

  return { holding, begin: () => setBegun(act), cancel: () => setBegun(null) };
}
