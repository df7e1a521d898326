import { act } from "react";
import { expect, test } from "vitest";
import { close, hangzhou, open, shown } from "../test-harness/opened-phone.tsx";

test("a page that slept while the account was opened elsewhere ends when it comes back, and pays nothing that is kept nowhere", async () => {
  for (const wake of [
    () => window.dispatchEvent(new Event("pageshow")),
    () => document.dispatchEvent(new Event("visibilitychange")),
  ]) {
    const kept = new Map<string, string>();
    const backing = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const gateway = hangzhou();
    await open(gateway, { backing });
    await act(async () => void wake());
    expect(shown(".balance")).toHaveLength(1);
    kept.set("cablecut.page", "another page load");
    await act(async () => void wake());
    expect(shown("h1")).toEqual(["Your account is open elsewhere"]);
    expect(gateway.connected).toBe(false);
    close();
  }
  await open(hangzhou());
});
