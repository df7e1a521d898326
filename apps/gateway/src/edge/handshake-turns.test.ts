import { expect, test } from "vitest";
import { SpentClock } from "../testing/spent-clock.ts";
import { Conduct } from "./conduct.ts";
import { HandshakeTurns } from "./handshake-turns.ts";

/** A handshake takes 1 ms of the clock that the test holds. */
function turnsOfTheTest() {
  const clock = new SpentClock();
  const opened: string[] = [];
  const conduct = new Conduct(() => clock.nowMs());
  const turns = new HandshakeTurns(clock, conduct);
  const knock = (address: string, times = 1): void => {
    for (let time = 0; time < times; time += 1)
      turns.run(address, {}, () => {
        clock.spend(1);
        opened.push(address);
      });
  };
  const count = (address: string): number => opened.filter((each) => each === address).length;
  return { conduct, knock, pass: (ms: number) => clock.pass(ms), count };
}

test("a hall that comes back has the larger half of the time", () => {
  const { knock, pass, count } = turnsOfTheTest();
  knock("hall", 1_000);
  pass(1_000);
  expect(count("hall")).toBeGreaterThan(400);
});

test("whoever was ended for its conduct comes back slowly, and others do not wait for it", () => {
  const { conduct, knock, pass, count } = turnsOfTheTest();
  conduct.note("flood");
  knock("flood", 1_000);
  knock("hall", 200);
  pass(500);
  expect(count("hall")).toBe(200);
  expect(count("flood")).toBeGreaterThan(20);
  expect(count("flood")).toBeLessThan(80);
});

test("ten seconds after the last offence an address is like any other", () => {
  const { conduct, knock, pass, count } = turnsOfTheTest();
  conduct.note("flood");
  pass(10_100);
  knock("flood", 12);
  pass(1);
  expect(count("flood")).toBe(12);
});
