import { expect, test } from "vitest";
import { CableEventLog, eventHistoryMax, type KeptEvent } from "./cable-event-log.ts";

const clock = { monotonicMs: () => 10_000, wallMs: () => 1_790_000_010_000, boot: "this run" };
const restored = (atMs: number) =>
  ({ kind: "cable-restored", cable: "x/A", atMs, wallMs: 1_790_000_000_000 + atMs }) as const;
const earlier = Array.from({ length: 1_500 }, (_, seq): KeptEvent => ({
  boot: "this run",
  event: { ...restored(seq), seq: seq + 1 },
}));

test("at most 2,000 events are remembered, those of earlier processes included", () => {
  const log = new CableEventLog(clock, earlier);
  for (let atMs = 5_000; atMs < 5_800; atMs += 1) log.append(restored(atMs));
  const { events } = log.history();
  expect(events).toHaveLength(eventHistoryMax);
  expect(events[0]).toMatchObject({ atMs: 300, ageMs: 9_700 });
  expect(events.at(-1)).toMatchObject({ atMs: 5_799, seq: 800 });
});

test("watchers catch up with events of this process only", () => {
  const log = new CableEventLog(clock, earlier);
  expect([log.last, log.after(0)]).toEqual([0, []]);
  log.append(restored(5_000));
  log.append(restored(5_001));
  expect(log.after(1).map(({ seq, atMs }) => [seq, atMs])).toEqual([[2, 5_001]]);
  for (let atMs = 0; atMs < eventHistoryMax; atMs += 1) log.append(restored(6_000 + atMs));
  expect(log.after(0)).toHaveLength(eventHistoryMax);
  expect(log.after(0)[0]).toMatchObject({ seq: 3 });
});
