import { expect, test } from "vitest";
import { runSeed } from "./simulation.ts";

const chunk = 50;
const seeds = 500;

/** A failing seed is named by the violation; `npm run sim -- --seed S --trace` replays it with every event. */
test.each(Array.from({ length: seeds / chunk }, (_, at) => 1 + at * chunk))(
  "fifty runs through every kind of trouble, from seed %i on: no violation, and progress after the healing",
  (from) => {
    let booked = 0;
    for (let seed = from; seed < from + chunk; seed += 1) {
      try {
        booked += runSeed(seed).booked;
      } catch (error) {
        throw new Error(`seed ${seed}; again: npm run sim -- --seed ${seed} --trace`, {
          cause: error,
        });
      }
    }
    expect(booked).toBeGreaterThan(chunk);
  },
  300_000,
);
