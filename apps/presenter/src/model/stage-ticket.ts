import type { StoreApi } from "zustand/vanilla";
import type { ConsoleLink } from "./link.ts";
import type { ConsoleState } from "./store.ts";

/** Without a ticket the mirror is dark: where none came it is asked for again so soon, ms. */
export const ticketAgainMs = 5_000;

/**
 * Keeps a ticket for the stage window and the mirror as long as this page is logged in. It is asked for in time, since a
 * browser opens a window only within the click; of another login, or of a show that is over, none is kept.
 */
export function keepStageTicket(
  store: StoreApi<ConsoleState>,
  link: Pick<ConsoleLink, "stageTicket">,
): void {
  /** Counts logins and logouts: an answer to a question of before is no answer. */
  let turn = 0;
  const ask = async (): Promise<void> => {
    const asked = turn;
    const answer = await link.stageTicket();
    if (asked !== turn) return;
    if (answer.ok) store.setState({ stageTicket: answer.ticket });
    else setTimeout(() => void (asked === turn && ask()), ticketAgainMs);
  };
  store.subscribe(({ access }, before) => {
    const isIn = access.kind === "in";
    if (isIn === (before.access.kind === "in")) return;
    turn += 1;
    if (isIn) void ask();
    else store.setState({ stageTicket: null });
  });
}
