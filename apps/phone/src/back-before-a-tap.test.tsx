import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import { close } from "../test-harness/opened-phone.tsx";

/** As a browser has it: Back goes to the watcher that was made last, and ends it. */
class SetWatcher {
  static readonly all: SetWatcher[] = [];
  onclose: (() => void) | null = null;
  constructor() {
    SetWatcher.all.push(this);
  }
  destroy(): void {
    const at = SetWatcher.all.indexOf(this);
    if (at >= 0) SetWatcher.all.splice(at, 1);
  }
}
/** False: nobody watches, and the browser leaves the show. */
async function androidsBack(): Promise<boolean> {
  const watcher = SetWatcher.all.pop();
  await act(async () => watcher?.onclose?.());
  return watcher !== undefined;
}
const tapped = (hasBeenActive: boolean): void =>
  void Object.assign(navigator, { userActivation: { hasBeenActive } });

beforeEach(() => {
  vi.stubGlobal("CloseWatcher", SetWatcher);
  tapped(false);
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "userActivation");
});

test("Back on a call to pay closes the call and not the show, also for somebody who has never touched the page", async () => {
  const gateway = hangzhou();
  await open(gateway);
  expect(await androidsBack()).toBe(false);
  const call = (on: boolean) =>
    act(async () => gateway.change({ cue: { on, amountCents: 888 as never } }));
  await call(true);
  expect(shown(".cue-page")).toHaveLength(1);
  expect(await androidsBack()).toBe(true);
  expect([shown(".cue-page"), shown(".balance").length]).toEqual([[], 1]);
  // On the account page Back is the browser's own again.
  expect(await androidsBack()).toBe(false);
  // A call that ends by itself leaves nobody listening either.
  await call(false);
  await call(true);
  await call(false);
  expect(await androidsBack()).toBe(false);
});

test("Back on the page of a payee's link closes it; its sheet goes first", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing });
  close();
  await open(hangzhou(), { backing, payee: 10_402 });
  await pass(500);
  expect(shown(".pay-page")).toHaveLength(1);
  await act(async () => pagesOf().openSheet("payee"));
  expect(await androidsBack()).toBe(true);
  expect([shown(".sheet"), shown(".pay-page").length]).toEqual([[], 1]);
  expect(await androidsBack()).toBe(true);
  expect(shown(".pay-page")).toEqual([]);
  expect(await androidsBack()).toBe(false);
});

test("who has tapped has the history: nothing stands between it and Back", async () => {
  tapped(true);
  await open(hangzhou());
  await act(async () => pagesOf().open({ kind: "code" }));
  expect(await androidsBack()).toBe(false);
});
