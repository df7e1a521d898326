import type { CableHealth, RoomIndex } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { cableLook, carryingCable, cutCables, roomsWithoutCable } from "./cables.ts";

const cable = (id: CableHealth["cable"], fault: CableHealth["fault"]): CableHealth => ({
  cable: id,
  room: 0 as RoomIndex,
  fault,
});

test("silence in one direction is a cut as well; slowness is not", () => {
  expect(cableLook("silence-to-room")).toBe("cut");
  expect(cableLook("loss")).toBe("impaired");
  expect(cutCables({ cables: [cable("hz-a/A", "silence"), cable("hz-a/B", "delay")] })).toBe(1);
});

test("a room is without a cable when none of its own carries; of one that nobody knows nobody says so", () => {
  const of = (...faults: CableHealth["fault"][]): boolean =>
    roomsWithoutCable(faults.map((fault) => cable("hz-a/A", fault))).has(0 as RoomIndex);
  expect([of("silence", "silence-to-room"), of("silence", "loss"), of("none", "none")]).toEqual([
    true,
    false,
    false,
  ]);
  expect([of("silence", "unknown"), of()]).toEqual([false, false]);
});

test("a payment goes over the other cable where one is cut, and over none where both are", () => {
  const room = 0 as RoomIndex;
  const one = [cable("hz-a/A", "silence"), cable("hz-a/B", "none")];
  expect(carryingCable(one, room, "A")).toBe("B");
  const none = [cable("hz-a/A", "silence"), cable("hz-a/B", "silence-from-room")];
  expect(carryingCable(none, room, "A")).toBeNull();
});

test("a payment goes rather over a cable that is known to carry than over one that nobody knows", () => {
  const room = 0 as RoomIndex;
  const one = [cable("hz-a/A", "unknown"), cable("hz-a/B", "delay")];
  expect(carryingCable(one, room, "A")).toBe("B");
  const none = [cable("hz-a/A", "unknown"), cable("hz-a/B", "silence")];
  expect(carryingCable(none, room, "B")).toBe("A");
});
