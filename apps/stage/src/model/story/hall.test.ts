import { defaultTopology, encodeShards, type ShowSnapshot } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { emptyHall, hallHeard, hiddenWindows, lostRooms } from "./hall.ts";
import { hallPicture, type HallPicture } from "./hall-picture.ts";
import { planStory } from "./plan.ts";

const { buildings } = planStory(defaultTopology);
const made = new Map<number, ReturnType<typeof storyScenes>>();
/** Every scene is made anew by each call: once for each hall is enough. */
function scenesOf(people: number): ReturnType<typeof storyScenes> {
  const scenes = made.get(people) ?? storyScenes(people);
  made.set(people, scenes);
  return scenes;
}
function drawn(people: number, name: string, changes: Partial<ShowSnapshot> = {}): HallPicture {
  const { snapshot, hall } = scenesOf(people)[name]!;
  return hallPicture(
    hallHeard(emptyHall, hall),
    { ...snapshot, ...changes },
    defaultTopology,
    buildings,
  );
}
const count = (picture: HallPicture, look: string): number =>
  picture.windows.filter((window) => window.look === look).length;

test.each([8, 400, 2_000, 9_000])(
  "every one of %i people has a window, inside a building, and no two share a place",
  (people) => {
    for (const name of ["live", "switching", "moving", "proof"]) {
      const { pitch, windows } = drawn(people, name);
      const shards = 100;
      expect(windows.length * pitch.peopleEach, name).toBeGreaterThanOrEqual(people);
      expect(windows.length, name).toBeLessThanOrEqual(
        pitch.peopleEach === 1 ? people : people / pitch.peopleEach + shards,
      );
      expect(new Set(windows.map(({ x, y }) => `${x} ${y}`)).size).toBe(windows.length);
      for (const { x, y, room } of windows) {
        const box = buildings[room]!;
        expect(x).toBeGreaterThanOrEqual(box.x + 4);
        expect(y).toBeGreaterThanOrEqual(box.y + 4);
        expect(x + pitch.window).toBeLessThanOrEqual(box.x + box.width - 4);
        expect(y + pitch.window).toBeLessThanOrEqual(box.y + box.height - 4);
      }
      expect(pitch.window).toBeGreaterThanOrEqual(6);
    }
    expect(drawn(people, "live").pitch.peopleEach === 1).toBe(people <= 400);
  },
);

test("one pitch for the whole hall, before and after the rooms are lost", () => {
  const before = drawn(400, "live");
  const after = drawn(400, "proof");
  expect(after.pitch).toEqual(before.pitch);
  // Nobody who was not moved stands elsewhere.
  const at = new Map(after.windows.map((window) => [window.key, window]));
  const stayed = before.windows.filter(({ key, room }) => at.get(key)?.room === room);
  expect(stayed.length).toBe(240);
  for (const window of stayed)
    expect(at.get(window.key)).toMatchObject({ x: window.x, y: window.y });
});

test("windows go dark where people cannot be reached, arrive elsewhere, and are lit once they have paid", () => {
  expect(count(drawn(400, "live"), "lit")).toBe(400);
  expect(count(drawn(400, "cut"), "unreachable")).toBe(160);
  const moving = drawn(400, "moving");
  expect(count(moving, "unreachable") + count(moving, "arrived")).toBeLessThanOrEqual(160);
  expect(count(moving, "arrived")).toBeGreaterThan(0);
  const dark = moving.windows.filter(({ look }) => look === "unreachable");
  expect(new Set(dark.map(({ room }) => room))).toEqual(new Set([0, 1]));
  expect(count(drawn(400, "proof"), "lit")).toBe(400);
});

test("a room that is back while the other is waited for is lost no more, and its people are lit", () => {
  const { snapshot } = storyScenes(400)["one-room-back"]!;
  expect([...lostRooms(snapshot)]).toEqual([1]);
  const dark = drawn(400, "one-room-back").windows.filter(({ look }) => look === "unreachable");
  expect(new Set(dark.map(({ room }) => room))).toEqual(new Set([1]));
  // Without a cable it is lost before anybody has missed it.
  expect([...lostRooms(storyScenes(400)["cut"]!.snapshot)]).toEqual([0, 1]);
});

test("a hidden head count shows 400 windows, whatever the hall", () => {
  for (const people of [8, 400, 2_000]) {
    const { snapshot } = storyScenes(people)["live"]!;
    const hidden = { people: { ...snapshot.people, hidden: true } };
    expect(drawn(people, "live", hidden).windows).toHaveLength(hiddenWindows);
  }
});

test("a page that is loaded later draws the same, and a gateway that has met nobody shows as many", () => {
  expect(drawn(400, "moving")).toEqual(drawn(400, "moving"));
  const { snapshot, hall } = storyScenes(400)["live"]!;
  const unmet = hallHeard(emptyHall, { ...hall, met: [] });
  expect(hallPicture(unmet, snapshot, defaultTopology, buildings).windows).toHaveLength(400);
});

test("a window whose payment was booked is told for that frame only", () => {
  const { snapshot, hall } = storyScenes(400)["live"]!;
  const first = hallHeard(emptyHall, hall);
  const then = hallHeard(first, { ...hall, met: [], booked: "" });
  const paying = (state: typeof first): number =>
    hallPicture(state, snapshot, defaultTopology, buildings).windows.filter(({ booked }) => booked)
      .length;
  expect([paying(first), paying(then)]).toEqual([37, 0]);
});

test("a synthetic attendee is told from a person", () => {
  const { snapshot, hall } = storyScenes(8)["live"]!;
  const synthetic = hall.people.map((_, shard) => (shard < 3 ? 1 : 0));
  const picture = hallPicture(
    hallHeard(emptyHall, { ...hall, synthetic }),
    {
      ...snapshot,
      shards: encodeShards(
        hall.people.map((_, shard) => ({
          owner: (shard % 5) as never,
          status: "serving" as const,
        })),
      ),
    },
    defaultTopology,
    buildings,
  );
  expect(picture.windows.filter((window) => window.synthetic)).toHaveLength(3);
});
