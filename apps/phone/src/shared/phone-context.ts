import { useLive } from "@cablecut/ui";
import { createContext, useContext } from "react";
import type { PhoneState } from "../model/phone-state.ts";
import type { Phone } from "../model/phone.ts";

export const PhoneContext = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (phone === null) throw new Error("no phone around this component");
  return phone;
}

export function usePhoneState<Selected>(select: (state: PhoneState) => Selected): Selected {
  return useLive(usePhone().store, select);
}
