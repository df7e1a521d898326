import { asyncProperty, assert, constantFrom, jsonValue, nat, oneof } from "fast-check";
import type { AccountAnswer } from "@cablecut/protocol";
import { act } from "react";
import { expect, test } from "vitest";
import { close, open, pagesOf, pass, shown } from "../test-harness/opened-phone.tsx";
import { SetGateway } from "../test-harness/set-gateway.ts";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import { person } from "./model/testing/person.ts";
import type { Phone } from "./model/phone.ts";

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
