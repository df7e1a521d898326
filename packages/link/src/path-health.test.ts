import { expect, test } from "vitest";
import type { Pulse } from "./frame.ts";
import { PathHealth, choosePath } from "./path-health.ts";

const timing = { switchAfterMs: 150 };

function pulse(more: Partial<Pulse>): Pulse {
  return {
    wantsAnswer: false,
    acknowledged: 0,
    bytesIn: 0,
    sentAt: 0,
    echo: -1,
    choice: 0,
    ...more,
  };
}

/** A path that answered last at `at` with this round trip. */
function answering(at: number, rttMs = 1): PathHealth {
  const health = new PathHealth(0);
  health.pulse(pulse({ echo: at - rttMs }), at);
  return health;
}

test("only a new echo or a grown count of our bytes proves that bytes travel both ways", () => {
  const health = new PathHealth(0);
  health.pulse(pulse({ echo: 10, bytesIn: 100 }), 20);
  expect(health.silentMs(20)).toBe(0);
  health.pulse(pulse({ echo: 10, bytesIn: 100, sentAt: 60 }), 70);
  expect([health.silentMs(70), health.echo]).toEqual([50, 60]);
  health.pulse(pulse({ echo: 10, bytesIn: 101 }), 80);
  expect(health.silentMs(80)).toBe(0);
  health.pulse(pulse({ echo: 75, bytesIn: 101, wantsAnswer: true }), 90);
  expect(health.silentMs(90)).toBe(0);
});

test("the round trip is measured on answers, not on questions that happen to echo", () => {
  const health = new PathHealth(0);
  health.pulse(pulse({ echo: 10, wantsAnswer: true }), 60);
  expect(health.rttMs).toBe(null);
  health.pulse(pulse({ echo: 98 }), 100);
  expect(health.rttMs).toBe(2);
});

test("a queue that builds up shrinks what may be on its way, an empty one lets it grow", () => {
  const health = answering(1);
  const start = health.flightBytesMax;
  health.pulse(pulse({ echo: 100 }), 300);
  expect(health.flightBytesMax).toBe(start / 2);
  health.pulse(pulse({ echo: 399 }), 400);
  expect(health.flightBytesMax).toBe(start / 2);
  health.wasLimited = true;
  health.pulse(pulse({ echo: 499 }), 500);
  expect(health.flightBytesMax).toBe(start);
});

test("the path in use is kept while it answers, also when an earlier one is back", () => {
  const paths = [
    ["A", answering(1_000)],
    ["B", answering(1_000)],
  ] as const;
  expect(choosePath(paths, "B", 1_010, 5_000, timing)).toBe("B");
  expect(choosePath(paths, null, 1_010, 5_000, timing)).toBe("A");
});

test("where the path in use is gone and none is fresh, the one that answered last is taken", () => {
  const paths = [
    ["A", answering(200)],
    ["B", answering(830)],
  ] as const;
  expect(choosePath(paths, null, 1_000, 0, timing)).toBe("B");
});

test("after 150 ms of silence traffic moves to a path that has answered the probe, and to no other", () => {
  const silent = answering(1_000);
  const stale = answering(1_040);
  const paths = [
    ["A", silent],
    ["B", stale],
    ["C", answering(1_110)],
  ] as const;
  expect(choosePath(paths, "A", 1_149, 0, timing)).toBe("A");
  silent.probedAt = 1_080;
  expect(choosePath(paths, "A", 1_151, 0, timing)).toBe("C");
  expect(choosePath(paths.slice(0, 2), "A", 1_151, 0, timing)).toBe("A");
});

test("with all paths silent nothing moves: the peer is busy, or everything is cut", () => {
  const silent = answering(1_000);
  silent.probedAt = 1_080;
  const paths = [
    ["A", silent],
    ["B", answering(1_050)],
  ] as const;
  expect(choosePath(paths, "A", 2_000, 0, timing)).toBe("A");
});

test("an answer ends the probe", () => {
  const health = answering(1_000);
  health.probedAt = 1_080;
  health.pulse(pulse({ echo: 1_090 }), 1_100);
  expect(health.probedAt).toBe(null);
});

test("a clearly faster path is taken, at most once a second", () => {
  const paths = [
    ["A", answering(1_000, 200)],
    ["B", answering(1_000, 2)],
  ] as const;
  expect(choosePath(paths, "A", 1_010, 500, timing)).toBe("A");
  expect(choosePath(paths, "A", 1_010, 1_500, timing)).toBe("B");
  const close = [
    ["A", answering(1_000, 20)],
    ["B", answering(1_000, 2)],
  ] as const;
  expect(choosePath(close, "A", 1_010, 1_500, timing)).toBe("A");
});

test("without any path that is up there is none to choose", () => {
  expect(choosePath([], "A", 0, 0, timing)).toBe(null);
});
