import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";

/** A component's view of a live store; it renders again only when the selected value is another one. */
export function useLive<State, Selected>(
  store: StoreApi<State>,
  select: (state: State) => Selected,
): Selected {
  return useStore(store, select);
}
