import { expect, test } from "vitest";
import type { ReadIndexOutcome } from "../../port.ts";
import { OpenReads } from "./open-reads.ts";

const repeatMs = 50;
const applied = (index: number): ReadIndexOutcome => ({ kind: "applied", index });

/** Reads that are looked at one by one, and the questions that were put for them. */
function underGlass() {
  const reads = new OpenReads();
  const asked: number[] = [];
  return {
    reads,
    asked,
    open: (nowMs = 0): ReadIndexOutcome[] => {
      const outcomes: ReadIndexOutcome[] = [];
      reads.open(nowMs, (outcome) => outcomes.push(outcome));
      return outcomes;
    },
    put: (nowMs = 0, hasLeader = true): void =>
      reads.put(nowMs, repeatMs, (id) => {
        if (hasLeader) asked.push(id);
        return hasLeader;
      }),
  };
}

test("whoever asks after the question was put has one of its own: what was acknowledged between them it must show", () => {
  const { reads, asked, open, put } = underGlass();
  const early = open();
  put();
  const late = open();
  put();
  const [first, second] = asked;
  expect(second).not.toBe(first);
  reads.answered(first!, 3);
  reads.applied(9);
  expect([early, late]).toEqual([[applied(3)], []]);
  reads.answered(second!, 4);
  reads.applied(9);
  expect(late).toEqual([applied(4)]);
});

test("so it is where the first question is put again, or its answer waits to be applied", () => {
  const { reads, asked, open, put } = underGlass();
  open();
  put();
  const again = open(10);
  put(repeatMs);
  const [first] = asked;
  reads.answered(first!, 3);
  const behind = open(repeatMs);
  reads.applied(3);
  expect([again, behind]).toEqual([[], []]);
});

test("whoever asks while there is nobody to ask shares one question, which is put once there is a leader", () => {
  const { reads, asked, open, put } = underGlass();
  const first = open();
  put(0, false);
  const second = open();
  put(1);
  expect(asked).toHaveLength(1);
  reads.answered(asked[0]!, 3);
  expect([first, second]).toEqual([[], []]);
  reads.applied(2);
  expect([first, second]).toEqual([[], []]);
  reads.applied(3);
  expect([first, second]).toEqual([[applied(3)], [applied(3)]]);
});
