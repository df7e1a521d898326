import { expect, test } from "vitest";
import { runSteps } from "./run-steps.ts";
import { passedOnce, type Say, type Step } from "./step.ts";

/** Steps that end when they are told to, and what was printed so far. */
function stage() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const says = new Map<string, Say>();
  const step = (name: string, more: Partial<Step> = {}): Step => ({
    name,
    run: async (say) => {
      log.push(`${name} starts`);
      says.set(name, say);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      log.push(`${name} ends`);
      return passedOnce;
    },
    ...more,
  });
  let printed = "";
  const end = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      ends.get(name)!();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const run = (...steps: Step[]) => runSteps(steps, (text) => (printed += text));
  return { log, step, end, run, say: (name: string) => says.get(name)!, printed: () => printed };
}

test("two run at once, the third when one has ended", async () => {
  const { log, step, end, run } = stage();
  const all = run(step("lint"), step("types"), step("tidy"));
  await end("types", "lint", "tidy");
  await all;
  expect(log).toEqual([
    "lint starts",
    "types starts",
    "types ends",
    "tidy starts",
    "lint ends",
    "tidy ends",
  ]);
});

test("a step that runs alone waits for all others, and all others for it", async () => {
  const { log, step, end, run } = stage();
  const all = run(step("lint"), step("stories", { alone: true }), step("tidy"));
  await end("lint", "tidy", "stories");
  await all;
  expect(log).toEqual([
    "lint starts",
    "tidy starts",
    "lint ends",
    "tidy ends",
    "stories starts",
    "stories ends",
  ]);
});

test("a step waits for those that it comes after, and not for one that nobody asked for", async () => {
  const { log, step, end, run } = stage();
  const all = run(step("budget", { after: ["build", "install"] }), step("build"));
  await end("build", "budget");
  await all;
  expect(log).toEqual(["build starts", "build ends", "budget starts", "budget ends"]);
});

test("what a step says stays together: the first speaks, the others wait for their turn", async () => {
  const { step, end, run, say, printed } = stage();
  const all = run(step("lint"), step("types"));
  say("types")("types is fine\n");
  say("lint")("lint is ");
  expect(printed()).toBe("\n=== lint\nlint is ");
  await end("types");
  say("lint")("fine\n");
  await end("lint");
  await all;
  expect(printed()).toBe("\n=== lint\nlint is fine\n\n=== types\ntypes is fine\n");
});

test("a step that throws has failed, and the others run all the same", async () => {
  const broken: Step = {
    name: "broken",
    run: () => Promise.reject(new Error("no such program")),
  };
  const fine: Step = { name: "fine", run: () => Promise.resolve(passedOnce) };
  const results = await runSteps([broken, fine], () => undefined);
  expect(results).toMatchObject([
    { name: "broken", passed: 0, failed: 1, note: "no such program" },
    { name: "fine", passed: 1, failed: 0 },
  ]);
});

test("results come in the order of the steps, whichever ended first", async () => {
  const { step, end, run } = stage();
  const all = run(step("lint"), step("types"));
  await end("types", "lint");
  expect((await all).map(({ name }) => name)).toEqual(["lint", "types"]);
});
