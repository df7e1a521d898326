import { setTimeout as pause } from "node:timers/promises";
import type { PayAnswer } from "@cablecut/protocol";

/** A phone may ask eight times a second. */
const againMs = 150;
const payMaxMs = 60_000;

/** Asks for one payment, under one number, as people's phones do: again, until its end is known. Throws after a minute. */
export async function payOnce(ask: () => Promise<PayAnswer | null>): Promise<PayAnswer> {
  const giveUpMs = performance.now() + payMaxMs;
  for (;;) {
    const answer = await ask();
    const isOpen = answer === null || answer.kind === "not-now" || answer.kind === "unknown";
    if (!isOpen) return answer;
    if (performance.now() > giveUpMs) throw new Error(`no end: ${answer?.kind ?? "silent"}`);
    await pause(againMs);
  }
}
