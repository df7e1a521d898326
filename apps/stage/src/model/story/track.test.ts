import { expect, test } from "vitest";
import { storyScenes } from "../../testing/story-scenes.ts";
import { cutNumbers, isSameCutAs2018, textPlaces, trackOf } from "./track.ts";

const scenes = storyScenes(400);
const incidentOf = (name: string) => scenes[name]!.snapshot.incident;

test("phases are drawn from what was recorded, up to the time in the digits", () => {
  const parts = (name: string, ms: number) =>
    trackOf(incidentOf(name), ms).parts.map(({ look, fromS, toS }) => [look, fromS, toS]);
  expect(parts("cut", 340)).toEqual([["solid", 0, 0.34]]);
  expect(parts("abnormal", 1_400)).toEqual([["solid", 0, 1.4]]);
  expect(parts("switching", 9_900)).toEqual([
    ["solid", 0, 2.01],
    ["beads", 2.01, 9.9],
  ]);
  expect(parts("moving", 23_400)).toEqual([
    ["solid", 0, 2.01],
    ["beads", 2.01, 20.06],
    ["bars", 20.06, 23.4],
  ]);
  // The digits follow what was measured: nothing is drawn beyond them.
  expect(parts("moving", 1_500)).toEqual([["solid", 0, 1.5]]);
});

test("where nobody saw the phases the track is plain; a longer run gets a longer scale", () => {
  const unseen = { ...incidentOf("moving")!, timeline: [] };
  expect(trackOf(unseen, 23_400).parts).toEqual([{ look: "solid", fromS: 0, toS: 23.4 }]);
  expect(trackOf(unseen, 28_000).endS).toBe(28);
  expect(trackOf(unseen, 28_100).endS).toBe(56);
});

test("the mark of 2018 is that of the pace: 26 on the stage, 25 at the booth", () => {
  const last = (pace: "keynote" | "booth"): string | undefined =>
    trackOf({ ...incidentOf("switching")!, pace }, 9_900).ticks.at(-1)?.text;
  expect([last("keynote"), last("booth")]).toEqual(["26 · 2018", "25 · 2018"]);
});

test.each([9_900, 43_000, 70_000, 300_000])(
  "the text of 2018 stands at its mark, however long the run is: %i ms",
  (ms) => {
    const { endS, ticks } = trackOf(incidentOf("moving"), ms);
    const width = 840;
    const marks = ticks.map(({ atS, text }) => ({ at: (atS / endS) * width, text }));
    const places = textPlaces(marks, width);
    const [mark, place] = [marks.at(-1)!.at, places.at(-1)!];
    expect(Math.abs(place - mark)).toBeLessThan(70);
    expect(place).toBeGreaterThan(places.at(-2)! + 80);
    expect(place).toBeLessThan(width - 70);
  },
);

test("cuts are numbered by the fabric's stamps, and only while they last", () => {
  const { snapshot } = scenes["cut"]!;
  const numbers = [...cutNumbers(snapshot)].map(([cable, { number }]) => `${number} ${cable}`);
  expect(numbers).toEqual(["1 hz-a/A", "2 hz-b/A", "3 hz-a/B", "4 hz-b/B"]);
  const cables = snapshot.cables.map((each) =>
    each.cable === "hz-b/A" ? { ...each, fault: "none" as const } : each,
  );
  expect([...cutNumbers({ ...snapshot, cables }).keys()]).not.toContain("hz-b/A");
});

test("a cable that was cut and healed before the cut has the number of its own cut, and makes it no other cut than in 2018", () => {
  const { snapshot } = scenes["cut"]!;
  const incident = snapshot.incident!;
  const line = (atMs: number, kind: "cable-cut" | "cable-restored", cable: string) =>
    ({ atMs, kind, cable, room: null }) as (typeof incident.timeline)[number];
  const healed = (cable: string) => [
    line(-9_000, "cable-cut", cable),
    line(-6_000, "cable-restored", cable),
  ];
  const numbersAfter = (cable: string): readonly string[] => {
    const timeline = [...healed(cable), ...incident.timeline];
    return [...cutNumbers({ ...snapshot, incident: { ...incident, timeline } }).keys()];
  };
  expect(numbersAfter("hz-b/A")).toEqual(["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"]);
  const whole = incidentOf("full-speed")!;
  const withFifth = (before: typeof whole.timeline, after: typeof whole.timeline): boolean =>
    isSameCutAs2018({ ...whole, timeline: [...before, ...whole.timeline, ...after] });
  expect(withFifth(healed("sz-a/A"), [])).toBe(true);
  expect(withFifth([], [line(400, "cable-cut", "sz-a/A")])).toBe(false);
});

test("only four cables of two rooms are the same cut as in 2018", () => {
  const incident = incidentOf("full-speed")!;
  expect(isSameCutAs2018(incident)).toBe(true);
  // At full speed the log counts its two rooms as two incidents.
  expect(isSameCutAs2018({ ...incident, roomsLost: [1 as never] })).toBe(true);
  const ofOne = incident.timeline.filter(({ room }) => room !== 1);
  expect(isSameCutAs2018({ ...incident, roomsLost: [0 as never], timeline: ofOne })).toBe(false);
  expect(isSameCutAs2018({ ...incident, timeline: incident.timeline.slice(1) })).toBe(false);
  // Another run's room, which is still cut.
  const later = incident.timeline.map((line) => ({ ...line, atMs: line.atMs - 8_000 }));
  const [ofA, ofB] = [later, incident.timeline].map((lines, room) =>
    lines.filter((line) => line.room === room || line.cable?.startsWith(`hz-${"ab"[room]}`)),
  );
  const second = { ...incident, roomsLost: [1 as never], timeline: [...ofA!, ...ofB!] };
  expect(isSameCutAs2018(second)).toBe(false);
  const { snapshot } = scenes["cut"]!;
  expect([...cutNumbers({ ...snapshot, incident: second }).keys()]).toEqual(["hz-b/A", "hz-b/B"]);
  expect(isSameCutAs2018(null)).toBe(false);
});
