import type { PayAnswer } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { sleepNoticingClock } from "./sleep-noticing-clock.ts";
import { SentNumbers } from "./transfer/sent-numbers.ts";

/** A page whose device sleeps now and then. */
function device() {
  let now = 0;
  let wall = 1_764_000_000_000;
  const numbers = new SentNumbers(now);
  const slept: number[] = [];
  const clock = sleepNoticingClock(
    () => now,
    () => wall,
    () => {
      slept.push(now);
      numbers.startAfresh(now);
    },
  );
  const pass = (ms: number, stoodStillMs = 0): void => {
    now += ms - stoodStillMs;
    wall += ms;
  };
  return { clock, numbers, slept, pass, setWall: (ms: number) => void (wall += ms) };
}

test("a phone that slept tells nothing of what was in flight: where its clock says the cut began it was another moment", () => {
  const { clock, numbers, slept, pass } = device();
  pass(60_000);
  numbers.sent(1, clock());
  pass(2_000);
  numbers.answered(1, { kind: "booked" } as PayAnswer, clock());
  pass(28_000);
  // Cut here; 30 s later the screen locks for 29 s, and the gateway asks as soon as the phone is back.
  pass(60_000, 29_000);
  const beganAtMs = clock() - 60_000;
  expect(slept).toHaveLength(1);
  expect(numbers.inFlightAt(beganAtMs)).toBeNull();
  // Of the next cut it can say everything.
  pass(5_000);
  numbers.sent(2, clock());
  pass(500);
  expect(numbers.inFlightAt(clock() - 100)).toMatchObject([{ sequence: 2, sentBeforeMs: 400 }]);
});

test("clocks that drift apart, and one that is set back, are no sleep", () => {
  const { clock, slept, pass, setWall } = device();
  for (let hour = 0; hour < 48; hour += 1) {
    pass(3_600_000);
    setWall(100);
    clock();
  }
  setWall(-86_400_000);
  clock();
  expect(slept).toEqual([]);
});
