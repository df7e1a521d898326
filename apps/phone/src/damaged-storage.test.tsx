import { asyncProperty, assert, constantFrom, jsonValue, nat, oneof } from "fast-check";
import type { AccountAnswer } from "@cablecut/protocol";
import { phonePageTexts, phoneTexts } from "@cablecut/ui";
import { act } from "react";
import { expect, test } from "vitest";
import { close, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";
import { SetGateway } from "../test-harness/set-gateway.ts";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import { person } from "./model/testing/person.ts";
import type { Phone } from "./model/phone.ts";
import { outboxCountsOf } from "./model/transfer/outbox-counts.ts";
import type { TransferBook } from "./model/transfer/payment.ts";
import { standingOf } from "./model/transfer/standing.ts";

const partner = person(571, 3);
/** Has paid twice before. */
const show = () => new SetGateway({ me: person(234, 0), partner, lines: 2 });

const pay = (phone: Phone, account: number, cents: number) =>
  act(async () => void phone.pay(person(account, 3), cents as never));

/** What a page leaves that has paid, checked its receipts, and was closed with a payment under way and another behind it. */
async function keptByAPage(): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  const gateway = show();
  const phone = await open(gateway, { backing: storageInMemory(kept) });
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  await act(async () => gateway.say("verifyReceipts", { incident: 1, spreadMs: 50 }));
  await pass(2_000);
  gateway.deaf.add("pay");
  await pay(phone, 580, 700);
  await pay(phone, 571, 800);
  close();
  return new Map(kept);
}

/** Every place in a value. */
function placesOf(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, part]) => placesOf(part, [...at, name]))];
}
function withAt(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy: unknown = structuredClone(value);
  const part: unknown = Reflect.get(Object(copy), name);
  Reflect.set(Object(copy), name, withAt(part, rest, other));
  return copy;
}

/** Looks at every page that shows something of what was kept. */
async function lookAround(phone: Phone): Promise<void> {
  for (const kind of ["receipts", "card", "code", "window"] as const)
    await act(async () => pagesOf().open({ kind }));
  for (const { id } of phone.store.getState().book.payments)
    await act(async () => pagesOf().open({ kind: "result", paymentId: id }));
  await act(async () => pagesOf().home());
  for (const sheet of ["payee", "menu"] as const) await act(async () => pagesOf().openSheet(sheet));
  await act(async () => pagesOf().home());
}

const strange = [
  null,
  -1,
  0,
  1.5,
  1e9,
  0xffff_ffff,
  Number.MAX_SAFE_INTEGER,
  -1e300,
  "",
  "x",
  [],
  {},
];

test("whatever stands in any place of what was kept, the page opens, the account is the same, and what is paid is booked", async () => {
  const kept = await keptByAPage();
  const values = [...kept]
    .filter(([name]) => name !== "cablecut.page")
    .map(([name, text]) => ({ name, stored: JSON.parse(text) as unknown }));
  const places = values.flatMap(({ name, stored }) =>
    placesOf(stored).map((at) => ({ name, stored, at })),
  );
  expect(places.length).toBeGreaterThan(100);
  const token = /[0-9a-f]{32}/.exec(kept.get("cablecut.identity") ?? "")?.[0];
  const anything = oneof(constantFrom<unknown>(...strange), jsonValue({ maxDepth: 1 }));
  await assert(
    asyncProperty(nat(places.length - 1), anything, async (which, other) => {
      const { name, stored, at } = places[which]!;
      const backing = new Map(kept);
      backing.set(name, JSON.stringify(withAt(stored, at, other)));
      const gateway = show();
      gateway.answers = false;
      const phone = await open(gateway, { backing: storageInMemory(backing) });
      await lookAround(phone);
      gateway.answers = true;
      await act(async () => gateway.connect());
      await pass(1_000);
      await lookAround(phone);
      await pay(phone, 571, 111);
      for (let second = 0; second < 8; second += 1) await pass(1_000);
      const told = gateway.timeout(9_000).emitWithAck("account", {}) as Promise<AccountAnswer>;
      await pass(100);
      const answer = await told;
      const { entry, failure, book, profile } = phone.store.getState();
      const last = book.payments.find(({ amountCents }) => Number(amountCents) === 111);
      const home = shown(".home-layer").length;
      close();
      expect({
        entry: entry.kind,
        failure,
        home,
        paid: last?.state.kind,
        // But where the token itself cannot be read.
        isSame: name === "cablecut.identity" || gateway.entered.every((said) => said === token),
        balance: profile?.books.balanceCents,
      }).toEqual({
        entry: "entered",
        failure: null,
        home: 1,
        paid: "booked",
        isSame: true,
        balance: answer.ok ? answer.account.balanceCents : null,
      });
    }),
    { numRuns: Number(process.env["RUNS"] ?? 25) },
  );
});

