import type { TicketAnswer } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { NoAnswer } from "./link.ts";
import { keepStageTicket, ticketAgainMs } from "./stage-ticket.ts";
import { initialConsoleState, type ConsoleState } from "./store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page that is logged in and out; `answers`: what its gateway says, one after the other. */
function page(...answers: (TicketAnswer | NoAnswer | Promise<TicketAnswer>)[]) {
  const store = createStore<ConsoleState>(() => initialConsoleState);
  keepStageTicket(store, {
    stageTicket: async () => answers.shift() ?? { ok: false, refusal: "no-answer" },
  });
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return {
    ticket: () => store.getState().stageTicket,
    pass,
    logIn: () => {
      store.setState({ access: { kind: "in" } });
      return pass(0);
    },
    logOut: () => store.setState({ access: { kind: "out", refusal: "session-over" } }),
  };
}
const given = (ticket: string): TicketAnswer => ({ ok: true, ticket });

test("a ticket that did not come is asked for again, so that the mirror does not stay dark", async () => {
  const { ticket, pass, logIn } = page({ ok: false, refusal: "no-answer" }, given("one"));
  await logIn();
  expect(ticket()).toBeNull();
  await pass(ticketAgainMs);
  expect(ticket()).toBe("one");
});

test("another login, to another show perhaps, has a ticket of its own and keeps none of before", async () => {
  const { ticket, logIn, logOut } = page(given("one"), given("two"));
  await logIn();
  expect(ticket()).toBe("one");
  logOut();
  expect(ticket()).toBeNull();
  await logIn();
  expect(ticket()).toBe("two");
});

test("what comes for a login that is over is no ticket of the next one", async () => {
  let late: (answer: TicketAnswer) => void = () => undefined;
  const { ticket, pass, logIn, logOut } = page(
    new Promise<TicketAnswer>((tell) => (late = tell)),
    given("two"),
  );
  await logIn();
  logOut();
  await logIn();
  late(given("one"));
  await pass(ticketAgainMs);
  expect(ticket()).toBe("two");
});
