import { expect, test } from "vitest";
import { PhoneRows } from "./phone-rows.ts";

/** So many phones have come; `turn` is one turn of the loop. */
function rowsOfTheTest(phones: number) {
  const sizes = new Map<string, number>();
  const heard: { row: string; name: string; value: unknown }[] = [];
  const deferred: (() => void)[] = [];
  const later: (() => void)[] = [];
  const rows = new PhoneRows(
    {
      sizeOf: (row) => sizes.get(row) ?? 0,
      tell: (row, name, [value]) => void heard.push({ row, name, value }),
    },
    (task) => void deferred.push(task),
    (task) => {
      later.push(task);
      return () => void later.splice(later.indexOf(task), 1);
    },
  );
  for (let at = 0; at < phones; at += 1) {
    const row = rows.seat();
    sizes.set(row, (sizes.get(row) ?? 0) + 1);
  }
  const turn = (): void => (deferred.shift() ?? later.shift())?.();
  return { rows, sizes, heard, deferred, later, turn };
}

test("of 15,000 phones no more than a few hundred are told something in one turn, and all are, once", () => {
  const { rows, sizes, heard, deferred, turn } = rowsOfTheTest(15_000);
  expect(Math.max(...sizes.values())).toBeLessThanOrEqual(250);
  rows.tell("world", "cut");
  expect(heard).toHaveLength(1);
  for (let told = 1; deferred.length > 0; told += 1) {
    expect(heard).toHaveLength(told);
    turn();
  }
  expect(heard.map(({ row }) => row).toSorted()).toEqual([...sizes.keys()].toSorted());
});

test("a seat costs the same however many have one", () => {
  const sizes = new Map<string, number>();
  let looks = 0;
  const later = (): void => undefined;
  const sizeOf = (row: string): number => {
    looks += 1;
    return sizes.get(row) ?? 0;
  };
  const rows = new PhoneRows({ sizeOf, tell: () => undefined }, later, () => later);
  for (let phone = 0; phone < 15_000; phone += 1) {
    const row = rows.seat();
    sizes.set(row, (sizes.get(row) ?? 0) + 1);
  }
  expect([...sizes.values()]).toEqual(Array.from({ length: 60 }, () => 250));
  expect(looks).toBeLessThan(2 * 15_000);
});

test("a small hall is told at once", () => {
  const { rows, heard, deferred } = rowsOfTheTest(200);
  rows.tell("world", "cut");
  rows.tell("hall", "full");
  expect([heard.length, deferred.length]).toEqual([2, 0]);
});

test("who leaves makes room for who comes", () => {
  const { rows, sizes } = rowsOfTheTest(1_000);
  sizes.set("row 1", 10);
  expect(rows.seat()).toBe("row 1");
});

test("nobody hears an earlier world after a later one, and every row hears the last, however often it changes", () => {
  const { rows, sizes, heard, turn } = rowsOfTheTest(5_000);
  for (let world = 0; world < 100; world += 1) {
    rows.tell("world", world);
    turn();
    turn();
  }
  for (const row of sizes.keys())
    expect(heard.filter((each) => each.row === row).length).toBeGreaterThan(5);
  for (let left = 0; left < 30; left += 1) turn();
  for (const row of sizes.keys()) {
    const worlds = heard.filter((each) => each.row === row).map(({ value }) => value as number);
    expect(worlds).toEqual(worlds.toSorted((one, other) => one - other));
    expect(worlds.at(-1)).toBe(99);
  }
});

test("what is told of different things comes to each row in the order in which it was said", () => {
  const { rows, sizes, heard, deferred, later, turn } = rowsOfTheTest(1_000);
  rows.tell("world", "cut");
  rows.tell("worldUnchanged", undefined);
  while (deferred.length + later.length > 0) turn();
  for (const row of sizes.keys()) {
    const names = heard.filter((each) => each.row === row).map(({ name }) => name);
    expect(names).toEqual(["world", "worldUnchanged"]);
  }
});

test("a sign of life goes from row to row at leisure, one at a time; what says something new overtakes its pace, and not the order", () => {
  const { rows, sizes, heard, deferred, later, turn } = rowsOfTheTest(5_000);
  rows.tell("worldUnchanged", undefined);
  for (let row = 1; row < 5; row += 1) {
    expect([deferred.length, later.length]).toEqual([0, 1]);
    turn();
  }
  rows.tell("hall", "full");
  expect([deferred.length, later.length]).toEqual([1, 0]);
  rows.tell("world", "cut");
  let turns = 0;
  for (; deferred.length > 0; turns += 1) turn();
  expect(turns).toBeLessThanOrEqual(3 * 20);
  expect(later).toEqual([]);
  for (const row of sizes.keys()) {
    const names = heard.filter((each) => each.row === row).map(({ name }) => name);
    expect(names).toEqual(["worldUnchanged", "hall", "world"]);
  }
});
