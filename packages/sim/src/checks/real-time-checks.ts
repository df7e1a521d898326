/**
 * Whether what was answered can have happened one after the other (Herlihy and Wing, "Linearizability", 1990), across all
 * accounts and rooms. The log gives the order, so nothing has to be searched: a payment took place at its index, a read
 * somewhere from the last change of its account that it shows to the next one; and whoever began after another had been
 * answered took place behind it. Moments are any numbers that grow from one observed happening to the next.
 */
interface Observed {
  readonly begunAt: number;
  /** Infinity where no answer ever came. */
  readonly answeredAt: number;
  /** For people, where something is wrong. */
  readonly name: string;
}

/** A payment, or whatever else ended a number, in the log at `index`. */
export interface ObservedChange extends Observed {
  readonly kind: "change";
  readonly index: number;
  /** Those whose account it changed. */
  readonly accounts: readonly number[];
}

export interface ObservedRead extends Observed {
  readonly kind: "read";
  readonly account: number;
  /** The index of which it shows the account. */
  readonly index: number;
}

export type ObservedOperation = ObservedChange | ObservedRead;

/**
 * Every operation that cannot have taken place behind what had been answered before it began; in n log n. `untold`: what
 * the log has besides, of operations that nobody observed.
 */
export function realTimeViolations(
  operations: readonly ObservedOperation[],
  untold: readonly Change[] = [],
): string[] {
  const changes = changesByAccount(operations, untold);
  const begun = operations.toSorted((one, two) => one.begunAt - two.begunAt);
  const answered = operations.toSorted((one, two) => one.answeredAt - two.answeredAt);
  const violations: string[] = [];
  /** The earliest index behind which each operation that has begun can have taken place. */
  const places = new Map<ObservedOperation, number>();
  let floor = { index: 0, because: "" };
  let next = 0;
  for (const operation of begun) {
    for (; answered[next] !== undefined && answered[next]!.answeredAt < operation.begunAt; next++) {
      const before = answered[next]!;
      const index = places.get(before) ?? 0;
      if (index > floor.index) floor = { index, because: before.name };
    }
    const { first, last } = placesOf(operation, changes);
    places.set(operation, operation.kind === "read" ? Math.max(first, floor.index) : first);
    const isBehind = operation.kind === "read" ? last >= floor.index : first > floor.index;
    if (isBehind) continue;
    violations.push(
      `${operation.name} can only have taken place at entry ${last} or before, but began when ${floor.because} had been answered, of entry ${floor.index}`,
    );
  }
  return violations;
}

interface Change {
  readonly index: number;
  readonly accounts: readonly number[];
}

/** Ascending. */
function changesByAccount(
  operations: readonly ObservedOperation[],
  untold: readonly Change[],
): ReadonlyMap<number, readonly number[]> {
  const observed = operations.filter((operation) => operation.kind === "change");
  const changes = new Map<number, number[]>();
  for (const { index, accounts } of [...observed, ...untold]) {
    for (const account of accounts) {
      const indexes = changes.get(account);
      if (indexes === undefined) changes.set(account, [index]);
      else indexes.push(index);
    }
  }
  for (const indexes of changes.values()) indexes.sort((one, two) => one - two);
  return changes;
}

/** A read shows the same wherever it took place between two changes of its account. */
function placesOf(
  operation: ObservedOperation,
  changes: ReadonlyMap<number, readonly number[]>,
): { readonly first: number; readonly last: number } {
  const { index } = operation;
  if (operation.kind === "change") return { first: index, last: index };
  const indexes = changes.get(operation.account) ?? [];
  let [low, high] = [0, indexes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (indexes[middle]! <= index) low = middle + 1;
    else high = middle;
  }
  return { first: indexes[low - 1] ?? 0, last: (indexes[low] ?? Infinity) - 1 };
}
