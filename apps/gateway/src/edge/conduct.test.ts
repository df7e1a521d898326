import { expect, test } from "vitest";
import { Conduct } from "./conduct.ts";

function conductOfTheTest() {
  const clock = { nowMs: 1_000 };
  const conduct = new Conduct(() => clock.nowMs);
  const times = (count: number, act: (address: string) => void, address = "hall"): void => {
    for (let time = 0; time < count; time += 1) act(address);
  };
  return {
    clock,
    come: (count: number) => times(count, (address) => conduct.stayed(address)),
    vanish: (count: number, address?: string) =>
      times(count, (each) => conduct.vanished(each), address),
    isOffender: (address = "hall") => conduct.isOffender(address),
  };
}

test("whoever opens dozens of connections for nothing is an offender for ten seconds after the last", () => {
  const { clock, vanish, isOffender } = conductOfTheTest();
  vanish(50);
  expect(isOffender()).toBe(false);
  vanish(1);
  expect(isOffender()).toBe(true);
  clock.nowMs += 9_999;
  expect(isOffender()).toBe(true);
  clock.nowMs += 1;
  expect(isOffender()).toBe(false);
});

test("of a hall that is being let in as many may lose patience as have come in lately, in one moment too", () => {
  const { clock, come, vanish, isOffender } = conductOfTheTest();
  come(3_000);
  clock.nowMs += 14_000;
  come(1_000);
  vanish(4_000);
  expect(isOffender()).toBe(false);
  vanish(51);
  expect(isOffender()).toBe(true);
});

test("those who came half a minute ago make up for nobody, and nobody for another address", () => {
  const { clock, come, vanish, isOffender } = conductOfTheTest();
  come(15_000);
  vanish(51, "elsewhere");
  expect(isOffender("elsewhere")).toBe(true);
  clock.nowMs += 30_000;
  vanish(51);
  expect(isOffender()).toBe(true);
});
