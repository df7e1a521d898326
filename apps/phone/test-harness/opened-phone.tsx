import { createLanguageStore, LanguageContext, type KeyValueStore } from "@cablecut/ui";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, onTestFinished, vi } from "vitest";
import { App } from "../src/app.tsx";
import type { InAppBrowser } from "../src/model/in-app.ts";
import { createPages, type Pages } from "../src/model/navigation/pages.ts";
import { createPhone, type Phone } from "../src/model/phone.ts";
import { PagesContext, PhoneContext } from "../src/shared/phone-context.ts";
import { SetHistory } from "./set-history.ts";
import { person } from "../src/model/testing/person.ts";
import { asSocket, SetGateway } from "./set-gateway.ts";

/** The whole phone in jsdom, with the gateway of the test harness on the other end and time in our hands. */
let root: Root;
let openedPages: Pages;
let now = 0;

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const toFake = [
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "performance",
    "Date",
  ] as const;
  vi.useFakeTimers({ toFake: [...toFake] });
  now = 0;
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

export function close(): void {
  act(() => root.unmount());
  document.body.replaceChildren();
}

/** Of the phone that was opened last. */
export function pagesOf(): Pages {
  return openedPages;
}

export async function open(
  gateway: SetGateway,
  {
    language = "en",
    payee = null as number | "unreadable" | null,
    backing = null as KeyValueStore | null,
    address = { fragment: "" },
    inApp = null as InAppBrowser | null,
    reload = (): void => undefined,
    history = new SetHistory(),
  } = {},
): Promise<Phone> {
  const phone = createPhone({
    socket: asSocket(gateway),
    backing,
    fragment: {
      read: () => address.fragment,
      write: (fragment) => void (address.fragment = fragment),
    },
    pageId: "test",
    asksFirst: typeof payee === "number",
    inApp,
    nowMs: () => now,
    random: () => 0,
    reload,
  });
  openedPages = createPages(history, "test");
  const place = document.createElement("div");
  document.body.append(place);
  root = createRoot(place);
  await act(async () =>
    root.render(
      <LanguageContext value={createLanguageStore(`?lang=${language}`, null, "en")}>
        <PhoneContext value={phone}>
          <PagesContext value={openedPages}>
            <App payee={payee as never} />
          </PagesContext>
        </PhoneContext>
      </LanguageContext>,
    ),
  );
  await pass(500);
  return phone;
}
export async function pass(ms: number): Promise<void> {
  now += ms;
  await act(() => vi.advanceTimersByTimeAsync(ms));
}
/**
 * Until it is shown, however long that takes: the test's own loader loads modules in its own time, and a busy machine has
 * nothing else that tells when they are there. A test that waits in vain ends by its timeout.
 */
export async function comes(selector: string): Promise<void> {
  let isOver = false;
  onTestFinished(() => void (isOver = true));
  while (!isOver && document.querySelector(selector) === null) {
    await act(() => new Promise<void>((turn) => setImmediate(turn)));
    await pass(1);
  }
}
export async function tap(selector: string): Promise<void> {
  await act(async () => document.querySelector<HTMLElement>(selector)?.click());
}
export async function tapWords(words: string): Promise<void> {
  const buttons = Array.from(document.querySelectorAll<HTMLElement>("button"));
  await act(async () => buttons.find(({ textContent }) => textContent?.startsWith(words))?.click());
}
export const shown = (selector: string): string[] =>
  Array.from(document.querySelectorAll(selector), (element) => element.textContent ?? "");

export const hangzhou = () =>
  new SetGateway({ me: person(234, 0), partner: person(571, 3), lines: 0 });
export const shanghai = () =>
  new SetGateway({ me: person(234, 2), partner: person(571, 1), lines: 0 });

export async function back(): Promise<void> {
  await act(async () => openedPages.back());
}
