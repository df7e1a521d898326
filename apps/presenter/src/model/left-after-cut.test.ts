import { defaultTopology } from "@cablecut/protocol";
import { cables, showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { leftAfter } from "./left-after-cut.ts";

const { rooms } = showScenes["live"]!;
const left = (targets: string[], cut: string[] = []): number =>
  leftAfter({ targets }, defaultTopology, cables(cut), rooms).left;

test("one cable of a room costs no room, both do", () => {
  expect(left(["hz-a/A"])).toBe(5);
  expect(left(["hz-a/A", "hz-a/B"])).toBe(4);
  expect(left(["hz-a/A"], ["hz-a/B"])).toBe(4);
});

test("rooms, cities and everything are understood", () => {
  expect(left(["sz-a"])).toBe(4);
  expect(left(["hz"])).toBe(3);
  expect(left(["hz", "sz"])).toBe(2);
  expect(left(["all"])).toBe(0);
});

test("cutting Hangzhou leaves a quorum; a third room does not", () => {
  const hangzhou = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"];
  const loses = (targets: string[], cut: string[]): boolean =>
    leftAfter({ targets }, defaultTopology, cables(cut), rooms).losesQuorum;
  expect(loses(hangzhou, [])).toBe(false);
  expect(loses(["sz-a"], hangzhou)).toBe(true);
});

test("a room that does not answer for another reason counts as lost", () => {
  const silent = rooms.map((room) =>
    room.room === 4 ? { ...room, answering: false, counting: false } : room,
  );
  expect(leftAfter({ targets: ["hz"] }, defaultTopology, cables([]), silent).left).toBe(2);
});

test("a room that answers and has lost its disk counts as lost until it has recovered", () => {
  const recovering = rooms.map((room) => (room.room === 4 ? { ...room, counting: false } : room));
  const after = leftAfter({ targets: ["hz"] }, defaultTopology, cables([]), recovering);
  expect(after).toMatchObject({ left: 2, losesQuorum: true });
});
