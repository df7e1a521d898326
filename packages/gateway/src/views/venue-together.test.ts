import type { HallCheck, VenueCheck } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";
import { venueTogether } from "./venue-together.ts";

const nothing: readonly HallCheck[] = [
  { check: "join-opened", found: "this-machine-only" },
  { check: "stage-screen", found: "none" },
  { check: "round-trip", found: "none" },
];
const everything: readonly HallCheck[] = [
  { check: "join-opened", found: "same-network", network: "192.168.1.x" },
  { check: "stage-screen", found: "large", width: 1_920, height: 1_080 },
  { check: "round-trip", found: "fast", p50Ms: 12, p99Ms: 96 },
];

test("C16 what was found at any gateway is found, and of two the one that has to be seen to counts", () => {
  expect(venueTogether(nothing, [everything])).toEqual(everything);
  expect(venueTogether(everything, [nothing, []])).toEqual(everything);
  const small: HallCheck = { check: "stage-screen", found: "small", width: 800, height: 600 };
  const slow: HallCheck = { check: "round-trip", found: "slow", p50Ms: 40, p99Ms: 900 };
  for (const [here, there] of [
    [everything, [small, slow]],
    [[everything[0]!, small, slow], everything],
  ] as const)
    expect(venueTogether(here, [there])).toEqual([everything[0], small, slow]);
});

test("C16 a stage that a stranger opens, small or large, at whatever gateway takes no screen of the show's own off the checklist", () => {
  const screen = { check: "stage-screen", width: 800, height: 600 } as const;
  const tiny = { ...screen, found: "small", height: 1, strangers: true } as const;
  const huge = { ...screen, found: "large", height: 4_000, strangers: true } as const;
  const own = { ...screen, found: "small" } as const;
  for (const stranger of [tiny, huge])
    for (const [here, ...others] of [
      [own, stranger],
      [stranger, own],
      [nothing[1]!, stranger, own],
    ] as const)
      expect(
        venueTogether(
          [here],
          others.map((each) => [each]),
        ),
      ).toEqual([own]);
  expect(venueTogether([huge], [[tiny]])).toEqual([tiny]);
  const notMeasured = { check: "stage-screen", found: "none", own: true } as const;
  expect(venueTogether([notMeasured], [[tiny]])).toEqual([notMeasured]);
  expect(venueTogether([tiny], [[notMeasured]])).toEqual([notMeasured]);
  expect(venueTogether([notMeasured], [[own]])).toEqual([own]);
});

test("what a gateway finds on its own machine is not told by another one", () => {
  const port: VenueCheck = { check: "port", found: "not-reached-yet", port: 2_626 };
  expect(venueTogether([port], [everything])).toEqual([port]);
});

test("C16 a console says of a stage at the other gateway how large it is, as long as that gateway speaks", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const [one, other] = show.gateways;
  one!.hall = everything;
  other!.hall = nothing;
  const screen = () => other!.core.console().venue.find(({ check }) => check === "stage-screen");
  show.pass(400);
  expect(screen()).toEqual(everything[1]);
  one!.stopForGood();
  show.pass(5_000);
  expect(screen()).toEqual(nothing[1]);
});

test("C16 a stage that a stranger opens at the other gateway is no second screen, and counts where there is no other", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const [one, other] = show.gateways;
  [one!.stages, other!.stages, other!.strangers] = [1, 2, 2];
  show.pass(400);
  for (const { core } of show.gateways) expect(core.console().stages).toBe(1);
  one!.stages = 0;
  show.pass(400);
  for (const { core } of show.gateways) expect(core.console().stages).toBe(2);
});
