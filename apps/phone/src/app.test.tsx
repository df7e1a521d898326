import { createLanguageStore, LanguageContext } from "@cablecut/ui";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asSocket, person, SetGateway } from "../test-harness/set-gateway.ts";
import { App } from "./app.tsx";
import { PhoneContext } from "./shared/phone-context.ts";
import { createPhone, type Phone } from "./model/phone.ts";

/** The whole phone in jsdom, with the gateway of the test harness on the other end and time in our hands. */
let root: Root;
let now = 0;

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  now = 0;
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.useRealTimers();
});

async function open(
  gateway: SetGateway,
  { language = "en", payee = null as number | null } = {},
): Promise<Phone> {
  const phone = createPhone({
    socket: asSocket(gateway),
    backing: null,
    pageId: "test",
    asksFirst: payee !== null,
    nowMs: () => now,
    random: () => 0,
  });
  const place = document.createElement("div");
  document.body.append(place);
  root = createRoot(place);
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore(`?lang=${language}`, null, "en")}>
        <PhoneContext value={phone}>
          <App payee={payee as never} />
        </PhoneContext>
      </LanguageContext>,
    ),
  );
  await pass(500);
  return phone;
}
async function pass(ms: number): Promise<void> {
  now += ms;
  await act(() => vi.advanceTimersByTimeAsync(ms));
}
async function tap(selector: string): Promise<void> {
  await act(async () => document.querySelector<HTMLElement>(selector)?.click());
}
const shown = (selector: string): string[] =>
  Array.from(document.querySelectorAll(selector), (element) => element.textContent ?? "");

const hangzhou = () => new SetGateway({ me: person(234, 0), partner: person(571, 3), lines: 0 });
const shanghai = () => new SetGateway({ me: person(234, 2), partner: person(571, 1), lines: 0 });

test("one tap pays the partner once; a trembling thumb does not pay twice", async () => {
  await open(hangzhou());
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await tap(".pay-partner");
  await tap(".pay-partner");
  await pass(500);
  expect(shown(".balance")).toEqual(["999,991.12"]);
  expect(shown(".row-standing")[0]).toContain("Booked");
});

test("paying into a switching city: prompt, kept, not deducted, arrives once by itself", async () => {
  const gateway = shanghai();
  await open(gateway);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await tap(".pay-partner");
  await pass(500);
  expect(shown(".prompt-text")).toEqual(["Test account disaster recovery switching"]);
  expect(shown(".row-standing")[0]).toContain(
    "Kept, not deducted, sends itself · Waiting for Hangzhou",
  );
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  await pass(2_000);
  expect(shown(".row-standing")[0]).toContain("Arrived once");
  expect(shown(".balance")).toEqual(["999,991.12"]);
});

test("cut and served by another room, in Chinese; the balance never blanks", async () => {
  const gateway = hangzhou();
  await open(gateway, { language: "zh" });
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  expect(shown(".status h1")).toEqual(["系统异常"]);
  expect(shown(".status-words p")).toEqual(["资金5份副本，3份在线"]);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  expect(shown(".prompt-text")).toEqual(["测试账户容灾切换中"]);
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  expect(shown(".status h1")).toEqual(["已由上海A接管"]);
});

test("a payee's link without an account asks before it opens one", async () => {
  const gateway = hangzhou();
  await open(gateway, { payee: 10_402 });
  expect(shown(".entry-screen h1")).toEqual(["Open a test account?"]);
  expect(gateway.connected).toBe(false);
  await tap(".entry-screen button");
  await pass(500);
  expect(shown(".payee strong")).toHaveLength(1);
});

test("superseded: this page stops and says so", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.say("superseded"));
  expect(shown(".entry-screen h1")).toEqual(["Open in another tab"]);
  expect(gateway.connected).toBe(false);
});

test("a show that began anew: the old token is forgotten and another account is opened", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  gateway.doorSays = "new-show";
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(200);
  gateway.doorSays = null;
  await pass(3_000);
  expect(phone.store.getState().entry.kind).toBe("entered");
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
});

test("incoming money is told by name and moves the balance", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.receive(person(402, 4), 12_345));
  expect(shown(".balance")).toEqual(["1,000,123.45"]);
  expect(shown(".came-in")[0]).toMatch(/paid you 123\.45$/);
});
