import type { CableId, ShowSnapshot } from "@cablecut/protocol";
import { cables } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { soundsBetween } from "./cues.ts";

const scenes = storyScenes(8);
function heard(name: string, sound = true): ShowSnapshot {
  const snapshot = scenes[name]!.snapshot;
  return { ...snapshot, atMs: 0, stage: { ...snapshot.stage, sound } };
}

test("a stroke for every cable, at the distances of the fabric's stamps, and a tone at the stop", () => {
  const strokes = soundsBetween(heard("live"), heard("cut"));
  expect(strokes.map(({ hertz, afterMs }) => [hertz, afterMs])).toEqual([
    [55, 0],
    [55, 250],
    [55, 500],
    [55, 750],
  ]);
  expect(soundsBetween(heard("cut"), heard("abnormal"))).toEqual([]);
  expect(soundsBetween(heard("moving"), heard("recovered"))).toEqual([
    { hertz: 440, lastsMs: 900, afterMs: 0 },
  ]);
});

test("what came to pass while nothing was heard does not sound when the line is back", () => {
  const later = (name: string, atMs: number): ShowSnapshot => ({ ...heard(name), atMs });
  expect(soundsBetween(heard("live"), later("cut", 800))).toHaveLength(4);
  expect(soundsBetween(heard("live"), later("switching", 9_930))).toEqual([]);
  expect(soundsBetween(heard("moving"), later("proof", 60_000))).toEqual([]);
});

test("silence unless it is switched on, when the page has just come, and while the screen is blank", () => {
  expect(soundsBetween(heard("live", false), heard("cut", false))).toEqual([]);
  expect(soundsBetween(null, heard("cut"))).toEqual([]);
  expect(soundsBetween(heard("live"), { ...heard("cut"), blank: true })).toEqual([]);
  expect(soundsBetween(heard("moving"), heard("no-failover"))).toEqual([]);
});

test("cables that are cut a quarter of a second apart sound one after the other, as they come", () => {
  const order: readonly CableId[] = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"];
  const { incident } = heard("cut");
  const at = (cut: number): ShowSnapshot => ({
    ...heard("live"),
    atMs: cut * 250,
    cables: cables(order.slice(0, cut)),
    // It begins with the third, when the first room has none left.
    incident: cut < 3 ? null : incident,
  });
  for (const cut of [1, 2, 3, 4])
    expect(soundsBetween(at(cut - 1), at(cut)), `cable ${cut}`).toEqual([
      { hertz: 55, lastsMs: 180, afterMs: 0 },
    ]);
});

test("a single cable in a quiet hall sounds once, whatever an earlier run did to it", () => {
  const quiet = { ...heard("live"), incident: heard("full-speed").incident };
  const cut = { ...quiet, cables: cables(["hz-a/A", "hz-b/B"]) };
  const strokes = soundsBetween(quiet, cut);
  expect(strokes.map(({ hertz, afterMs }) => [hertz, afterMs])).toEqual([
    [55, 0],
    [55, 0],
  ]);
  expect(soundsBetween(cut, cut)).toEqual([]);
  expect(soundsBetween(cut, quiet)).toEqual([]);
});

test("no tone without a stop: not for a cut that was healed before it counted, nor once more after a gateway's restart", () => {
  const running = heard("cut");
  const { incident } = heard("moving");
  const beganMs = running.incident!.startedAtMs!;
  const over = (id: number, startedAtMs: number): ShowSnapshot => ({
    ...heard("recovered"),
    incident: { ...heard("recovered").incident!, id, startedAtMs, elapsedMs: 26_000 },
  });
  const undecided = { ...running, incident: { ...running.incident!, id: null } };
  expect(soundsBetween(undecided, over(1, beganMs - 90_000))).toEqual([]);
  // At full speed a cut may get its number with its end, and be two incidents.
  expect(soundsBetween(undecided, over(2, beganMs))).toHaveLength(1);
  const first = { ...heard("moving"), incident: { ...incident!, id: 1, startedAtMs: beganMs } };
  expect(soundsBetween(first, over(2, beganMs))).toHaveLength(1);
  expect(soundsBetween({ ...first, scene: "starting" }, over(1, beganMs))).toEqual([]);
});
