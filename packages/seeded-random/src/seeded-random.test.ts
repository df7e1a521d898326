import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

test("the numbers of a seed never change: failures are reported by it", () => {
  const random = seededRandom(1);
  expect([random(), random(), random()]).toEqual([
    0.627_073_940_588_161_3, 0.002_735_721_180_215_478, 0.527_447_039_959_952_2,
  ]);
});

test("every number is at least 0 and below 1, and they fill what lies between evenly", () => {
  const random = seededRandom(0xffff_ffff);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw += 1) {
    const number = random();
    expect(number).toBeGreaterThanOrEqual(0);
    tenths[Math.floor(number * 10)]! += 1;
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(120);
});
