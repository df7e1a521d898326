import { useLive } from "@cablecut/ui";
import { createContext, useContext } from "react";
import type { Pages, PagesState } from "../model/navigation/pages.ts";
import { isInside, type PhoneState } from "../model/phone-state.ts";
import type { Phone } from "../model/phone.ts";

export const PhoneContext = createContext<Phone | null>(null);
export const PagesContext = createContext<Pages | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (phone === null) throw new Error("no phone around this component");
  return phone;
}

export function usePhoneState<Selected>(select: (state: PhoneState) => Selected): Selected {
  return useLive(usePhone().store, select);
}

export function usePages(): Pages {
  const pages = useContext(PagesContext);
  if (pages === null) throw new Error("no pages around this component");
  return pages;
}

export function usePagesState<Selected>(select: (state: PagesState) => Selected): Selected {
  return useLive(usePages().store, select);
}

/** Connected and let in: what is asked now is answered. Turns true again after every reconnection. */
export function useIsInside(): boolean {
  return usePhoneState(isInside);
}
