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

test("T10 cables that are cut one by one, as slowly as somebody likes, are all in the story; one that was whole in between is not", () => {
  const show = VirtualShow.running();
  show.cut("sz-a/A");
  show.pass(1_000);
  show.restoreEverything();
  show.cut("hz-a/A");
  show.pass(30_000);
  show.cut("hz-b/A");
  show.pass(15_000);
  show.cut("hz-a/B");
  show.pass(100);
  const cut = (): (string | null)[] =>
    show.gateway.core
      .snapshot()
      .incident!.timeline.flatMap(({ kind, cable }) => (kind === "cable-cut" ? [cable] : []));
  expect(cut()).toEqual(["hz-a/A", "hz-b/A", "hz-a/B"]);
  show.cut("hz-b/B");
  show.pass(3_000);
  expect(cut()).toEqual(["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"]);
});

test("of one cut that is two incidents the most that was kept is that of the whole cut", () => {
  const show = VirtualShow.running();
  const { core } = show.gateway;
  const { connection } = show.gateway.person("a");
  show.pass(200);
  show.cut("hz-a");
  watch(show, 200);
  core.phones.outbox(connection, { kept: 5, keptCents: 4_440 as never, checking: 0, receipts: 1 });
  watch(show, 50);
  show.cut("hz-b");
  watch(show, 250);
  core.phones.outbox(connection, { kept: 1, keptCents: 888 as never, checking: 0, receipts: 1 });
  const seen = watch(show, 3_000);
  expect(seen.at(-1)?.id).toBe(2);
  expect(core.snapshot().traffic.keptMost).toBe(5);
});
