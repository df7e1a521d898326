import { expect, test } from "vitest";
import { openPhoneStorage } from "./storage.ts";
import { emptyReceipts } from "./receipts/receipt-book.ts";
import { emptyBook, type TransferBook } from "./transfer/payment.ts";

const book = { ...emptyBook, nextId: 7 };

const nowhere = { read: () => "", write: () => undefined };

function backing(fullAfter = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, string>();
  let writes = 0;
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      writes += 1;
      if (writes > fullAfter) throw new Error("QuotaExceededError");
      kept.set(key, value);
    },
  };
}

test("a reload finds what was written; damage costs only the damaged value", () => {
  const disk = backing();
  const first = openPhoneStorage(disk, "page-1", nowhere);
  const identity = { token: "a".repeat(32), showId: null };
  first.write("identity", identity);
  first.write("payments", book);
  disk.kept.set("cablecut.payments", '{"version":1,"val');
  const second = openPhoneStorage(disk, "page-2", nowhere);
  expect(second.read("identity")).toEqual(identity);
  expect(second.read("payments")).toBeNull();
});

test("the tab that was opened last owns the storage; the other one writes nothing any more", () => {
  const disk = backing();
  const first = openPhoneStorage(disk, "page-1", nowhere);
  first.write("payments", book);
  const second = openPhoneStorage(disk, "page-2", nowhere);
  expect([first.isTaken(), second.isTaken()]).toEqual([true, false]);
  first.write("payments", emptyBook);
  expect(second.read("payments")).toEqual(book);
});

test("what somebody has cleared nobody has taken, and it is put back as a whole: a reload finds the account", () => {
  const disk = backing();
  const identity = { token: "a".repeat(32), showId: "show-1" };
  openPhoneStorage(disk, "page-1", nowhere).write("identity", identity);
  const page = openPhoneStorage(disk, "page-2", nowhere);
  expect(page.read("identity")).toEqual(identity);
  disk.kept.clear();
  expect(page.isTaken()).toBe(false);
  page.write("payments", book);
  const reloaded = openPhoneStorage(disk, "page-3", nowhere);
  expect([reloaded.read("identity"), reloaded.read("payments")]).toEqual([identity, book]);
  disk.kept.clear();
  reloaded.putBack();
  expect(openPhoneStorage(disk, "page-4", nowhere).read("identity")).toEqual(identity);
  // Whose account was taken over puts nothing back over the other one's.
  page.putBack();
  page.write("payments", emptyBook);
  expect(reloaded.isTaken()).toBe(true);
  expect(openPhoneStorage(disk, "page-5", nowhere).read("payments")).toEqual(book);
});

