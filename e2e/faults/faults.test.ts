import { expect, test } from "vitest";
import { injectAtRandom } from "./random-faults.ts";
import { Trial } from "./trial.ts";

const forMs = 20_000;

test("random faults on real processes: every answer is kept, every number ends once, all rooms agree", async () => {
  const seed = Math.floor(Math.random() * 0xffff_ffff);
  const story = [
    `seed ${seed}; again: npm run faults -- --seed ${seed} --trial-seconds ${forMs / 1_000}`,
  ];
  console.log(story[0]);
  const trial = await Trial.start({
    seed,
    pace: "full-speed",
    accounts: 100,
    transfersPerSecond: 200,
    restless: true,
  });
  await injectAtRandom(trial, forMs, (line) => story.push(line));
  const { violations, summary, directory } = await trial.finish();
  story.push(summary, `data and logs: ${directory}`);
  expect(violations, story.join("\n")).toEqual([]);
});
