import { defaultTopology } from "@cablecut/protocol";
import { cables } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { planStory } from "./plan.ts";
import { planesOf } from "./planes.ts";

const { fibres } = planStory(defaultTopology);

test("the edge of the core is open where a cable of that plane is cut, on the side of its city", () => {
  const [a, b] = planesOf(fibres, cables(["hz-a/A", "hz-b/A", "sh-b/B"]));
  expect(a?.cables.map(({ carries }) => carries)).toEqual([false, false, true, true, true]);
  expect(b?.cables.map(({ carries }) => carries)).toEqual([true, true, true, true, false]);
});

test("of a cable that nobody knows the edge is neither whole nor open", () => {
  const known = cables(["hz-a/A"]).filter(({ cable }) => cable !== "sz-a/A");
  const health = known.map((each) =>
    each.cable === "hz-b/A" ? { ...each, fault: "unknown" as const } : each,
  );
  const [a] = planesOf(fibres, health);
  expect(a?.cables.map(({ carries }) => carries)).toEqual([false, null, null, true, true]);
});
