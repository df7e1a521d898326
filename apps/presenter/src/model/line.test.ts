import { defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { consoleScenes, faulty } from "../testing/console-scenes.ts";
import { actLine, besideNow, stepNow } from "./line.ts";
import { stripOf } from "./strip.ts";

const at = (scene: string) => stepNow(consoleScenes[scene]!.show, defaultTopology);

test("a show goes along its line from the lobby to the run at full speed", () => {
  const scenes = [
    "lobby",
    "live",
    "cue",
    "hold-up",
    "cut",
    "switching",
    "counting",
    "zero",
    "report",
    "restored",
    "home",
    "again",
  ];
  expect(scenes.map(at)).toEqual(actLine.map(({ step }) => step));
});

test("without rooms or without a quorum the show is nowhere on its line", () => {
  expect([at("starting"), at("quorum-lost")]).toEqual([null, null]);
});

test("where something is missing nobody is told to say that nothing is lost", () => {
  expect(at("missing")).toBeNull();
  expect(besideNow(consoleScenes["missing"]!.show)).toBe("missing");
  expect(besideNow(consoleScenes["zero"]!.show)).toBeNull();
});

test("where the rooms were back before anything had moved nobody is told to say that a payment stopped the clock", () => {
  const { show } = consoleScenes["zero"]!;
  for (const state of ["restored-by-hand", "returned-by-itself"] as const)
    for (const act of ["live", "report"] as const) {
      const ended = { ...show, act, incident: { ...show.incident!, state } };
      expect(stepNow(ended, defaultTopology), state).toBeNull();
      expect(besideNow(ended), state).toBe("no-failover");
    }
});

test("what comes by measurement only is told apart from what the presenter gives", () => {
  const measured = actLine.filter(({ comes }) => comes === "measured").map(({ step }) => step);
  expect(measured).toEqual(["switching", "recovered", "zero", "home"]);
});

test("every state has a strip of its own, and red is for what is missing", () => {
  const strips = Object.entries(consoleScenes).map(
    ([scene, { show }]) => [scene, stripOf(show)] as const,
  );
  expect(strips.filter(([, strip]) => strip === "missing").map(([scene]) => scene)).toEqual([
    "missing",
  ]);
  const kinds = new Set(strips.map(([, strip]) => strip));
  expect(kinds.size).toBe(12);
  expect(Object.fromEntries(strips)).toMatchObject({
    blank: "blank",
    cut: "cut",
    switching: "switching",
    counting: "recovered",
    zero: "zero",
    "quorum-lost": "quorum-lost",
  });
});

test("a cable of which nothing is known is none that was cut: the line stays where the show is", () => {
  const { show } = consoleScenes["home"]!;
  const live = { ...show, act: "live", pace: show.incident!.pace } as const;
  const [first, ...others] = live.cables;
  const unknown = { ...live, cables: [{ ...first!, fault: "unknown" as const }, ...others] };
  expect(stepNow(live, defaultTopology)).toBe("live");
  expect(stepNow(unknown, defaultTopology)).toBe("live");
});

test("one cut cable of a later show is no report, and a slow cable keeps nobody from home", () => {
  const live = { ...consoleScenes["again"]!.show, pace: "keynote" } as const;
  expect(stepNow(faulty(live, { "sz-a/A": "silence" }), defaultTopology)).toBe("live");
  const { show } = consoleScenes["home"]!;
  expect(stepNow(faulty(show, { "sz-a/A": "silence" }), defaultTopology)).toBe("report");
  expect(stepNow(faulty(show, { "sz-a/A": "delay" }), defaultTopology)).toBe("home");
});
