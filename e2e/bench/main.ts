// npm run bench -- NAME [options]: measures on this machine and prints what it saw. Exits with 1 where something was
// lost or doubled, with 2 where the words are not allowed; how fast it was decides nothing.
import { measureRecoveries } from "./recovery/recovery.ts";
import { recoveryUsage, settingsOf as recoverySettings } from "./recovery/settings.ts";
import { measureThroughput } from "./throughput/throughput.ts";
import { settingsOf as throughputSettings, throughputUsage } from "./throughput/settings.ts";

interface Benchmark {
  readonly usage: string;
  readonly help: string;
  /** Null, or a sentence that says what is allowed in place of these words. */
  refusalOf(words: readonly string[]): string | null;
  /** Whether everything that was acknowledged is there. */
  measure(words: readonly string[]): Promise<boolean>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  recovery: {
    usage: recoveryUsage,
    help: `Cuts both rooms of Hangzhou under load, again and again, and measures until the last of their 40 shards
pays again; then counts false alarms while nothing is cut.

  --trials N    cuts at full speed, 0 or more (10)
  --rate N      payments per second, 100 to 5000 (500)
  --minutes N   of load without a cut, 0 to 600 (1)
  --all         keynote and booth once each as well: half a minute each`,
    refusalOf: (words) => refusalIn(recoverySettings(words)),
    measure: measureRecoveries,
  },
  throughput: {
    usage: throughputUsage,
    help: `Five rooms, joined directly: transfers in batches, one by one, and one alone. Every account of every room is
compared afterwards.

  --payers N      accounts, 1000 to 89000 (65536)
  --frame N       transfers in a frame, 1 to 4096 (4096)
  --seconds N     of one run (8)
  --runs N        of each part (3)
  --pace PACE     keynote, booth or full-speed (keynote)
  --seed N        of the payments' order (another one each time)
  --only PART     idle, single or batches (all of them)
  --profile DIR   where the rooms leave processor profiles`,
    refusalOf: (words) => refusalIn(throughputSettings(words)),
    measure: measureThroughput,
  },
};

function refusalIn(settings: object | string): string | null {
  return typeof settings === "string" ? settings : null;
}

async function main([name = "", ...words]: readonly string[]): Promise<number> {
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (benchmark === undefined) {
    const helped = name === "--help" || name === "-h";
    const tell = helped ? console.log : console.error;
    tell("There are these benchmarks; each has --help:");
    for (const { usage } of Object.values(benchmarks)) tell(`  npm run bench -- ${usage}`);
    return helped ? 0 : 2;
  }
  if (words.includes("--help") || words.includes("-h")) {
    console.log(`npm run bench -- ${benchmark.usage}\n\n${benchmark.help}`);
    return 0;
  }
  const refusal = benchmark.refusalOf(words);
  if (refusal !== null) {
    console.error(refusal);
    return 2;
  }
  return (await benchmark.measure(words)) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
