import { useEffect, useRef, useState } from "react";
import { pressOnceMs } from "../../model/clicker.ts";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";

/** What comes so soon behind an act that was given here comes of it, ms. */
const ownMs = 3_000;

/**
 * Whether "next" rests: just behind a tap, and where the show has gone on without this page. Another console, the clicker or
 * the rooms have put another act under a finger that was on its way to the one before. `isGiven`: by the presenter.
 */
export function useNextRest(act: string, isGiven: boolean): boolean {
  const { store } = useConsole();
  const { restsUntilMs } = useConsoleState(({ next }) => next);
  const [overMs, setOverMs] = useState(restsUntilMs);
  const shown = useRef({ act, isGiven });
  useEffect(() => {
    const before = shown.current;
    shown.current = { act, isGiven };
    // Where there was nothing to give no finger was on its way.
    if (before.act === act || !before.isGiven) return;
    const nowMs = performance.now();
    const { next } = store.getState();
    if (nowMs - next.givenMs < ownMs) return;
    store.setState({ next: { ...next, restsUntilMs: nowMs + pressOnceMs } });
  }, [act, isGiven, store]);
  useEffect(() => {
    const leftMs = Math.max(0, restsUntilMs - performance.now());
    const timer = setTimeout(() => setOverMs(restsUntilMs), leftMs);
    return () => clearTimeout(timer);
  }, [restsUntilMs]);
  return overMs < restsUntilMs;
}
