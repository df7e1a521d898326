import type { IncidentView } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { VirtualShow } from "../testing/virtual-show.ts";

const stepMs = 10;

/** What a stage shows from now on, as often as anything may change. */
function watch(show: VirtualShow, ms: number): IncidentView[] {
  const seen: IncidentView[] = [];
  for (let passed = 0; passed < ms; passed += stepMs) {
    show.pass(stepMs);
    const { incident } = show.gateway.core.snapshot();
    if (incident !== null) seen.push(incident);
  }
  return seen;
}

test("T12 one cut at full speed may be two incidents: the timer goes on from the first loss and never back", () => {
  const show = VirtualShow.running();
  show.cut("hz-a");
  const seen = watch(show, 250);
  show.cut("hz-b");
  seen.push(...watch(show, 3_000));
  expect(new Set(seen.flatMap(({ id }) => id ?? []))).toEqual(new Set([1, 2]));
  const timer = seen.map(({ elapsedMs }) => elapsedMs ?? 0);
  expect(timer.filter((elapsedMs, at) => elapsedMs < (timer[at - 1] ?? 0))).toEqual([]);
  expect(new Set(seen.map(({ startedAtMs }) => startedAtMs)).size).toBe(1);

  const incidents = show.gateway.core.reportFacts()?.incidents ?? [];
  const [first, second] = incidents;
  expect(incidents.map(({ rooms, shardsHit }) => [rooms, shardsHit])).toEqual([
    [[0], 20],
    [[1], 20],
  ]);
  // The second room was lost 250 ms later and is back about as much later.
  expect(second!.durationMs! - first!.durationMs!).toBeGreaterThan(150);
  expect(second!.startedAtMs).toBe(first!.startedAtMs);
  expect(second!.durationMs).toBe(
    Math.max(...second!.shards!.map(({ measuredMs }) => measuredMs!)),
  );
});

test("T12 a room that is lost when the incident before has ended begins a timer of its own", () => {
  const show = VirtualShow.running();
  show.cut("hz-a");
  watch(show, 2_000);
  show.cut("hz-b");
  watch(show, 3_000);
  const [first, second] = show.gateway.core.reportFacts()?.incidents ?? [];
  expect(second!.startedAtMs! - first!.startedAtMs!).toBeGreaterThan(1_900);
  expect(second!.durationMs).toBeLessThan(1_500);
});

test("T12 an end that this gateway heard late is not taken for an end after the next loss", () => {
  const show = VirtualShow.running();
  show.cut("hz-a");
  watch(show, 250);
  show.gateway.deafen(1_500);
  watch(show, 1_400);
  show.cut("hz-b");
  watch(show, 5_000);
  const [first, second] = show.gateway.core.reportFacts()?.incidents ?? [];
  expect([first!.number, second!.number]).toEqual([1, 2]);
  expect(second!.startedAtMs! - first!.startedAtMs!).toBeGreaterThan(1_500);
  expect(second!.durationMs).toBeLessThan(1_500);
});
