import { expect, test } from "vitest";
import { farewellOf, isInVain } from "./in-vain.ts";

const url = "http://127.0.0.1:1";
const silent = { me: null, wasAnswered: false };
const atClosedDoors = { me: null, wasAnswered: true };

test("a crowd at an address where no show is gives up after some seconds, however long it was to pay", () => {
  expect(isInVain([silent, silent], 10_000)).toBe(false);
  expect(isInVain([silent, silent], 20_000)).toBe(true);
  expect(farewellOf([silent, silent], url)?.en).toContain("is the show running there?");
});

test("a crowd that a show has answered goes on, at closed doors as well, and says at its end that nobody was let in", () => {
  expect(isInVain([silent, atClosedDoors], 3_000_000)).toBe(false);
  expect(farewellOf([silent, atClosedDoors], url)?.en).toContain("let nobody in");
  expect(farewellOf([silent, atClosedDoors], url)?.zh).toContain("无人获准加入");
});