test("a storage that has no room for the account says so, a reload comes back by the address, and later by the storage", () => {
  let fragment = "";
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const identity = { token: "b".repeat(32), showId: "show-1" };
  const disk = backing(1);
  const full = openPhoneStorage(disk, "page-1", address);
  full.write("identity", identity);
  expect([full.remembers, full.read("identity")]).toEqual([false, identity]);
  const { kept } = disk;
  const roomy = {
    ...backing(),
    kept,
    getItem: disk.getItem,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const reloaded = openPhoneStorage(roomy, "page-2", address);
  expect(reloaded.read("identity")).toEqual(identity);
  reloaded.write("identity", identity);
  expect([reloaded.remembers, fragment]).toEqual([true, ""]);
  expect(openPhoneStorage(roomy, "page-3", address).read("identity")).toEqual(identity);
});

test("an address that somebody has passed on is nobody's account where the storage works", () => {
  const address = { read: () => `#${"c".repeat(32)}.show-1`, write: () => undefined };
  expect(openPhoneStorage(backing(), "page-1", address).read("identity")).toBeNull();
});

test("nor is it after a reload before this browser had an account of its own", () => {
  let fragment = `#${"c".repeat(32)}.show-1`;
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const disk = backing();
  openPhoneStorage(disk, "page-1", address);
  expect(openPhoneStorage(disk, "page-2", address).read("identity")).toBeNull();
  expect(fragment).toBe("");
});

test("a link that moves an account stays in the address for whoever answers it", () => {
  let fragment = `#move=${"d".repeat(22)}`;
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const disk = backing();
  openPhoneStorage(disk, "page-1", address);
  openPhoneStorage(disk, "page-2", address);
  expect(fragment).toMatch(/^#move=/);
});

test("an account that found no room once the last show's was given up comes back by the address", () => {
  let fragment = "";
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const disk = backing(3);
  const page = openPhoneStorage(disk, "page-1", address);
  page.write("identity", { token: "a".repeat(32), showId: "show-1" });
  page.remove("identity");
  const identity = { token: "b".repeat(32), showId: "show-2" };
  page.write("identity", identity);
  const roomy = {
    ...disk,
    setItem: (key: string, value: string) => void disk.kept.set(key, value),
  };
  expect(openPhoneStorage(roomy, "page-2", address).read("identity")).toEqual(identity);
});

test("a tab whose account another one has taken stays without it when the storage is cleared", () => {
  const disk = backing();
  const first = openPhoneStorage(disk, "page-1", nowhere);
  first.write("payments", book);
  openPhoneStorage(disk, "page-2", nowhere);
  expect(first.isTaken()).toBe(true);
  disk.kept.clear();
  first.putBack();
  first.write("payments", book);
  expect([first.isTaken(), [...disk.kept]]).toEqual([true, []]);
});

test("without storage, or with a full one, everything works in memory", () => {
  const none = openPhoneStorage(null, "page-1", nowhere);
  none.write("payments", book);
  expect([none.remembers, none.isTaken(), none.read("payments")]).toEqual([false, false, book]);
  const full = openPhoneStorage(backing(1), "page-1", nowhere);
  full.write("payments", book);
  expect([full.remembers, full.read("payments")]).toEqual([false, book]);
});

test("a storage that has room for the account and not for the payments says so; what was taken back does not come back, and the address stays free", () => {
  let [fragment, longest] = ["", 2_000];
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const roomy = backing();
  const disk = {
    ...roomy,
    setItem: (key: string, value: string) => {
      if (value.length > longest) throw new Error("QuotaExceededError");
      roomy.setItem(key, value);
    },
  };
  const identity = { token: "e".repeat(32), showId: "show-1" };
  const waiting = (id: number): TransferBook =>
    ({ ...book, payments: [{ ...payment, id }] }) as never;
  const page = openPhoneStorage(disk, "page-1", address);
  page.write("identity", identity);
  page.write("payments", waiting(1));
  page.write("receipts", emptyReceipts);
  expect([page.remembers, page.isInAddress]).toEqual([true, false]);
  longest = 100;
  page.write("payments", waiting(2));
  page.write("receipts", { ...emptyReceipts, receipts: Array.from({ length: 32 }) } as never);
  expect([page.remembers, page.isInAddress, fragment]).toEqual([false, false, ""]);
  const reloaded = openPhoneStorage(disk, "page-2", address);
  expect([reloaded.read("identity"), reloaded.read("payments")]).toEqual([identity, null]);
  // Those of before are still proof.
  expect(reloaded.read("receipts")).toEqual(emptyReceipts);
  reloaded.write("payments", waiting(1));
  expect(reloaded.remembers).toBe(false);
  longest = 2_000;
  reloaded.write("payments", waiting(1));
  expect(reloaded.remembers).toBe(true);
});

test("a value of an older format is not read", () => {
  const disk = backing();
  disk.kept.set("cablecut.payments", '{"version":0,"value":1}');
  expect(openPhoneStorage(disk, "page-1", nowhere).read("payments")).toBeNull();
});

test("with storage blocked a reload comes back by the page's own address, and only then stands there", () => {
  let fragment = "";
  const address = { read: () => fragment, write: (text: string) => void (fragment = text) };
  const token = "0123456789abcdef".repeat(2);
  openPhoneStorage(backing(), "page-1", address).write("identity", { token, showId: "show-1" });
  expect(fragment).toBe("");
  const blocked = openPhoneStorage(null, "page-1", address);
  expect(blocked.read("identity")).toBeNull();
  blocked.write("identity", { token, showId: null });
  blocked.write("identity", { token, showId: "show-1" });
  const reloaded = openPhoneStorage(null, "page-2", address);
  expect(reloaded.read("identity")).toEqual({ token, showId: "show-1" });
  reloaded.remove("identity");
  expect(openPhoneStorage(null, "page-3", address).read("identity")).toBeNull();
});

test.each(["", "#", "#top", "#0123.show", `#${"g".repeat(32)}.s`, `#${"0".repeat(32)}.<script>`])(
  "%s in the address is nobody's account",
  (fragment) => {
    const address = { read: () => fragment, write: () => undefined };
    expect(openPhoneStorage(null, "page-1", address).read("identity")).toBeNull();
  },
);

const kept = (key: string, value: unknown) => {
  const disk = backing();
  disk.kept.set(`cablecut.${key}`, JSON.stringify({ version: 1, value }));
  return openPhoneStorage(disk, "page-1", nowhere);
};
const payment = {
  id: 1,
  payee: { account: 571, accountNumber: 10_571, name: { en: "A", zh: "B" }, shard: 3 },
  amountCents: 888,
  madeAtMs: 1.5,
  wasKept: false,
  wasChecked: false,
  takesNumber: null,
  state: { kind: "unsent", held: false, notBeforeMs: 0 },
};

test("what comes back is looked at: a payment of another shape is set aside, and costs no other", () => {
  const good = { ...book, payments: [payment] };
  expect(kept("payments", good).read("payments")).toEqual(good);
  for (const bad of [
    { ...payment, amountCents: "888" },
    { ...payment, amountCents: 8.88 },
    { ...payment, payee: { ...payment.payee, name: "A" } },
    { ...payment, state: { kind: "paid" } },
    { ...payment, state: { kind: "booked" } },
    { ...payment, state: { kind: "__proto__" } },
    null,
  ])
    expect(kept("payments", { ...book, payments: [bad, payment] }).read("payments")).toEqual(good);
  expect(kept("payments", { ...good, explainedUpTo: -1 }).read("payments")).toBeNull();
});

test.each([
  ["identity", { token: 7 }],
  ["profile", { showId: "s", me: null }],
  ["receipts", { account: null, receipts: {}, total: 1 }],
  ["verification", { kind: "done", result: null }],
  ["recent-payees", "nobody"],
] as const)("%s that nobody can have written is set aside", (key, value) => {
  expect(kept(key, value).read(key)).toBeNull();
});
