import { expect, test } from "vitest";
import { GatewayList } from "./gateway-list.ts";

const home = "http://192.0.2.1:2626";
const others = ["http://192.0.2.1:2627", "http://192.0.2.1:2628"];

const takeFrom = (list: GatewayList, count: number): string[] =>
  Array.from({ length: count }, () => list.next());

test("the page's own gateway and the others in turn", () => {
  const list = new GatewayList(home, null);
  expect(takeFrom(list, 3)).toEqual([home, home, home]);
  list.told([home, ...others]);
  expect(takeFrom(list, 6)).toEqual([home, others[0], home, others[1], home, others[0]]);
});

test.each([
  ["not JSON", "["],
  ["no list", "{}"],
  ["no addresses", '[1,null,"javascript:alert(1)","x"]'],
])("what is stored and is %s names nobody", (_, text) => {
  const list = new GatewayList(home, { getItem: () => text, setItem: () => undefined });
  expect(takeFrom(list, 3)).toEqual([home, home, home]);
});

test("a page that is told of no others forgets those of an earlier show", () => {
  const stored = new Map([["cablecut.gateways", JSON.stringify([home, ...others])]]);
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, text: string) => void stored.set(key, text),
  };
  const list = new GatewayList(home, storage);
  expect(list.hasOthers).toBe(true);
  list.told([]);
  expect([list.hasOthers, new GatewayList(home, storage).hasOthers]).toEqual([false, false]);
});

test("a storage that takes nothing costs nothing", () => {
  const refuse = (): never => {
    throw new Error("full");
  };
  const list = new GatewayList(home, { getItem: refuse, setItem: refuse });
  list.told([home, ...others]);
  expect(takeFrom(list, 2)).toEqual([home, others[0]]);
});

test("whoever leaves one gateway after the other comes to all of them in turn, although each tells of the others anew", () => {
  const list = new GatewayList(home, null);
  const leave = (origin: string): string => {
    list.told([home, ...others]);
    list.avoid(origin);
    return list.next();
  };
  expect(leave(home)).toBe(others[0]);
  expect(leave(others[0]!)).toBe(others[1]);
  expect(leave(others[1]!)).toBe(home);
});

test("with no other one everybody stays", () => {
  const list = new GatewayList(home, null);
  list.avoid(home);
  expect(takeFrom(list, 2)).toEqual([home, home]);
});
