import { expect, test } from "vitest";
import { afterCut, cablesOf, isMeant } from "./quorum-guard.ts";
import { cableId, cutOrder, defaultTopology, type CableId } from "./topology.ts";

const everybody = [0, 1, 2, 3, 4];
const hangzhou = cutOrder(defaultTopology, "hz");

interface Case {
  readonly why: string;
  readonly targets: readonly string[];
  readonly cut?: readonly CableId[];
  readonly answering?: readonly number[];
  readonly left: number;
  readonly losesQuorum: boolean;
}

/** The one table for console, gateway and command line. */
const cases: readonly Case[] = [
  { why: "one cable of a room costs no room", targets: ["hz-a/A"], left: 5, losesQuorum: false },
  { why: "both do", targets: ["hz-a/A", "hz-a/B"], left: 4, losesQuorum: false },
  { why: "the second does", targets: ["hz-a/A"], cut: ["hz-a/B"], left: 4, losesQuorum: false },
  { why: "a room by its name", targets: ["sz-a"], left: 4, losesQuorum: false },
  { why: "the city of the show", targets: ["hz"], left: 3, losesQuorum: false },
  { why: "a third room", targets: ["hz", "sh-a"], left: 2, losesQuorum: true },
  { why: "a third room later", targets: ["sh-a"], cut: hangzhou, left: 2, losesQuorum: true },
  {
    why: "one cable of a third room",
    targets: ["sh-a/A"],
    cut: hangzhou,
    left: 3,
    losesQuorum: false,
  },
  { why: "everything", targets: ["all"], left: 0, losesQuorum: true },
  {
    why: "rooms that were killed count as lost",
    targets: ["sh-a"],
    answering: [2, 3, 4],
    left: 2,
    losesQuorum: true,
  },
  {
    why: "killed rooms may be cut",
    targets: ["hz"],
    answering: [2, 3, 4],
    left: 3,
    losesQuorum: false,
  },
  {
    why: "what is dark already can be cut again",
    targets: ["hz"],
    cut: [...hangzhou, "sh-a/A", "sh-a/B"],
    left: 2,
    losesQuorum: false,
  },
  {
    why: "without a quorum every further cut is asked about",
    targets: ["sz-a/A"],
    answering: [3, 4],
    left: 2,
    losesQuorum: true,
  },
  { why: "nothing meant, nothing lost", targets: [], left: 5, losesQuorum: false },
];

test.each(cases)("$why", ({ targets, cut = [], answering = everybody, left, losesQuorum }) => {
  const after = afterCut({
    targets,
    topology: defaultTopology,
    carries: (cable) => !cut.includes(cable),
    answers: (room) => answering.includes(room),
  });
  expect(after).toMatchObject({ left, rooms: 5, needed: 3, losesQuorum });
});

test("a target means a cable, a room, a city or all; anything else means nothing", () => {
  expect(cablesOf(defaultTopology, "sz-a/B")).toEqual(["sz-a/B"]);
  expect(cablesOf(defaultTopology, "sz-a")).toEqual(["sz-a/A", "sz-a/B"]);
  expect(cablesOf(defaultTopology, "hz")).toHaveLength(4);
  expect(cablesOf(defaultTopology, "all")).toHaveLength(10);
  expect(cablesOf(defaultTopology, "bj")).toBeNull();
  const cable = { id: cableId("hz-a", "A"), room: "hz-a", city: "hz" };
  expect(["hz-a/A", "hz-a", "hz", "all"].every((target) => isMeant(target, cable))).toBe(true);
  expect(isMeant("hz-a/B", cable)).toBe(false);
});