const withDamage = (kept: ReadonlyMap<string, string>, at: readonly string[], other: unknown) => {
  const stored = JSON.parse(kept.get("cablecut.payments") ?? "null") as unknown;
  const text = JSON.stringify(withAt(stored, ["value", ...at], other));
  return storageInMemory(new Map(kept).set("cablecut.payments", text));
};

test("what was sent under a number that cannot be read is nowhere told as not charged before there is a line, and not taken back", async () => {
  const kept = await keptByAPage();
  const stored = JSON.parse(kept.get("cablecut.payments") ?? "null") as {
    readonly value: Pick<TransferBook, "open">;
  };
  const fields = Object.keys(stored.value.open ?? {});
  expect(fields).toContain("attempt");
  for (const at of [["open"], ...fields.map((field) => ["open", field])]) {
    const gateway = show();
    gateway.answers = false;
    const phone = await open(gateway, { backing: withDamage(kept, at, null) });
    const { getState } = phone.store;
    const sent = () => getState().book.payments.find(({ amountCents }) => amountCents === 700)!;
    expect(standingOf(sent(), getState().book.open, getState())).toBe("checking");
    await act(async () => pagesOf().open({ kind: "result", paymentId: sent().id }));
    expect(shown("button")).not.toContain(phonePageTexts.cancelPayment.en);
    await act(async () => phone.withdraw(sent().id));
    expect(sent()).toBeDefined();
    expect(outboxCountsOf(getState())).toMatchObject({ kept: 1, keptCents: 800, checking: 1 });
    gateway.answers = true;
    await act(async () => gateway.connect());
    await pass(3_000);
    expect(sent().state.kind).toBe("booked");
    close();
  }
});

test("numbers ahead of the log are taken back also where the account was first read while its shard was switching", async () => {
  const kept = await keptByAPage();
  for (const at of [["explainedUpTo"], ["open", "sequence"]]) {
    const gateway = show();
    gateway.stale = true;
    gateway.deaf.add("pay");
    const phone = await open(gateway, { backing: withDamage(kept, at, 1_000_000) });
    const { getState } = phone.store;
    expect(getState()).toMatchObject({ entry: { kind: "entered" }, book: { isWithinLog: false } });
    // The room that serves the account tells it now.
    await pass(2_000);
    expect(getState().book).toMatchObject({
      isWithinLog: true,
      lastSequence: 2,
      explainedUpTo: 2,
      open: { sequence: 3 },
    });
    close();
  }
});

test("a phone that has no room for what it keeps to be sent says so as soon as that is so, and no longer", async () => {
  const kept = storageInMemory();
  let isFull = false;
  const setItem = (key: string, value: string): void => {
    if (isFull && key === "cablecut.payments" && value !== "")
      throw new Error("QuotaExceededError");
    kept.setItem(key, value);
  };
  const gateway = show();
  const phone = await open(gateway, { backing: { ...kept, setItem } });
  gateway.deaf.add("pay");
  await pay(phone, 571, 700);
  expect(shown(".private-hint")).toEqual([]);
  isFull = true;
  await pay(phone, 571, 800);
  expect(shown(".private-hint")).toEqual([phoneTexts.privateMode.en]);
  isFull = false;
  await pay(phone, 571, 900);
  expect(shown(".private-hint")).toEqual([]);
});
