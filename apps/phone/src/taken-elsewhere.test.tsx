import { act } from "react";
import { expect, test } from "vitest";
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
