import { asCents, defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { cityOfRoom, formatCount, formatSignedMoney, roomName } from "./format.ts";

test("money and counts", () => {
  expect(formatSignedMoney(asCents(888))).toBe("+8.88");
  expect(formatSignedMoney(asCents(-1_000_000))).toBe("\u221210,000.00");
  expect(formatCount(4_321)).toBe("4,321");
  expect(formatCount(999)).toBe("999");
});

test("rooms and cities, and a dash for what the topology does not have", () => {
  expect(roomName(defaultTopology, 2)).toEqual({ en: "Shanghai A", zh: "上海A" });
  expect(cityOfRoom(defaultTopology, 4).zh).toBe("深圳");
  expect(roomName(defaultTopology, 9).en).toBe("—");
  expect(cityOfRoom(defaultTopology, -1).en).toBe("—");
});
