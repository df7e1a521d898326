import { readProgramWords } from "@cablecut/protocol";
import { scenarios } from "./scenarios.ts";
import { runSeed, type RunReport } from "./simulation.ts";
import { Coverage } from "./checks/coverage.ts";
import { Violation } from "./checks/violation.ts";
import { simWords } from "./words.ts";

const progressEveryMs = 5_000;
const lastEventsShown = 60;

interface Order {
  readonly from: number;
  readonly seeds: number;
  readonly trace: boolean;
  readonly gateways: boolean;
  readonly scenario: (typeof scenarios)[number] | null;
}

/** Null where the run found nothing wrong. */
function failureOf(seed: number, order: Order, lines: string[] | null): Violation | RunReport {
  const trace = lines === null ? null : (line: string) => void lines.push(line);
  try {
    return runSeed(seed, {
      trace,
      gateways: order.gateways,
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
  const kind = order.scenario === null ? "" : ` --scenario "${order.scenario.name}"`;
  const without = order.gateways ? "" : " --no-gateway";
  console.log(shown.join("\n"));
  console.log(`\nseed ${seed} violates ${violation.message}`);
  console.log(`again: npm run sim -- --seed ${seed}${kind}${without} --trace`);
}

function main(args: readonly string[]): number {
  const asked = readProgramWords(simWords, args, process.env);
  if (asked.kind !== "go") {
    (asked.kind === "help" ? console.log : console.error)(asked.text);
    return asked.kind === "help" ? 0 : 2;
  }
  const { seed: only, from, seeds, trace, scenario } = asked.options;
  const gateways = !asked.options["no-gateway"];
  const order: Order = {
    from: only ?? from,
    seeds: only === null ? seeds : 1,
    trace,
    gateways,
    scenario: scenarios.find(({ name }) => name === scenario) ?? null,
  };
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
