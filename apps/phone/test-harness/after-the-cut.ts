import { act } from "react";
import type { Phone } from "../src/model/phone.ts";
import { open, pass } from "./opened-phone.tsx";
import type { SetGateway } from "./set-gateway.ts";

/** What the hall is told of a cut that is over. */
export const recovered = {
  id: 1,
  state: "recovered" as const,
  pace: "keynote" as const,
  elapsedMs: 26_012,
  waited: 1,
  accountsHit: 800,
  accountsBack: 800,
  differenceCents: 0,
};

/** The hall is back, and this phone's receipts have been shown. */
export async function openAfterTheCut(gateway: SetGateway): Promise<Phone> {
  const phone = await open(gateway);
  await act(async () => void phone.pay(gateway.cast.partner!, 888 as never));
  await pass(500);
  await act(async () => {
    gateway.rooms({ 0: "dark", 1: "dark" }, 2);
    gateway.say("verifyReceipts", { incident: 1, spreadMs: 50 });
    gateway.tellHall({ cue: null, incident: recovered });
  });
  await pass(2_000);
  return phone;
}
