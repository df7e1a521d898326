import type { EngineFrame, EngineSecond, RunMoment } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { emptyEngine, engineHeard } from "./engine.ts";
import { engineKept, keepEngine } from "./kept-engine.ts";

const baseMs = 1_800_000_000_000;
const second = (at: number, booked: number): EngineSecond => ({
  atMs: baseMs + at * 1_000,
  byRoom: [booked, 0, 0, 0, 0],
  answers: { booked, "not-now": 0, unknown: 0, refused: 0 },
  answerMs: booked === 0 ? null : { p50Ms: 2.5, p99Ms: 11 },
});
const run = (incident: number | null, at: number): RunMoment => ({
  incident,
  cutMs: baseMs + at * 1_000,
  endMs: baseMs + at * 1_000 + 500,
});
const frame = (
  seconds: readonly EngineSecond[],
  moments: readonly RunMoment[] = [],
): EngineFrame => ({ rooms: [], canaries: "", events: [], seconds, moments });

function screen() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    /** Somebody else has been there. */
    damage: (change: (text: string) => string) => {
      for (const [key, text] of kept) kept.set(key, change(text));
    },
  };
}
const told = { seconds: [second(1, 10), second(2, 0)], moments: [run(1, 1), run(null, 2)] };

test("what an engineer has seen comes back to the next page of the same show, and to that of no other", () => {
  const storage = screen();
  keepEngine("K7F3", told, storage);
  // A run without a number the snapshot tells of.
  expect(engineKept("K7F3", storage)).toEqual({ seconds: told.seconds, moments: [run(1, 1)] });
  expect(engineKept("OTHER", storage)).toBeNull();
  expect(engineKept("K7F3", screen())).toBeNull();
  expect(engineKept("K7F3", null)).toBeNull();
});

test.each([
  ["no JSON", (text: string) => text.slice(1)],
  ["nothing", () => "null"],
  ["an older shape", (text: string) => text.replace('"version":1', '"version":0')],
  ["a negative count", (text: string) => text.replace('"booked":10', '"booked":-10')],
  ["a word for a number", (text: string) => text.replace('"p50Ms":2.5', '"p50Ms":"2.5"')],
  ["a kind of answer too many", (text: string) => text.replace('"refused"', '"lost":1,"refused"')],
  ["a moment that is no date", (text: string) => text.replace(/"cutMs":\d+/, '"cutMs":9e99')],
  ["a list that is none", (text: string) => text.replace('"moments":[', '"moments":{"0":[')],
])("of what has not its shape nothing is believed: %s", (_, change) => {
  const storage = screen();
  keepEngine("K7F3", told, storage);
  storage.damage(change);
  expect(engineKept("K7F3", storage)).toBeNull();
});

test("a browser that forbids to keep anything costs nothing but that", () => {
  const forbidden = {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("full");
    },
  };
  expect(() => keepEngine("K7F3", told, forbidden)).not.toThrow();
  expect(engineKept("K7F3", forbidden)).toBeNull();
});

test("what was kept is drawn once a gateway has said which second is now, and only as far as the charts reach back", () => {
  const kept = { seconds: [second(1, 10), second(60, 20)], moments: [run(1, 1), run(2, 40)] };
  const opened = { ...emptyEngine, kept };
  const silent = engineHeard(opened, frame([]));
  expect(silent.seconds).toEqual([]);
  // As a gateway that was started since: it knows the run that goes on, and of the two before one by the log.
  const heard = engineHeard(
    silent,
    frame([second(60, 21), second(130, 3)], [run(2, 40), run(3, 120)]),
  );
  expect(heard.seconds.map(({ byRoom }) => byRoom[0])).toEqual([21, 3]);
  expect(heard.moments.map(({ incident }) => incident)).toEqual([1, 2, 3]);
  // An hour later none of it lies in the charts.
  expect(engineHeard(opened, frame([second(3_600, 5)])).seconds).toHaveLength(1);
});

test("what is kept is read back although clocks round: the newest second may be a millisecond early", () => {
  const storage = screen();
  const before = Array.from({ length: 120 }, (_, at) => second(at, at));
  const early = { ...second(120, 1), atMs: baseMs + 120 * 1_000 - 1 };
  const engine = engineHeard(engineHeard(emptyEngine, frame(before)), frame([early]));
  keepEngine("K7F3", engine, storage);
  expect(engineKept("K7F3", storage)?.seconds).toHaveLength(120);
});
