import type { BalanceUpdate } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
beforeEach(() => {
  show = VirtualShow.running();
});

test("sixty payers of one cent are few messages to the one they pay, and no payment is left out", () => {
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
  const { gateway } = show;
  const [lin, wang] = [gateway.person("a"), gateway.person("b")];
  for (const sequence of [1, 2, 3]) {
    gateway.pay(lin.connection, wang.me.me.accountNumber, sequence);
    show.pass(500);
  }
  expect(gateway.heardBy(wang.connection, "balance")).toHaveLength(3);
  expect(gateway.heardBy(wang.connection, "balances")).toHaveLength(0);
});
