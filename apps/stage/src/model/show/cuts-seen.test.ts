import type { CableId, ShowSnapshot } from "@cablecut/protocol";
import { cables, showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { createStageStore } from "../store.ts";
import { speakingSocket } from "../../testing/speaking-socket.ts";

/** A page with a clock of its own, which hears the cables five times a second. */
function page() {
  const socket = speakingSocket();
  const clock = { ms: 0 };
  const { store } = createStageStore(socket, () => clock.ms);
  let atMs = showScenes["live"]!.atMs;
  const hear = (
    cut: readonly CableId[],
    afterMs = 200,
    scene: Partial<ShowSnapshot> = {},
    looks: ShowSnapshot["cables"] = cables(cut),
  ): string[] => {
    clock.ms += afterMs;
    atMs += afterMs;
    socket.say("snapshot", { ...showScenes["live"], ...scene, atMs, cables: looks });
    return [...store.getState().cutsSeen.keys()];
  };
  return { hear };
}

test("each cable of a cut is seen as it is cut, also the first two, before there is an incident", () => {
  const { hear } = page();
  expect(hear([])).toEqual([]);
  expect(hear(["hz-a/A"])).toEqual(["hz-a/A"]);
  expect(hear(["hz-a/A", "hz-b/A"])).toEqual(["hz-a/A", "hz-b/A"]);
  // A second later it is what is left of it.
  expect(hear(["hz-a/A", "hz-b/A"], 850)).toEqual(["hz-b/A"]);
  expect(hear(["hz-a/A", "hz-b/A"], 400)).toEqual([]);
});

test("a page that is loaded into a cut, or heard nothing when it was made, has seen none", () => {
  const { hear } = page();
  expect(hear(["hz-a/A"])).toEqual([]);
  expect(hear(["hz-a/A", "hz-b/A"], 60_000)).toEqual([]);
});

test("a cable that is cut once more after a short run is seen again, and only then", () => {
  const { hear } = page();
  const { incident } = showScenes["recovered-full-speed"]!;
  hear([], 200, { incident });
  expect(hear(["hz-a/A"], 200, { incident })).toEqual(["hz-a/A"]);
  expect(hear(["hz-a/A"], 5_000, { incident })).toEqual([]);
  expect(hear([], 200, { incident })).toEqual([]);
  expect(hear(["hz-a/A"], 200, { incident })).toEqual(["hz-a/A"]);
  expect(hear([], 200, { incident })).toEqual([]);
});

test("what a gateway that was started anew learns of cables that were cut long ago is no cut", () => {
  const { hear } = page();
  const unknown = showScenes["live"]!.cables.map((cable) => ({
    ...cable,
    fault: "unknown" as const,
  }));
  expect(hear([], 200, {}, unknown)).toEqual([]);
  expect(hear(["hz-a/A", "hz-b/A"])).toEqual([]);
  expect(hear(["hz-a/A", "hz-b/A", "hz-a/B"])).toEqual(["hz-a/B"]);
});
