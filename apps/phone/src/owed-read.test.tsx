import { act } from "react";
import { expect, test, vi } from "vitest";
import { hangzhou, open, pass, shown } from "../test-harness/opened-phone.tsx";
import { person } from "./model/testing/person.ts";

/** On the account card: start − sent + received. */
const terms = (): string[] => shown(".equation .term");

test("payments that were left out of what was told are read until they are there: refused, lost or late, nothing is called sent that was not", async () => {
  const gateway = hangzhou();
  await open(gateway);
  const timeout = gateway.timeout.bind(gateway);
  const reads: string[] = [];
  let isHot = true;
  vi.spyOn(gateway, "timeout").mockImplementation((maxMs) => ({
    emitWithAck: async (event, input) => {
      if (event !== "account") return timeout(maxMs).emitWithAck(event, input);
      reads.push(event);
      if (isHot && reads.length === 1) throw new Error("operation has timed out");
      if (isHot) return { ok: false, refusal: "too-fast" };
      return timeout(maxMs).emitWithAck(event, input);
    },
  }));
  const leaveOut = async (from: number): Promise<void> => {
    const say = vi.spyOn(gateway, "say").mockImplementationOnce(() => undefined);
    gateway.receive(person(from, 3), 500);
    const update = say.mock.calls[0]?.[1] as object;
    say.mockRestore();
    const updates = [{ ...update, incoming: null }];
    await act(async () => gateway.say("balances", { updates, complete: false }));
    await pass(100);
  };
  for (let more = 0; more < 8; more += 1) await leaveOut(612 + more);
  expect(shown(".balance")).toEqual(["1,000,040.00"]);
  expect(terms(), "nobody knows yet").toEqual(["1,000,000.00", "…", "…"]);
  isHot = false;
  await pass(5_000);
  expect(terms()).toEqual(["1,000,000.00", "0.00", "40.00"]);
  // A phone that asked ten times a second would have its own payments refused as too fast.
  expect(reads.length).toBeLessThanOrEqual(4);
  await pass(10_000);
  expect(reads.length, "once it is there nothing is asked any more").toBeLessThanOrEqual(4);
});
