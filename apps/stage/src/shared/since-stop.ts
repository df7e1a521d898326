import { createContext, useContext } from "react";

/** Since this page saw the incident stop, ms; null where it did not. Whoever draws a picture provides it. */
export const SinceStop = createContext<number | null>(null);

export function useSinceStop(): number | null {
  return useContext(SinceStop);
}
