// npm run bench -- NAME [options]: measures on this machine and prints what it saw. Exits with 1 where something was
// lost or doubled, with 2 where the words are not allowed; how fast it was decides nothing, unless --at-least says so.
import { languageOf, languages, type Language } from "@cablecut/protocol";
import { compareBuilds } from "./comparison/comparison.ts";
import { comparisonTexts, comparisonUsage } from "./comparison/texts.ts";
import { thisCheckout } from "./comparison/checkouts.ts";
import { measureRecoveries } from "./recovery/recovery.ts";
import { recoveryUsage, settingsOf as recoverySettings } from "./recovery/settings.ts";
import { UnwritableReport } from "./report.ts";
import { benchTexts, type Bilingual } from "./texts.ts";
import { measureThroughput } from "./throughput/throughput.ts";
import { settingsOf as throughputSettings, throughputUsage } from "./throughput/settings.ts";

interface Benchmark {
  readonly usage: string;
  readonly help: Bilingual;
  /** Resolves to the exit code. */
  run(words: readonly string[], language: Language): Promise<number>;
}

function benchmark<Settings extends object>(parts: {
  readonly usage: string;
  readonly help: Bilingual;
  /** A sentence that says what is allowed, where the words are not. */
  settingsOf(words: readonly string[]): Settings | string;
  /** Whether everything that was acknowledged is there. */
  measure(settings: Settings, language: Language): Promise<boolean>;
}): Benchmark {
  return {
    usage: parts.usage,
    help: parts.help,
    run: async (words, language) => {
      const settings = parts.settingsOf(words);
      if (typeof settings === "string") {
        console.error(settings);
        return 2;
      }
      return (await parts.measure(settings, language)) ? 0 : 1;
    },
  };
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  recovery: benchmark({
    usage: recoveryUsage,
    help: benchTexts.recovery,
    settingsOf: recoverySettings,
    measure: measureRecoveries,
  }),
  throughput: benchmark({
    usage: throughputUsage,
    help: benchTexts.throughput,
    settingsOf: throughputSettings,
    measure: measureThroughput,
  }),
};

const comparison: Benchmark = {
  usage: comparisonUsage,
  help: comparisonTexts.help,
  run: (words, language) => compareBuilds(words, { root: thisCheckout, language }),
};

function isHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h";
}

/** The words but those that choose the language. */
function withoutLanguage(args: readonly string[]): string[] {
  const isLanguage = (word: string | undefined): boolean =>
    languages.some((language) => language === word);
  return args.filter((word, at) => {
    if (word === "--lang") return !isLanguage(args[at + 1]);
    if (args[at - 1] === "--lang") return !isLanguage(word);
    return !isLanguage(/^--lang=(.*)$/.exec(word)?.[1]);
  });
}

async function main(args: readonly string[]): Promise<number> {
  const language = languageOf(args, process.env);
  const words = withoutLanguage(args);
  const [name = "", ...rest] = words;
  const compares = words.some((word) => word === "--against" || word.startsWith("--against="));
  const named = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  const chosen = compares ? comparison : named;
  if (chosen === undefined) {
    const tell = isHelp(name) ? console.log : console.error;
    tell(benchTexts.overview[language]);
    for (const { usage } of [...Object.values(benchmarks), comparison]) {
      tell(`  npm run bench -- ${usage}`);
    }
    return isHelp(name) ? 0 : 2;
  }
  if (words.some(isHelp)) {
    console.log(`npm run bench -- ${chosen.usage}\n\n${chosen.help[language]}`);
    return 0;
  }
  return chosen.run(compares ? words : rest, language);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UnwritableReport)) throw error;
  console.error(`--json: ${error.message}`);
  process.exitCode = 2;
}
