import {
  asAccountId,
  asCents,
  asLogIndex,
  asSequenceNumber,
  type AccountId,
  type BalanceUpdate,
  type FeedItem,
  type Person,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Balances } from "./balances.ts";
import type { Session } from "./sessions.ts";

test("whoever is paid hears from whom, also where the payer came before this gateway began", () => {
  const show = VirtualShow.running();
  const payers = ["a", "b"].map((token) => show.gateway.person(token));
  const later = show.startGateway();
  show.pass(2_000);
  const payee = later.person("c");
  // The second payment is in the log before the first payer has been looked up.
  for (const { connection } of payers) {
    const payment = { payee: payee.me.me.accountNumber, sequence: 1, amountCents: asCents(5) };
    show.gateway.core.phones.pay(connection, payment, () => undefined);
  }
  show.pass(300);
  const single = later.heardBy(payee.connection, "balance").map(([update]) => update);
  const together = later.heardBy(payee.connection, "balances").flatMap(([batch]) => batch.updates);
  const heard = [...single, ...together];
  expect(heard.map(({ incoming }) => incoming?.from)).toEqual(payers.map(({ me }) => me.me));
  expect(heard.at(-1)?.balanceCents).toBe(100_000_010);
});

const me = asAccountId(200);

function received(sequence: number): FeedItem {
  const cents = asCents(sequence);
  return {
    index: asLogIndex(sequence),
    payer: asAccountId(201),
    payee: me,
    amountCents: cents,
    sequence: asSequenceNumber(sequence),
    payerBalanceCents: cents,
    payeeBalanceCents: cents,
  };
}

/** A phone that is paid by somebody who is being looked up; what it was told, by entry, and of which it is to read more. */
function lookingUp(isHere = () => true) {
  const told: number[] = [];
  const incomplete: number[] = [];
  const asked: ((person: Person | null) => void)[] = [];
  const later: (() => void)[] = [];
  const session = { connection: "page" } as Session;
  const balances = new Balances({
    sessions: {
      of: (account: AccountId) => (account === me && isHere() ? session : null),
      all: [],
    },
    directory: {
      known: () => null,
      find: (_, done) => void asked.push((person) => done(person, false)),
    },
    feed: { since: 10 },
    people: {
      toPhone: (_connection: string, name: string, ...values: readonly unknown[]) => {
        const { updates, complete } =
          name === "balance"
            ? { updates: values as readonly BalanceUpdate[], complete: true }
            : (values[0] as { updates: readonly BalanceUpdate[]; complete: boolean });
        const entries = updates.map(({ appliedIndex }) => appliedIndex);
        told.push(...entries);
        if (!complete) incomplete.push(...entries);
      },
    },
    after: (_, task) => {
      later.push(task);
      return () => undefined;
    },
  });
  /** Nobody can say, as often as it is asked. */
  const nobodyKnows = (): void => {
    while (asked.length + later.length > 0) {
      asked.shift()?.(null);
      later.shift()?.();
    }
  };
  return { balances, told, incomplete, nobodyKnows };
}

test("a payer whom nobody knows: the balance is told all the same, in the log's order, and the rest is to be read", () => {
  const { balances, told, incomplete, nobodyKnows } = lookingUp();
  balances.feedShowed(received(1));
  balances.feedShowed({ ...received(2), payer: me, payee: asAccountId(201) });
  balances.feedShowed(received(3));
  expect(told).toEqual([]);
  nobodyKnows();
  expect(told).toEqual([1, 2, 3]);
  expect(incomplete).toEqual([1, 3]);
});

test("whoever enters with an account that is behind the feed is told what came since", () => {
  let here = false;
  const { balances, told, nobodyKnows } = lookingUp(() => here);
  for (const sequence of [1, 2, 3]) balances.feedShowed(received(sequence));
  here = true;
  balances.entered(me, asLogIndex(1));
  nobodyKnows();
  expect(told).toEqual([2, 3]);
});

test("a new page is told once what waited for the former one", () => {
  const { balances, told, nobodyKnows } = lookingUp();
  for (const sequence of [1, 2]) balances.feedShowed(received(sequence));
  balances.entered(me, asLogIndex(0));
  nobodyKnows();
  expect(told).toEqual([1, 2]);
});

test("so many payments wait for a look-up at most", () => {
  const { balances, told } = lookingUp();
  for (let sequence = 1; sequence <= 64; sequence += 1) balances.feedShowed(received(sequence));
  expect(told).toEqual([]);
  balances.feedShowed(received(65));
  expect(told).toEqual([1]);
});

test("who is shown an account from before the feed began, or before what is remembered, would miss something", () => {
  const { balances } = lookingUp();
  expect(balances.canGoOnFrom(asLogIndex(9))).toBe(false);
  expect(balances.canGoOnFrom(asLogIndex(10))).toBe(true);
  for (let sequence = 11; sequence <= 5_000; sequence += 1)
    balances.feedShowed({ ...received(sequence), payee: asAccountId(300) });
  expect(balances.canGoOnFrom(asLogIndex(2_000))).toBe(false);
  expect(balances.canGoOnFrom(asLogIndex(3_000))).toBe(true);
});

test("sixty payers of one cent are few messages to the one they pay, and no payment is left out", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const payee = gateway.person("a");
  const payers = Array.from({ length: 60 }, (_, at) => gateway.person(`${at + 16}b`));
  const { phones } = gateway.core;
  for (const { connection } of payers) {
    const payment = { payee: payee.me.me.accountNumber, sequence: 1, amountCents: 1 as never };
    phones.pay(connection, payment, () => undefined);
  }
  show.pass(1_000);
  const single = gateway.heardBy(payee.connection, "balance").map(([update]) => update);
  const batches = gateway.heardBy(payee.connection, "balances").map(([batch]) => batch);
  expect(single.length + batches.length).toBeLessThan(5);
  expect(batches.every(({ complete }) => complete)).toBe(true);
  const updates: readonly BalanceUpdate[] = [
    ...single,
    ...batches.flatMap((batch) => batch.updates),
  ];
  const from = updates.map(({ incoming }) => incoming?.from.accountNumber);
  expect(new Set(from).size).toBe(60);
  expect(updates.at(-1)?.balanceCents).toBe(100_000_060);
});

test("a payment after a pause is told at once", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const [lin, wang] = [gateway.person("a"), gateway.person("b")];
  for (const sequence of [1, 2, 3]) {
    gateway.pay(lin.connection, wang.me.me.accountNumber, sequence);
    show.pass(500);
  }
  expect(gateway.heardBy(wang.connection, "balance")).toHaveLength(3);
  expect(gateway.heardBy(wang.connection, "balances")).toHaveLength(0);
});
