import { expect, test } from "vitest";
import { Screens } from "./screens.ts";

test("a stage that somebody in the hall opens neither makes the big screen small nor two of it, and counts where there is no other", () => {
  const screens = new Screens();
  screens.came("stranger", false);
  screens.measured("stranger", { width: 1, height: 1 });
  expect([screens.count, screens.sizes]).toEqual([1, [{ width: 1, height: 1 }]]);
  expect(screens.knownCount).toBe(0);
  screens.came("projector", true);
  expect([screens.count, screens.knownCount, screens.sizes]).toEqual([1, 1, []]);
  screens.measured("projector", { width: 1_920, height: 1_080 });
  expect([screens.count, screens.sizes]).toEqual([1, [{ width: 1_920, height: 1_080 }]]);
  screens.left("projector");
  expect(screens.count).toBe(1);
  screens.left("stranger");
  expect([screens.count, screens.sizes]).toEqual([0, []]);
});
