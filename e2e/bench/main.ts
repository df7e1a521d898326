// npm run bench -- NAME [options]: measures on this machine and prints what it saw. Exits with 1 where something was
// lost or doubled; how fast it was decides nothing.
import { measureRecoveries, recoveryUsage } from "./recovery/recovery.ts";
import { measureThroughput } from "./throughput/throughput.ts";
import { throughputUsage } from "./throughput/settings.ts";

interface Benchmark {
  readonly usage: string;
  /** Whether everything that was acknowledged is there. */
  measure(words: readonly string[]): Promise<boolean>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  recovery: { usage: recoveryUsage, measure: measureRecoveries },
  throughput: { usage: throughputUsage, measure: measureThroughput },
};

const [name = "", ...words] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (benchmark === undefined) {
  console.error("There are these benchmarks:");
  for (const { usage } of Object.values(benchmarks)) console.error(`  npm run bench -- ${usage}`);
  process.exitCode = 1;
} else if (!(await benchmark.measure(words))) {
  process.exitCode = 1;
}
