import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { realTimeViolations, type ObservedOperation } from "./real-time-checks.ts";

function payment(
  index: number,
  [begunAt, answeredAt]: readonly [number, number],
  accounts: readonly number[] = [1, 2],
): ObservedOperation {
  return { kind: "change", name: `payment ${index}`, index, accounts, begunAt, answeredAt };
}

function read(
  account: number,
  index: number,
  [begunAt, answeredAt]: readonly [number, number],
): ObservedOperation {
  return {
    kind: "read",
    name: `read of ${account} at ${index}`,
    account,
    index,
    begunAt,
    answeredAt,
  };
}

describe("the real-time order of payments and reads", () => {
  test("the smallest case: a payment that was answered is not in what its payee reads afterwards", () => {
    const history = [payment(1228, [1, 2]), read(2, 1220, [3, 4])];
    expect(realTimeViolations(history)).toEqual([
      "read of 2 at 1220 can only have taken place at entry 1227 or before, but began when payment 1228 had been answered, of entry 1228",
    ]);
  });

  test("while the payment is still under way, its payee may see it or not", () => {
    expect(realTimeViolations([payment(1228, [1, 3]), read(2, 1220, [2, 4])])).toEqual([]);
    expect(realTimeViolations([payment(1228, [1, 3]), read(2, 1228, [2, 4])])).toEqual([]);
  });

  test("a state of long ago is as good as today's where the account has not changed since", () => {
    const history = [payment(5, [1, 2], [1, 2]), payment(9, [3, 4], [3, 4]), read(2, 5, [5, 6])];
    expect(realTimeViolations(history)).toEqual([]);
  });

  test("what one has read, another who asks afterwards must see, though the payer was never told", () => {
    const history = [payment(7, [1, Infinity]), read(1, 7, [2, 3]), read(2, 6, [4, 5])];
    expect(realTimeViolations(history)).toHaveLength(1);
  });

  test("what nobody observed counts as well", () => {
    const history = [payment(9, [1, 2], [3, 4]), read(2, 5, [3, 4])];
    expect(realTimeViolations(history)).toEqual([]);
    expect(realTimeViolations(history, [{ index: 8, accounts: [2] }])).toHaveLength(1);
  });

  test("a payment that began after another was answered stands behind it in the log", () => {
    expect(realTimeViolations([payment(4, [1, 2]), payment(3, [3, 4], [5, 6])])).toHaveLength(1);
    expect(realTimeViolations([payment(4, [1, 4]), payment(3, [3, 5], [5, 6])])).toEqual([]);
  });

  test("nobody reads a payment that has not begun", () => {
    expect(realTimeViolations([read(2, 8, [1, 2]), payment(8, [3, 4])])).toHaveLength(1);
  });

  test("agrees with trying every order", () => {
    const spans = fc.tuple(fc.nat(12), fc.nat(6)).map(([from, length]) => {
      return [2 * from, 2 * (from + length) + 1] as const;
    });
    const payments = fc.array(fc.tuple(spans, fc.nat(2), fc.nat(2)), { maxLength: 3 });
    const reads = fc.array(fc.tuple(spans, fc.nat(2), fc.nat(3)), { maxLength: 3 });
    fc.assert(
      fc.property(payments, reads, (paid, looked) => {
        const history = [
          ...paid.map(([span, payer, payee], at) => payment(at + 1, span, [payer, payee])),
          ...looked.map(([span, account, index]) => read(account, index, span)),
        ];
        expect(realTimeViolations(history).length === 0).toBe(existsOrder(history));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A model that only knows the definition: some order of all operations that keeps real time and explains every read. */
function existsOrder(left: readonly ObservedOperation[], balances = new Map<number, number>()) {
  return (
    left.length === 0 ||
    left.some((next): boolean => {
      const others = left.filter((other) => other !== next);
      if (others.some((other) => other.answeredAt < next.begunAt)) return false;
      if (next.kind === "change") {
        const isNext = others.every((other) => other.kind === "read" || other.index > next.index);
        if (!isNext) return false;
        const after = new Map(balances);
        for (const account of next.accounts) after.set(account, next.index);
        return existsOrder(others, after);
      }
      return shows(next, balances, left) && existsOrder(others, balances);
    })
  );
}

/** The read shows the last change of its account that there is now. */
function shows(
  { account, index }: Extract<ObservedOperation, { kind: "read" }>,
  balances: ReadonlyMap<number, number>,
  left: readonly ObservedOperation[],
): boolean {
  const last = balances.get(account) ?? 0;
  const next = left
    .filter((other) => other.kind === "change" && other.accounts.includes(account))
    .map((other) => other.index);
  return last <= index && next.every((change) => change > index);
}
