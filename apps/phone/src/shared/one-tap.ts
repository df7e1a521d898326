import { useRef } from "react";

/** Whether a tap that pays is one of its own. Within `withinMs` of the last one it is a thumb that trembled. */
export function useOneTap(withinMs: number): () => boolean {
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  return () => {
    const now = performance.now();
    if (now - lastMs.current < withinMs) return false;
    lastMs.current = now;
    return true;
  };
}
