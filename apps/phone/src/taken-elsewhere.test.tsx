import { act } from "react";
import { expect, test, vi } from "vitest";
import { close, hangzhou, open, shown } from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";

const wake = async (): Promise<void> =>
  act(async () => void document.dispatchEvent(new Event("visibilitychange")));

test("a page that slept while the account was opened elsewhere ends when it comes back, and pays nothing that is kept nowhere", async () => {
  const kept = new Map<string, string>();
  const backing = storageInMemory(kept);
  const gateway = hangzhou();
  await open(gateway, { backing });
  await wake();
  expect(shown(".balance")).toHaveLength(1);
  // The browser's data were cleared: that is nobody else.
  kept.clear();
  await wake();
  expect(shown(".balance")).toHaveLength(1);
  kept.set("cablecut.page", "another page load");
  await wake();
  expect(shown("h1")).toEqual(["Your account is open elsewhere"]);
  expect(gateway.connected).toBe(false);
  close();
  await open(hangzhou());
});

const comeBack = async (persisted: boolean): Promise<void> => {
  // Told by browsers in this order.
  await wake();
  await act(
    async () => void window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted })),
  );
};

test("a page that comes back out of the browser's history is loaded anew where a later page had the account, and goes on where none had", async () => {
  const kept = new Map<string, string>();
  const reload = vi.fn<() => void>();
  await open(hangzhou(), { backing: storageInMemory(kept), reload });
  await comeBack(true);
  expect(shown(".balance")).toHaveLength(1);
  kept.set("cablecut.page", "another page load");
  // Of its own load, or of another tab's while this one was looked at: nobody has gone back.
  await comeBack(false);
  expect(reload).not.toHaveBeenCalled();
  await comeBack(true);
  expect(reload).toHaveBeenCalledOnce();
  // Loaded anew, the account is its own again.
  close();
  await open(hangzhou(), { backing: storageInMemory(kept) });
  expect(shown(".balance")).toHaveLength(1);
  expect(kept.get("cablecut.page")).toBe("test");
});
