import { act } from "react";
import { expect, test } from "vitest";
import { close, hangzhou, open, pagesOf, pass } from "../test-harness/opened-phone.tsx";
import type { SetGateway } from "../test-harness/set-gateway.ts";
import { SetHistory } from "../test-harness/set-history.ts";
import { asCents } from "@cablecut/protocol";
import { person } from "./model/testing/person.ts";
import type { Phone } from "./model/phone.ts";

interface Case {
  readonly of: string;
  /** Lays the page on top. */
  comes(gateway: SetGateway, phone: Phone): void;
  goes(gateway: SetGateway, phone: Phone): void;
}

const call = (gateway: SetGateway, on: boolean): void =>
  gateway.change({ cue: { on, amountCents: asCents(888) } });
const pay = (gateway: SetGateway, phone: Phone): void => {
  gateway.slow = true;
  phone.pay(person(571, 3), asCents(100));
  pagesOf().open({ kind: "result", paymentId: phone.store.getState().book.payments[0]!.id });
};

const cases: readonly Case[] = [
  { of: "cue", comes: (gateway) => call(gateway, true), goes: (gateway) => call(gateway, false) },
  {
    of: "cue",
    comes: (gateway) => call(gateway, true),
    goes: (gateway) => gateway.disconnect(),
  },
  {
    of: "result",
    comes: pay,
    goes: (gateway) =>
      gateway.rooms({
        0: "switching",
        1: "switching",
        2: "switching",
        3: "switching",
        4: "switching",
      }),
  },
  {
    of: "result",
    comes(gateway, phone) {
      gateway.disconnect();
      pay(gateway, phone);
    },
    goes: (_, phone) => phone.withdraw(phone.store.getState().book.payments[0]!.id),
  },
];

test("who goes back while a page goes by itself stays on the account page, and leaves no site", async () => {
  for (const [at, each] of cases.entries()) {
    const history = new SetHistory();
    history.replaceState({ of: "somebody else" });
    history.pushState(null);
    const gateway = hangzhou();
    const phone = await open(gateway, { history });
    const opened = (): unknown[] => [pagesOf().store.getState().page.kind, history.length];
    await act(async () => each.comes(gateway, phone));
    await pass(500);
    expect(opened()).toEqual([each.of, 3]);
    history.isSlow = true;
    history.go(-1);
    await act(async () => each.goes(gateway, phone));
    await pass(60_000);
    await act(async () => (history.isSlow = false));
    expect(opened(), `case ${at}: ${each.of}`).toEqual(["home", 2]);
    close();
  }
});
