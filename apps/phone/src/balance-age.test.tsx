import { act } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { close, hangzhou, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import { person } from "./model/testing/person.ts";
import { payPage } from "./model/navigation/pages.ts";

let wallMs = 0;
beforeEach(() => {
  wallMs = Date.UTC(2026, 10, 28);
  vi.spyOn(Date, "now").mockImplementation(() => wallMs);
});
afterEach(() => vi.restoreAllMocks());

/** On the account page, below the balance. */
const said = (): string | undefined => shown(".equation span").at(-1);

async function later(ms: number): Promise<void> {
  wallMs += ms;
  await pass(1_000);
}

test("while everything is told at once no age stands anywhere; a line that is lost makes the balance older and older", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await later(60_000);
  expect(said()).toBe("test funds");
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await later(41_000);
  expect(said()).toBe("as heard 41 s ago");
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await later(3_600_000);
  expect(said()).toBe("as heard 60 min ago");
  gateway.answers = true;
  await act(async () => gateway.connect());
  await pass(500);
  expect(said()).toBe("test funds");
});

test("wherever else the balance stands its age stands behind it", async () => {
  const gateway = hangzhou();
  await open(gateway);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  for (const page of [payPage(person(571, 3)), { kind: "window" as const }]) {
    await act(async () => pagesOf().open(page));
    await later(5_000);
    expect(shown(".balance-age").join()).toMatch(/^ · as heard \d+ s ago$/);
    await act(async () => pagesOf().back());
  }
});

test("rooms without a quorum may have less than was booked: what they tell has an age", async () => {
  const gateway = hangzhou();
  await open(gateway);
  await act(async () => gateway.change({ quorum: false, answering: 2 }));
  await later(7_000);
  expect(said()).toBe("as heard 7 s ago");
  await act(async () => gateway.change({ quorum: true, answering: 3 }));
  expect(said()).toBe("test funds");
});

test("a page that is loaded again without a line knows how old its balance is", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing });
  close();
  const silent = hangzhou();
  silent.answers = false;
  wallMs += 180_000;
  await open(silent, { backing });
  expect(said()).toBe("as heard 3 min ago");
});

test("where the phone's clock was set back between two loads of the page nobody knows how old the balance is", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing });
  close();
  const silent = hangzhou();
  silent.answers = false;
  wallMs -= 3_600_000;
  await open(silent, { backing });
  expect(said()).toBe("as last heard");
  await later(60_000);
  expect(said()).toBe("as last heard");
});

test("a balance of a page whose clock was set back gets older from the last that was heard", async () => {
  const gateway = hangzhou();
  await open(gateway);
  wallMs -= 3_600_000;
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await later(41_000);
  expect(said()).toBe("as heard 41 s ago");
});

test("a clock that is set back while the line is lost tells no age, until it has caught up", async () => {
  const gateway = hangzhou();
  await open(gateway);
  gateway.answers = false;
  await act(async () => gateway.disconnect());
  await later(41_000);
  await later(-3_600_000);
  expect(said()).toBe("as last heard");
  await later(3_600_000);
  expect(said()).toBe("as heard 41 s ago");
});

test("an account from a room that does not serve it has an age until the one that does was asked", async () => {
  const gateway = hangzhou();
  gateway.stale = true;
  gateway.rooms({ 0: "switching" });
  await open(gateway);
  await later(9_000);
  expect(said()).toBe("as heard 9 s ago");
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  await act(async () => gateway.rooms({ 0: "dark" }, 2));
  await pass(500);
  expect(said()).toBe("test funds");
});
