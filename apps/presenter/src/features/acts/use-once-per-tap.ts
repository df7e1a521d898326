import { useEffect, useRef, useState } from "react";
import { pressOnceMs } from "../../model/clicker.ts";

/**
 * A second tap that comes at once belongs to what was done, and not to what has taken its place. The button shows that it
 * `rests`, so that nobody taps in vain.
 */
export function useOncePerTap(): {
  readonly rests: boolean;
  readonly once: (act: () => void) => void;
} {
  const [rests, setRests] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const once = (act: () => void): void => {
    // Two taps may come before the first is drawn.
    if (timer.current !== null) return;
    setRests(true);
    timer.current = setTimeout(() => {
      timer.current = null;
      setRests(false);
    }, pressOnceMs);
    act();
  };
  return { rests, once };
}
