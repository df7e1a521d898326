import { phonesMax } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { SpentClock } from "../testing/spent-clock.ts";
import { Turns } from "./turns.ts";

/** Turns whose clock the test holds; a page takes 2 ms of it. */
function turnsOfTheTest() {
  const clock = new SpentClock();
  const served: string[] = [];
  const turns = new Turns(clock, 8);
  const ask = (way: object, name: string): boolean =>
    turns.run(way, () => {
      clock.spend(2);
      served.push(name);
    });
  return { ask, pass: (ms: number) => clock.pass(ms), served };
}

test("of one turn of the loop they have a slice, and what has come meanwhile is heard before the next", () => {
  const clock = new SpentClock();
  const turns = new Turns(clock, 12);
  let inTurn = 0;
  const handshake = (): void => {
    clock.spend(0.25);
    inTurn += 1;
  };
  for (let at = 0; at < 40; at += 1) turns.run({}, handshake);
  const perTurn = [inTurn];
  for (inTurn = 0; clock.turn(); inTurn = 0) perTurn.push(inTurn);
  expect(perTurn.reduce((sum, each) => sum + each, 0)).toBe(40);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(4);
});

test("whoever comes when nobody is waiting is served at once", () => {
  const { ask, served } = turnsOfTheTest();
  expect(ask({}, "one")).toBe(true);
  expect(served).toEqual(["one"]);
});

test("a connection that asks for many pages waits for itself, and others do not wait for it", () => {
  const { ask, pass, served } = turnsOfTheTest();
  const [flood, person] = [{}, {}];
  const taken = Array.from({ length: 12 }, () => ask(flood, "flood")).filter(Boolean);
  ask(person, "person");
  pass(25);
  expect(served.indexOf("person")).toBeLessThanOrEqual(5);
  pass(1_000);
  expect(served.filter((name) => name === "flood")).toHaveLength(taken.length);
  expect(taken.length).toBeGreaterThanOrEqual(8);
});

test("pages take their share of the time and no more", () => {
  const { ask, pass, served } = turnsOfTheTest();
  for (let at = 0; at < 400; at += 1) ask({}, "page");
  pass(200);
  // 8 of every 20 ms, 2 ms a page, and what overlaps.
  expect(served.length).toBeLessThanOrEqual(60);
  expect(served.length).toBeGreaterThanOrEqual(30);
});

test("what one connection has waiting is bounded, and so is what all have", () => {
  const { ask } = turnsOfTheTest();
  const one = {};
  const taken = Array.from({ length: 100 }, () => ask(one, "one")).filter(Boolean);
  expect(taken.length).toBeLessThanOrEqual(12);
  const all = Array.from({ length: 50_000 }, () => ask({}, "others")).filter(Boolean);
  expect(all.length).toBeLessThanOrEqual(30_000);
});

test("nobody of a full hall that comes back in one moment is sent away", () => {
  const { ask } = turnsOfTheTest();
  const taken = Array.from({ length: phonesMax }, () => ask({}, "phone"));
  expect(taken).not.toContain(false);
});
