import { availableParallelism } from "node:os";
import { readProgramWords } from "@cablecut/protocol";
import { Coverage } from "./checks/coverage.ts";
import { Violation } from "./checks/violation.ts";
import { scenarios } from "./scenarios.ts";
import { addReport, reportOf, type Manner, type Tally } from "./seed-runs.ts";
import { isWorker, runSideBySide, serveParent } from "./seed-workers.ts";
import { simWords } from "./words.ts";

const progressEveryMs = 5_000;
const lastEventsShown = 60;
const fewSeeds = 8;

interface Order extends Manner {
  readonly from: number;
  readonly seeds: number;
  readonly trace: boolean;
}

function tellFailure(seed: number, order: Order): void {
  // The same seed gives the same run: this time with its events.
  const lines: string[] = [];
  const violation = reportOf(seed, order, lines);
  const shown = order.trace ? lines : lines.slice(-lastEventsShown);
  const kind = order.scenario === null ? "" : ` --scenario "${order.scenario.name}"`;
  const without = order.gateways ? "" : " --no-gateway";
  console.log(shown.join("\n"));
  console.log(
    `\nseed ${seed} violates ${violation instanceof Violation ? violation.message : "something once, and not again"}`,
  );
  console.log(`again: npm run sim -- --seed ${seed}${kind}${without} --trace`);
}

/** The first seed that violates something; null: none does. */
async function violatingSeed(order: Order, jobs: number, tally: Tally): Promise<number | null> {
  let toldMs = performance.now();
  let done = 0;
  const tellProgress = (): void => {
    done += 1;
    if (performance.now() - toldMs < progressEveryMs) return;
    toldMs = performance.now();
    console.log(`${done} of ${order.seeds} seeds, no violation`);
  };
  if (jobs > 1) {
    const { from, seeds, gateways, scenario } = order;
    const named = { from, seeds, gateways, scenario: scenario?.name ?? null };
    return runSideBySide(named, jobs, tally, tellProgress);
  }
  for (let seed = order.from; seed < order.from + order.seeds; seed += 1) {
    const lines: string[] | null = order.trace && order.seeds === 1 ? [] : null;
    const report = reportOf(seed, order, lines);
    if (report instanceof Violation) return seed;
    if (lines !== null) console.log(lines.join("\n"));
    addReport(tally, report);
    tellProgress();
  }
  return null;
}

async function main(args: readonly string[]): Promise<number> {
  const asked = readProgramWords(simWords, args, process.env);
  if (asked.kind !== "go") {
    (asked.kind === "help" ? console.log : console.error)(asked.text);
    return asked.kind === "help" ? 0 : 2;
  }
  const { seed: only, from, seeds, trace, scenario, jobs } = asked.options;
  const gateways = !asked.options["no-gateway"];
  const order: Order = {
    from: only ?? from,
    seeds: only === null ? seeds : 1,
    trace,
    gateways,
    scenario: scenarios.find(({ name }) => name === scenario) ?? null,
  };
  const tally: Tally = { coverage: new Coverage(), virtualMs: 0, entries: 0 };
  const startedMs = performance.now();
  // What comes to an end sooner than a process starts needs none.
  const sideBySide = order.seeds <= fewSeeds ? 1 : (jobs ?? availableParallelism());
  const violating = await violatingSeed(order, sideBySide, tally);
  if (violating !== null) {
    tellFailure(violating, order);
    return 1;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log(tally.coverage.lines().join("\n"));
  const missing = tally.coverage.missing();
  if (missing.length > 0) console.log(`\nnever happened: ${missing.join(", ")}`);
  console.log(
    `\n${order.seeds} seeds from ${order.from} in ${seconds.toFixed(1)} s: no violation in ` +
      `${(tally.virtualMs / 1_000).toFixed(0)} virtual seconds, ${tally.entries} entries`,
  );
  return 0;
}

if (isWorker) serveParent();
else process.exitCode = await main(process.argv.slice(2));
