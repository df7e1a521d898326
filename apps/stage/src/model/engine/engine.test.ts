import type { EngineSecond, IncidentView } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { emptyEngine, engineHeard, momentsHeard } from "./engine.ts";

const baseMs = 1_800_000_000_000;

function second(at: number, booked: number, offMs = 0): EngineSecond {
  return {
    atMs: baseMs + at * 1_000 + offMs,
    byRoom: [booked, 0, 0, 0, 0],
    answers: { booked, "not-now": 0, unknown: 0, refused: 0 },
    answerMs: null,
  };
}
const frame = (seconds: readonly EngineSecond[]) => ({
  rooms: [],
  canaries: "",
  events: [],
  seconds,
});

test("what a gateway told stays when the next one knows less; a second that both tell stands once", () => {
  const before = engineHeard(emptyEngine, frame([second(1, 10), second(2, 20)]));
  // The clocks of two gateways differ a little.
  const after = engineHeard(before, frame([second(2, 21, 40), second(5, 50)]));
  expect(after.seconds.map(({ byRoom }) => byRoom[0])).toEqual([10, 21, 50]);
});

test("seconds of more than two minutes ago are dropped", () => {
  const many = Array.from({ length: 300 }, (_, at) => second(at, at));
  const { seconds } = engineHeard(emptyEngine, frame(many));
  expect(seconds).toHaveLength(120);
  expect(seconds[0]?.byRoom[0]).toBe(180);
});

test("a wall clock that is set right goes on from there: what was ahead of it is dropped, and not what comes", () => {
  const early = engineHeard(emptyEngine, frame([second(3_600, 1), second(3_601, 2)]));
  const setBack = engineHeard(early, frame([second(1, 3)]));
  const { seconds } = engineHeard(setBack, frame([second(2, 4)]));
  expect(seconds.map(({ byRoom }) => byRoom[0])).toEqual([3, 4]);
});

test("cut and recovery are marked, the incident's number notwithstanding, and the one before stays", () => {
  const running = showScenes["switching-early"]?.incident as IncidentView;
  const at = (changes: Partial<IncidentView>): IncidentView => ({ ...running, ...changes });
  let engine = momentsHeard(emptyEngine, at({ id: null, startedAtMs: baseMs }));
  engine = momentsHeard(engine, at({ id: 1, startedAtMs: baseMs }));
  expect(engine.moments).toEqual([{ incident: 1, cutMs: baseMs, endMs: null }]);
  engine = momentsHeard(engine, at({ startedAtMs: baseMs, state: "recovered", elapsedMs: 26_000 }));
  engine = momentsHeard(engine, at({ id: 2, startedAtMs: baseMs + 90_000 }));
  expect(engine.moments).toEqual([
    { incident: 1, cutMs: baseMs, endMs: baseMs + 26_000 },
    { incident: 2, cutMs: baseMs + 90_000, endMs: null },
  ]);
});

test("of an incident whose beginning nobody knows nothing is marked", () => {
  const running = showScenes["switching-early"]?.incident as IncidentView;
  expect(momentsHeard(emptyEngine, { ...running, startedAtMs: null })).toBe(emptyEngine);
  expect(momentsHeard(emptyEngine, null)).toBe(emptyEngine);
});

test("a page that is opened again marks the runs that its gateway remembers, and keeps those that only an earlier gateway knew", () => {
  const at = (changes: Partial<IncidentView>): IncidentView => ({
    ...(showScenes["switching-early"]?.incident as IncidentView),
    ...changes,
  });
  const first = { incident: 1, cutMs: baseMs, endMs: baseMs + 3_000 };
  const second = { incident: 2, cutMs: baseMs + 40_000, endMs: baseMs + 44_000 };
  // As a gateway welcomes a stage: the snapshot, then all that it has.
  const now = at({ id: 2, startedAtMs: second.cutMs, state: "recovered", elapsedMs: 4_000 });
  const opened = momentsHeard(emptyEngine, now);
  const told = engineHeard(opened, { ...frame([]), moments: [first, second] });
  expect(told.moments).toEqual([first, second]);
  const restarted = engineHeard(told, { ...frame([]), moments: [second] });
  expect(restarted.moments).toEqual([first, second]);
  // The one that goes on without a number yet is not lost.
  const third = momentsHeard(told, at({ id: null, startedAtMs: baseMs + 90_000 }));
  expect(engineHeard(third, { ...frame([]), moments: [first, second] })).toMatchObject({
    moments: [first, second, { incident: null, cutMs: baseMs + 90_000 }],
  });
  // A gateway of an earlier build tells none.
  expect(engineHeard(told, frame([])).moments).toEqual([first, second]);
});

test("a run that has no number yet is marked once when it gets one, however far the clocks of two gateways are apart", () => {
  const running = showScenes["switching-early"]?.incident as IncidentView;
  const run = (id: number | null, cutMs: number): IncidentView => ({
    ...running,
    id,
    startedAtMs: cutMs,
  });
  const first = { incident: 1, cutMs: baseMs, endMs: baseMs + 3_000 };
  // By a clock that is ahead of the one by which the next run began.
  const second = { incident: 2, cutMs: baseMs + 40_000, endMs: baseMs + 44_000 };
  const begun = momentsHeard({ ...emptyEngine, moments: [first] }, run(null, baseMs + 39_000));
  const told = engineHeard(begun, { ...frame([]), moments: [first, second] });
  expect(told.moments.map(({ incident }) => incident)).toEqual([1, 2, null]);
  const numbered = momentsHeard(told, run(3, baseMs + 39_000));
  expect(numbered.moments.map(({ incident }) => incident)).toEqual([1, 2, 3]);
});
