import { expect, test } from "vitest";
import { figuresInPrint } from "./printed-figures.ts";

test("throughput as commit 02df589 prints it", () => {
  const text = `AMD EPYC, 2 cores, 24 GiB, Linux 6.1.0, Node 20.20.2
load before 0.1, pace keynote, seed 7
65536 accounts opened by ordinary requests in 2.1 s
idle, one client in hz-a (leader): p50 0.61 ms, p99 1.20 ms, 4700 transfers
IDLE p50 0.61 ms in the leader's room, 0.66 ms in the median room (goal 0.6 ms)
  a sync of this disk takes 0.20 ms alone, 0.35 ms with four at once: 1.7 of the latter per commit
one by one, 64 clients, run 1: 43210/s, p50 1.3 p99 4.9 max 12.3 ms; load 1.2
  processor time per transfer: hz-a 6000, hz-b 5000, sh-a 5000, sh-b 5000, sz-a 5000, generator 9000; together 35000 ns, 40 % of it in the kernel
ONE BY ONE 43210/s, p99 4.9 ms (goal 15000/s, 25 ms)
in batches, run 1: 1.634M/s applied on all five, frames answered in p50 80.1 p99 120.0 max 130.0 ms; load 2.1
  processor time per transfer: hz-a 200, hz-b 180, sh-a 180, sh-b 180, sz-a 180, generator 200; together 1120 ns, 20 % of it in the kernel
in batches, run 2: 1.700M/s applied on all five, frames answered in p50 80.1 p99 118.0 max 130.0 ms, 12 payer-switching; load 2.1
  processor time per transfer: hz-a 200; together 1100 ns, 20 % of it in the kernel
IN BATCHES 1.634M/s, 1.63 of the goal of 1M/s
9 transfers acknowledged, 65536 accounts compared, 0 false alarms: nothing is missing, nothing is double`;
  expect(figuresInPrint(text)).toEqual({
    "idle-leader-p50-ms": [0.61],
    "idle-median-p50-ms": [0.66],
    "one-by-one-per-second": [43_210],
    "one-by-one-p50-ms": [1.3],
    "one-by-one-p99-ms": [4.9],
    "one-by-one-processor-ns": [35_000],
    "batches-per-second": [1_634_000, 1_700_000],
    "batches-frame-p99-ms": [120, 118],
    "batches-processor-ns": [1_120, 1_100],
  });
});

test("recovery as commit 02df589 prints it; its summaries are no trials", () => {
  const text = `load before 0.1; 500 payments/s; both rooms of hz are cut

full-speed: ms after the cut
trial  leader  first commit  suspected    moved  recovered  others' gap  (load average)
    1    live            12    452/460      471        501          131  (1.2)
    2     cut           380        455      470        560          402  (1.4)
full-speed, all trials (2): recovered median 560, worst 560; first commit median 380, worst 380; others' gap median 402, worst 402`;
  expect(figuresInPrint(text)).toEqual({
    "first-commit-ms": [12, 380],
    "recovered-ms": [501, 560],
    "others-gap-ms": [131, 402],
  });
});

test("a text without figures has none", () => {
  expect(figuresInPrint("the rooms did not become ready")).toEqual({});
});
