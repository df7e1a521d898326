// npm run faults -- [--minutes N] [--seed S] [--trial-seconds T]: random faults against real processes, trial after
// trial with a seed each, until the time is over or a trial has found something.
import { parseArgs } from "node:util";
import { injectAtRandom } from "./random-faults.ts";
import { Trial } from "./trial.ts";

const usage =
  "npm run faults -- [--minutes 1..1440] [--seed 0..4294967295] [--trial-seconds 5..600]";

const help = `${usage}

Random faults against five real rooms and the fabric between them, trial after trial, until the time is over or a trial
has found something: cables cut, slowed and restored, processes killed, stopped and started, while accounts pay each
other and are read. Afterwards the whole history is compared with every room. A trial that finds something prints the
command that makes the same plan again.

  --minutes N         how long, 0.1 to 1440 (1)
  --seed N            of the first trial; each further one takes the next (a random one)
  --trial-seconds N   of faults in each trial, 5 to 600 (30)

Exit codes: 0 no violation, 1 a violation, 2 bad arguments.`;

function fail(message: string): never {
  process.stderr.write(`${message}\n${usage}\n`);
  process.exit(2);
}

function number(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text === "" || !(value >= low && value <= high)) fail(`${name} must be ${low}..${high}`);
  return value;
}

function readArguments(): { minutes: number; seed: number; trialSeconds: number } {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "1" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 0xffff_ffff)) },
        "trial-seconds": { type: "string", default: "30" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${help}\n`);
      process.exit(0);
    }
    return {
      minutes: number("--minutes", values.minutes, 0.1, 1_440),
      seed: Math.floor(number("--seed", values.seed, 0, 0xffff_ffff)),
      trialSeconds: number("--trial-seconds", values["trial-seconds"], 5, 600),
    };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { minutes, seed, trialSeconds } = readArguments();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const endMs = performance.now() + minutes * 60_000;
let [trials, faults] = [0, 0];
let failed = false;
for (let next = seed; !failed && performance.now() < endMs; next = (next + 1) % 0x1_0000_0000) {
  print(`\ntrial with seed ${next}`);
  const trial = await Trial.start({
    seed: next,
    pace: "full-speed",
    accounts: 100,
    transfersPerSecond: 200,
    restless: true,
  });
  faults += await injectAtRandom(trial, trialSeconds * 1_000, (line) => print(`  ${line}`));
  const verdict = await trial.finish();
  trials += 1;
  print(verdict.summary.replaceAll(/^/gm, "  "));
  failed = verdict.violations.length > 0;
  for (const violation of verdict.violations) print(`  VIOLATION ${violation}`);
  if (failed) {
    print(`  data and logs: ${verdict.directory}`);
    print(
      `  the same plan again: npm run faults -- --seed ${next} --trial-seconds ${trialSeconds}`,
    );
  }
}
print(
  `\n${trials} trials, ${faults} faults, ${failed ? "a violation" : "no violation"}; first seed ${seed}`,
);
process.exit(failed ? 1 : 0);
