import { expect, test } from "vitest";
import { FramePace } from "./frame-pace.ts";

test.each([60, 75, 144, 240])("of %i frames a second forty are painted", (rate) => {
  const pace = new FramePace();
  let painted = 0;
  for (let frame = 0; frame < 10 * rate; frame += 1)
    if (pace.isDue((frame * 1_000) / rate)) painted += 1;
  expect(painted / 10).toBeGreaterThanOrEqual(38);
  expect(painted / 10).toBeLessThanOrEqual(41);
});

test("a slow screen paints every frame, and makes up for nothing", () => {
  const pace = new FramePace();
  const due = [0, 200, 400, 410].map((atMs) => pace.isDue(atMs));
  expect(due).toEqual([true, true, true, false]);
});
