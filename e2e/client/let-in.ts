import { setTimeout as pause } from "node:timers/promises";
import type { EnterAnswer } from "@cablecut/protocol";

/** Of what it may send a connection that nobody has come in over gains four a second, and to ask costs three. */
const againMs = 750;
const enterMaxMs = 60_000;

/** Asks to be let in as people's phones do: again, where a busy room has no answer for a moment. Throws after a minute. */
export async function letIn(
  ask: () => Promise<EnterAnswer | null>,
): Promise<EnterAnswer & { readonly ok: true }> {
  const giveUpMs = performance.now() + enterMaxMs;
  for (;;) {
    const answer = await ask();
    if (answer?.ok === true) return answer;
    if (performance.now() > giveUpMs) throw new Error(`not let in: ${answer?.refusal ?? "silent"}`);
    await pause(againMs);
  }
}
