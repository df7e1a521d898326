import { asRoomIndex, cableNames, cableId, cutOrder, defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import {
  countingIn,
  inCutOrder,
  quorumRefusal as refusalOf,
  unknownTarget,
} from "./cable-commands.ts";

const cables = defaultTopology.rooms.flatMap(({ id, city }) =>
  cableNames.map((name) => ({ id: cableId(id, name), room: id, city })),
);

test("a city is cut as on stage: every room's first cable, then every room's second", () => {
  expect(inCutOrder(["hz"], cables)).toEqual(cutOrder(defaultTopology, "hz"));
});

test("a room has two cables, all are all, and single cables keep their order", () => {
  expect(inCutOrder(["sz-a"], cables)).toEqual(["sz-a/A", "sz-a/B"]);
  expect(inCutOrder(["all"], cables)).toHaveLength(10);
  expect(inCutOrder(["sh-a/B", "hz-a/A"], cables)).toEqual(["sh-a/B", "hz-a/A"]);
});

test("what is meant twice is cut once: the fabric takes only so many targets, and would pause for nothing", () => {
  expect(inCutOrder(["hz-a", "hz", "hz-a/B"], cables)).toEqual([
    "hz-a/A",
    "hz-a/B",
    "hz-b/A",
    "hz-b/B",
  ]);
  const often = Array.from({ length: 20 }, () => "all");
  expect(inCutOrder(often, cables)).toEqual(inCutOrder(["all"], cables));
});

test("what is unknown is answered with all there is", () => {
  expect(unknownTarget(["hz", "sz-a/B", "all"], cables)).toBeNull();
  expect(unknownTarget(["hz", "bj"], cables)?.en).toBe(
    'there is no "bj"; cables: hz-a/A, hz-a/B, hz-b/A, hz-b/B, sh-a/A, sh-a/B, sh-b/A, sh-b/B, sz-a/A, sz-a/B; ' +
      "rooms: hz-a, hz-b, sh-a, sh-b, sz-a; cities: hz, sh, sz; or all",
  );
});

const cut = (...dark: string[]) =>
  cables.map((cable) => ({ ...cable, carries: !dark.includes(cable.room), cutAhead: false }));

const everybody = new Set(defaultTopology.rooms.map(({ id }) => id));
const quorumRefusal = (
  targets: readonly string[],
  now: ReturnType<typeof cut>,
  counting: ReadonlySet<string> | null = everybody,
) => refusalOf(targets, now, counting);

test("two of five rooms may be cut, the third is refused", () => {
  expect(quorumRefusal(["hz"], cut())).toBeNull();
  expect(quorumRefusal(["hz", "sh-a"], cut())?.en).toContain("leave 2 of 5 rooms");
  expect(quorumRefusal(["sh-a"], cut("hz-a", "hz-b"))?.en).toContain("3 are needed");
  expect(quorumRefusal(["all"], cut())?.en).toContain("leave 0 of 5 rooms");
});

test("a room is lost with its last cable, not with its first", () => {
  expect(quorumRefusal(["sh-a/A", "sz-a/B"], cut("hz-a", "hz-b"))).toBeNull();
  expect(quorumRefusal(["sh-a/A", "sh-a/B"], cut("hz-a", "hz-b"))).not.toBeNull();
});

test("what is dark already can be cut again, whatever else is dark", () => {
  expect(quorumRefusal(["hz-a"], cut("hz-a", "hz-b", "sh-a"))).toBeNull();
});

test("what a cut by a console is still to take is as good as cut", () => {
  const begun = cut().map((cable) => ({
    ...cable,
    carries: cable.id !== "hz-a/A",
    cutAhead: cable.room.startsWith("hz") && cable.id !== "hz-a/A",
  }));
  expect(quorumRefusal(["sh-a"], begun)?.en).toContain("leave 2 of 5 rooms");
  expect(quorumRefusal(["hz"], begun)).toBeNull();
});

test("after kill -9 of two rooms a third is asked about, although all cables carry", () => {
  const counting = new Set(["sh-a", "sh-b", "sz-a"]);
  expect(quorumRefusal(["sh-a"], cut(), counting)?.en).toContain("leave 2 of 5 rooms");
  expect(quorumRefusal(["hz"], cut(), counting)).toBeNull();
});

test("a room that answers and has lost its disk is no part of what is left", () => {
  const health = defaultTopology.rooms.map((_, room) => ({
    room: asRoomIndex(room),
    answering: true,
    counting: room !== 4,
  }));
  const counting = countingIn(health, defaultTopology);
  expect(quorumRefusal(["hz"], cut(), counting)?.en).toContain("leave 2 of 5 rooms");
  expect(quorumRefusal(["sz-a"], cut(), counting)).toBeNull();
});

test("where the gateway does not say which rooms answer a cut needs force, unless it changes nothing", () => {
  expect(quorumRefusal(["sh-a"], cut(), null)?.en).toContain("the gateway does not say");
  expect(quorumRefusal(["hz-a"], cut("hz-a"), null)).toBeNull();
});
