// npm run bench -- NAME [options]: measures on this machine and prints what it saw. Exits with 1 where something was
// lost or doubled, with 2 where the words are not allowed; how fast it was decides nothing, unless --at-least says so.
import { inOneLine, languageOf, readProgramWords, type Language } from "@cablecut/protocol";
import { whyNoEtcd } from "../processes/members.ts";
import { thisCheckout } from "./comparison/checkouts.ts";
import { compareBuilds } from "./comparison/comparison.ts";
import { comparisonWords } from "./comparison/words.ts";
import { phoneFramesWords } from "./phone-frames/words.ts";
import { phonePageWords } from "./phone-page/words.ts";
import { peersWords } from "./peers/words.ts";
import { phonesWords, settingsOf as phonesSettingsOf } from "./phones/words.ts";
import { recoveryWords } from "./recovery/words.ts";
import { readsWords } from "./reads/words.ts";
import { UnwritableReport } from "./report.ts";
import { stageWords } from "./stage/words.ts";
import { benchTexts } from "./texts.ts";
import { settingsOf as throughputSettings, throughputWords } from "./throughput/words.ts";

/** What a benchmark does with its words; resolves to the exit code. */
type Benchmark = (args: readonly string[]) => Promise<number>;

interface NotToDo {
  readonly kind: "help" | "refused";
  readonly text: string;
}

function told({ kind, text }: NotToDo): number {
  (kind === "help" ? console.log : console.error)(text);
  return kind === "help" ? 0 : 2;
}

// What measures is loaded when it measures: help and refusals come at once.
const benchmarks: Readonly<Record<string, Benchmark>> = {
  recovery: async (args) => {
    const asked = readProgramWords(recoveryWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measureRecoveries } = await import("./recovery/recovery.ts");
    return (await measureRecoveries(asked.options, asked.language)) ? 0 : 1;
  },
  "phone-page": async (args) => {
    const asked = readProgramWords(phonePageWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measurePhonePage } = await import("./phone-page/phone-page.ts");
    return (await measurePhonePage(asked.options, asked.language)) ? 0 : 1;
  },
  "phone-frames": async (args) => {
    const asked = readProgramWords(phoneFramesWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measurePhoneFrames } = await import("./phone-frames/phone-frames.ts");
    return (await measurePhoneFrames(asked.options, asked.language)) ? 0 : 1;
  },
  peers: async (args) => {
    const asked = readProgramWords(peersWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const missing = whyNoEtcd();
    if (missing !== null) return told({ kind: "refused", text: `${missing} / 未安装 etcd` });
    const { measurePeers } = await import("./peers/peers.ts");
    return (await measurePeers(asked.options, asked.language)) ? 0 : 1;
  },
  phones: async (args) => {
    const asked = readProgramWords(phonesWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measurePhones } = await import("./phones/phones.ts");
    return (await measurePhones(phonesSettingsOf(asked.options), asked.language)) ? 0 : 1;
  },
  reads: async (args) => {
    const asked = readProgramWords(readsWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measureReads } = await import("./reads/reads.ts");
    return (await measureReads(asked.options, asked.language)) ? 0 : 1;
  },
  throughput: async (args) => {
    const asked = readProgramWords(throughputWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measureThroughput } = await import("./throughput/throughput.ts");
    return (await measureThroughput(throughputSettings(asked.options), asked.language)) ? 0 : 1;
  },
  stage: async (args) => {
    const asked = readProgramWords(stageWords, args, process.env);
    if (asked.kind !== "go") return told(asked);
    const { measureStage } = await import("./stage/stage.ts");
    const isKept = await measureStage(asked.options, asked.language);
    return isKept || !asked.options.strict ? 0 : 1;
  },
};

function overview(args: readonly string[], language: Language): number {
  const helped = args.includes("--help") || args.includes("-h");
  const tell = helped ? console.log : console.error;
  const isLanguage = (at: number): boolean => /^--lang(=|$)/.test(args[at] ?? "");
  const unknown = args.find((_, at) => !isLanguage(at) && args[at - 1] !== "--lang");
  if (!helped && unknown !== undefined) tell(inOneLine(benchTexts.noSuch(unknown)[language]));
  tell(benchTexts.overview[language]);
  const all = [recoveryWords, throughputWords, readsWords, phonesWords, phonePageWords];
  for (const { call } of [...all, phoneFramesWords, stageWords, peersWords]) tell(`  ${call}`);
  tell(`  ${comparisonWords.call} --against REF`);
  return helped ? 0 : 2;
}

function main(words: readonly string[]): Promise<number> | number {
  const args = words.map((word) => (word === "--peers" ? "peers" : word));
  if (args.some((word) => word === "--against" || word.startsWith("--against="))) {
    return compareBuilds(args, thisCheckout);
  }
  const at = args.findIndex((word) => Object.hasOwn(benchmarks, word));
  const benchmark = benchmarks[args[at] ?? ""];
  if (benchmark === undefined) return overview(args, languageOf(args, process.env));
  return benchmark(args.toSpliced(at, 1));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UnwritableReport)) throw error;
  console.error(`--json: ${error.message}`);
  process.exitCode = 2;
}
