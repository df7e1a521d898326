import { afterEach, expect, test, vi } from "vitest";
import { comes, hangzhou, open, pagesOf, shown } from "../test-harness/opened-phone.tsx";
import { act } from "react";

// React draws when it likes, as in a browser, instead of all that there is when the test says so.
const drawFreely = (): void => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
afterEach(() => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true }));

const tile = (at: number): HTMLElement => document.querySelectorAll<HTMLElement>(".tile")[at]!;
const opened = (): string => pagesOf().store.getState().page.kind;

/** Turns of the loop, of which React takes one for each piece. */
async function turnsUntil(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1)
    await new Promise((next) => setImmediate(next));
}

test("a tap opens a page without drawing it in the same breath; until it is drawn a tap on the page that was left does nothing", async () => {
  await open(hangzhou());
  drawFreely();
  tile(2).click();
  await Promise.resolve();
  expect(opened()).toBe("code");
  expect(shown(".page")).toEqual([]);
  tile(3).click();
  tile(1).click();
  expect(opened()).toBe("code");
  await turnsUntil(() => shown(".code-page").length > 0);
  expect(shown(".code-page .code-number")).toEqual(["10234"]);
  document.querySelector<HTMLElement>(".go-back")?.click();
  expect(opened()).toBe("home");
});

test("what was typed on a page that was left is not sent off while that one is still on the screen", async () => {
  await open(hangzhou());
  await act(async () => pagesOf().open({ kind: "pay", payee: null, number: null, anybody: null }));
  await act(async () => pagesOf().openSheet("payee"));
  const form = document.querySelector("form")!;
  let sent = 0;
  form.addEventListener("submit", () => (sent += 1));
  const send = (): void =>
    void form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  send();
  expect(sent).toBe(1);
  drawFreely();
  pagesOf().openInstead({ kind: "code" });
  send();
  expect(sent).toBe(1);
});

test("of two taps at one spot the second does nothing where a page has come in between by itself, drawn only after the first", async () => {
  await open(hangzhou());
  drawFreely();
  const tap = (on: Element | null, atMs: number): void => {
    const event = new MouseEvent("click", {
      bubbles: true,
      cancelable: true,
      detail: 1,
      clientX: 9,
      clientY: 9,
    });
    // However long this machine takes to draw the page in between: a double tap is one of its times.
    Object.defineProperty(event, "timeStamp", { value: atMs });
    on?.dispatchEvent(event);
  };
  pagesOf().openInstead({ kind: "code" });
  tap(tile(1), 1_000);
  await turnsUntil(() => shown(".code-page").length > 0);
  tap(document.querySelector(".go-back"), 1_150);
  expect(opened()).toBe("code");
});

const escape = (): boolean =>
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));

test("Escape takes back what was just asked for, but closes no call to pay that nobody has seen, nor a page that was just uncovered", async () => {
  const gateway = hangzhou();
  await open(gateway);
  drawFreely();
  tile(2).click();
  escape();
  expect(opened()).toBe("home");
  gateway.change({ cue: { on: true, amountCents: 888 as never } });
  await turnsUntil(() => opened() === "cue");
  expect(shown(".cue-page")).toEqual([]);
  escape();
  expect(opened()).toBe("cue");
  await turnsUntil(() => shown(".cue-page").length > 0);
  escape();
  expect(opened()).toBe("home");
  pagesOf().open({ kind: "pay", payee: null, number: null, anybody: null });
  pagesOf().openSheet("payee");
  await turnsUntil(() => shown("dialog").length > 0);
  escape();
  escape();
  expect(pagesOf().store.getState()).toMatchObject({ page: { kind: "pay" }, sheet: null });
});

test("what a browser grants only within the tap is asked within it: a lit window, and keys of the system on a low screen", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ holdUp: true }));
  drawFreely();
  document.querySelector<HTMLElement>(".offer")?.click();
  // Still of the tap, for a browser as well.
  await Promise.resolve();
  expect(shown(".window-city")).toEqual(["Hangzhou"]);
  document.querySelector<HTMLElement>(".window-page")?.click();
  await turnsUntil(() => shown(".window-page").length === 0);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  tile(1).click();
  await Promise.resolve();
  vi.unstubAllGlobals();
  expect(document.activeElement?.className).toBe("amount figures");
});

test("the own code comes as soon as what makes it is there, and the next time with its page", async () => {
  await open(hangzhou());
  const code = (): Element | null => document.querySelector(".qr path");
  await act(async () => pagesOf().open({ kind: "code" }));
  await comes(".qr path");
  await act(async () => pagesOf().home());
  act(() => pagesOf().open({ kind: "code" }));
  expect(code()).not.toBeNull();
});
