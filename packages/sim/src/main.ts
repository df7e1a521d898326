import { parseArgs } from "node:util";
import { scenarios } from "./scenarios.ts";
import { runSeed, type RunReport } from "./simulation.ts";
import { Coverage } from "./coverage.ts";
import { Violation } from "./violation.ts";

const usage = `Runs five rooms under virtual time, one run per seed, and checks every step.

  npm run sim -- --seeds N [--from S]   N runs, from seed S on (500, from 1)
  npm run sim -- --seed S [--trace]     one run, with every event
  --scenario "NAME"                     always the same kind of trouble: ${scenarios.map(({ name }) => name).join(", ")}
`;
const progressEveryMs = 5_000;
const lastEventsShown = 60;

interface Order {
  readonly from: number;
  readonly seeds: number;
  readonly trace: boolean;
  readonly scenario: (typeof scenarios)[number] | null;
}

/** What was asked for, or why it cannot be done. */
function orderOf(args: readonly string[]): Order | string {
  const options = {
    seeds: { type: "string", default: "500" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    scenario: { type: "string" },
    trace: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`;
  }
  if (values.help) return usage;
  const from = Number(values.seed ?? values.from);
  const seeds = values.seed === undefined ? Number(values.seeds) : 1;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || from < 0 || seeds < 1) {
    return "seeds are whole numbers from 0 on, at least one of them";
  }
  const scenario = scenarios.find(({ name }) => name === values.scenario) ?? null;
  if (values.scenario !== undefined && scenario === null) {
    return `no scenario "${values.scenario}"; there are: ${scenarios.map(({ name }) => name).join(", ")}`;
  }
  return { from, seeds, trace: values.trace, scenario };
}

/** Null where the run found nothing wrong. */
function failureOf(seed: number, order: Order, lines: string[] | null): Violation | RunReport {
  const trace = lines === null ? null : (line: string) => void lines.push(line);
  try {
    return runSeed(seed, {
      trace,
      ...(order.scenario === null ? {} : { scenario: order.scenario }),
    });
  } catch (error) {
    return error instanceof Violation ? error : new Violation("no exception", String(error));
  }
}

function tellFailure(seed: number, order: Order, violation: Violation): void {
  // The same seed gives the same run: this time with its events.
  const lines: string[] = [];
  failureOf(seed, order, lines);
  const shown = order.trace ? lines : lines.slice(-lastEventsShown);
  const scenario = order.scenario === null ? "" : ` --scenario "${order.scenario.name}"`;
  console.log(shown.join("\n"));
  console.log(`\nseed ${seed} violates ${violation.message}`);
  console.log(`again: npm run sim -- --seed ${seed}${scenario} --trace`);
}

function main(args: readonly string[]): number {
  const order = orderOf(args);
  if (typeof order === "string") {
    console.error(order);
    return order === usage ? 0 : 2;
  }
  const coverage = new Coverage();
  let virtualMs = 0;
  let entries = 0;
  const startedMs = performance.now();
  let toldMs = startedMs;
  for (let seed = order.from; seed < order.from + order.seeds; seed += 1) {
    const lines: string[] | null = order.trace && order.seeds === 1 ? [] : null;
    const result = failureOf(seed, order, lines);
    if (result instanceof Violation) {
      tellFailure(seed, order, result);
      return 1;
    }
    if (lines !== null) console.log(lines.join("\n"));
    coverage.add(result.counts);
    virtualMs += result.virtualMs;
    entries += result.entries;
    if (performance.now() - toldMs < progressEveryMs) continue;
    toldMs = performance.now();
    console.log(`${seed - order.from + 1} of ${order.seeds} seeds, no violation`);
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log(coverage.lines().join("\n"));
  const missing = coverage.missing();
  if (missing.length > 0) console.log(`\nnever happened: ${missing.join(", ")}`);
  console.log(
    `\n${order.seeds} seeds from ${order.from} in ${seconds.toFixed(1)} s: no violation in ` +
      `${(virtualMs / 1_000).toFixed(0)} virtual seconds, ${entries} entries`,
  );
  return 0;
}

process.exitCode = main(process.argv.slice(2));
