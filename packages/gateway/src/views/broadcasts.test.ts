import { decodeWindows, worldSignMs, type HallFrame } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

test("phones hear a sign of life of the world every two seconds, and the world itself only when it changes", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const worlds = gateway.heardBy("all phones", "world").length;
  const signs = (): number => gateway.heardBy("all phones", "worldUnchanged").length;
  const before = signs();
  show.pass(10 * worldSignMs);
  expect(gateway.heardBy("all phones", "world")).toHaveLength(worlds);
  expect(signs() - before).toBeGreaterThanOrEqual(10);
  expect(signs() - before).toBeLessThanOrEqual(12);
  show.cut("hz-a");
  show.pass(2_000);
  expect(gateway.heardBy("all phones", "world").length).toBeGreaterThan(worlds);
});

test("a stage is told on arrival what there is, then five times a second, and a new scene at once", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  gateway.stages = 1;
  gateway.core.stageJoined("stage-1");
  const welcome = gateway.told.filter(({ to }) => to === "stage-1").map(({ name }) => name);
  expect(welcome).toEqual(["description", "arrivals", "snapshot", "consoleHand", "hall", "engine"]);
  const before = gateway.stageSaw("snapshot").length;
  show.pass(2_000);
  expect(gateway.stageSaw("snapshot").length - before).toBeGreaterThanOrEqual(9);
  expect(gateway.stageSaw("engine").at(-1)?.[0].seconds.length).toBeLessThanOrEqual(2);
  show.cut("hz-a");
  show.pass(150);
  expect(gateway.stageSaw("snapshot").at(-1)?.[0].scene).toBe("cut");
});

test("phones hear at once that a cut goes on: at full speed its accounts have moved before the hall's next turn", () => {
  // Wherever in the hall's second that falls.
  for (const restMs of [0, 250, 500, 750]) {
    const show = VirtualShow.running();
    const { core } = show.gateway;
    show.pass(restMs);
    show.cut("hz-a");
    while (core.snapshot().scene !== "switching") show.pass(50);
    show.pass(100);
    const incident = show.gateway.heardBy("all phones", "hall").at(-1)?.[0].incident;
    expect(incident).toMatchObject({ state: "running", id: 1 });
  }
});

test("what a stage is told five times a second does not grow with the age of the show", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  const length = (): number => JSON.stringify(gateway.core.snapshot()).length;
  show.pass(3_000);
  const early = length();
  show.pass(120_000);
  // Entries have more digits by now.
  expect(length() - early).toBeLessThan(200);
});

test("nobody at the stage, nothing built for it; consoles get numbered frames", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  show.pass(1_000);
  expect(gateway.stageSaw("snapshot")).toEqual([]);
  gateway.consoles = 1;
  show.pass(1_000);
  const frames = gateway.told
    .filter(({ to, name }) => to === "all consoles" && name === "console")
    .map(({ values }) => (values[0] as { frame: { number: number } }).frame.number);
  expect(frames.length).toBeGreaterThanOrEqual(3);
  expect(frames).toEqual(frames.map((_, at) => frames[0]! + at));
});

test("where no room answers any more the money that one told last has its age", () => {
  const show = VirtualShow.running();
  const { core } = show.gateway;
  expect(core.snapshot().funds?.ageMs).toBeUndefined();
  show.cut("hz-a", "hz-b", "sh-a", "sh-b", "sz-a");
  show.pass(6_000);
  const { funds, scene } = core.snapshot();
  expect(scene).toBe("quorum-lost");
  expect(funds?.ageMs).toBeGreaterThan(5_500);
  expect(funds?.ageMs).toBeLessThan(6_500);
  show.restoreEverything();
  show.pass(1_000);
  expect(core.snapshot().funds?.ageMs).toBeUndefined();
});

test("stages that come within a moment are told what was looked up once", () => {
  const { gateway } = VirtualShow.running();
  const ofTheHall = ["snapshot", "hall", "engine"];
  const welcomed = (stage: string): unknown[] => {
    gateway.core.stageJoined(stage);
    return gateway.told
      .filter(({ to, name }) => to === stage && ofTheHall.includes(name))
      .map(({ values }) => values[0]);
  };
  const [one, two] = [welcomed("one"), welcomed("two")];
  expect(one).toHaveLength(3);
  for (const [at, told] of one.entries()) expect(two[at]).toBe(told);
});

test("a stage misses nobody of whom all others were told just before it came", () => {
  const show = VirtualShow.running();
  const { gateway } = show;
  gateway.stages = 1;
  const people = 8;
  const stages: string[] = [];
  for (let each = 0; each < people; each += 1) {
    gateway.person(each.toString(16));
    for (let step = 0; step < 8; step += 1) {
      stages.push(`stage ${stages.length}`);
      gateway.core.stageJoined(stages.at(-1)!);
      show.pass(50);
    }
  }
  show.pass(1_500);
  /** From its welcome on, what it and what all were told. */
  const heard = (stage: string): HallFrame[] =>
    gateway.told
      .slice(gateway.told.findIndex(({ to }) => to === stage))
      .filter(({ to, name }) => name === "hall" && (to === stage || to === "all stages"))
      .map(({ values }) => values[0] as HallFrame);
  for (const stage of stages) {
    const met = heard(stage).flatMap((frame) => decodeWindows(frame.met));
    expect(new Set(met.map(({ account }) => account)).size).toBe(people);
  }
});
