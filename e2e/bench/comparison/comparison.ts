import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProgramWords, type Language, type LocalizedText } from "@cablecut/protocol";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { figures, prepareReport, type Setting } from "../report.ts";
import { warnUnlessQuiet } from "../texts.ts";
import {
  build,
  checkOut,
  install,
  loadGeneratorsDiffer,
  otherCommit,
  ownCommit,
  preparationTimeoutMs,
  removeCheckout,
  type Commit,
  type Outcome,
} from "./checkouts.ts";
import { briefOf, drawFigures } from "./drawing.ts";
import { belowLimit, comparedFigures, type BuildName, type Pair } from "./outcome.ts";
import {
  limitSecondsOf,
  runSuite,
  secondsOf,
  writesReports,
  type Build,
  type Run,
} from "./runs.ts";
import { comparisonWords, settingsOf, type Settings, type Suite } from "./words.ts";
import { comparisonTexts as texts } from "./texts.ts";

/** Installing and building, where packages are at hand. */
const usualPreparationSeconds = 30;

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ends a comparison by a signal; the exit code is the shell's for it. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

/** What was asked for cannot be done; nothing was measured. */
class Refused extends Error {
  readonly text: LocalizedText;

  constructor(text: LocalizedText) {
    super(text.en);
    this.text = text;
  }
}

/**
 * `npm run bench -- --against REF`: builds the commit beside the checkout at `root`, which is `ours`, measures both in
 * turn, and prints medians and ratios. Resolves to the exit code; whatever the end, worktree, files and processes are gone.
 */
export async function compareBuilds(args: readonly string[], root: string): Promise<number> {
  const asked = readProgramWords(comparisonWords, args, process.env);
  if (asked.kind !== "go") {
    (asked.kind === "help" ? console.log : console.error)(asked.text);
    return asked.kind === "help" ? 0 : 2;
  }
  const { language } = asked;
  const settings = settingsOf(asked.options, asked.words);
  if (settings["at-least"] !== null && !settings.suites.includes("throughput")) {
    console.error(texts.atLeastWithoutThroughput[language]);
    return 2;
  }
  const interruption = new AbortController();
  const onSignal = (_: NodeJS.Signals, number: number): void =>
    interruption.abort(new Interrupted(128 + number));
  for (const signal of endingSignals) process.on(signal, onSignal);
  const scratch = mkdtempSync(join(tmpdir(), "cablecut-against-"));
  try {
    return await new Comparison(settings, { root, language }, scratch, interruption.signal).run();
  } catch (error) {
    if (error instanceof Interrupted) {
      console.error(texts.interrupted[language]);
      return error.exitCode;
    }
    if (!(error instanceof Refused)) throw error;
    console.error(error.text[language]);
    return 2;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    for (const signal of endingSignals) process.off(signal, onSignal);
  }
}

class Comparison {
  readonly #settings: Settings;
  readonly #root: string;
  readonly #language: Language;
  readonly #scratch: string;
  readonly #signal: AbortSignal;
  readonly #pairs: Pair[] = [];
  /** Said once, however often it is seen. */
  readonly #said = new Set<string>();
  #failures = 0;

  constructor(
    settings: Settings,
    place: { readonly root: string; readonly language: Language },
    scratch: string,
    signal: AbortSignal,
  ) {
    this.#settings = settings;
    this.#root = place.root;
    this.#language = place.language;
    this.#scratch = scratch;
    this.#signal = signal;
  }

  async run(): Promise<number> {
    const { against, json } = this.#settings;
    const ours = valueOf(await ownCommit(this.#root));
    const theirs = valueOf(await otherCommit(this.#root, against ?? "HEAD"));
    prepareReport(json);
    const loadBefore = loadOfMachine();
    console.log(describeMachine());
    warnUnlessQuiet(loadBefore, this.#language);
    this.#say(texts.loadBefore(loadBefore.toFixed(1)));
    this.#introduce("ours", ours, ours.changed);
    this.#introduce("theirs", theirs, false);
    this.#sayPlan();
    const checkout = join(this.#scratch, "theirs");
    try {
      await this.#measure(await this.#prepare(theirs, checkout));
    } finally {
      await removeCheckout(this.#root, checkout);
    }
    const loadAfter = loadOfMachine();
    this.#say(texts.loadAfter(loadBefore.toFixed(1), loadAfter.toFixed(1)));
    const machine = describeMachine();
    this.#write({ format: 1, machine, loadBefore, loadAfter, ours, theirs });
    return this.#judge();
  }

  async #prepare(theirs: Commit, checkout: string): Promise<readonly [Build, Build]> {
    const startMs = performance.now();
    const signal = this.#signal;
    valueOf(await checkOut(this.#root, theirs, checkout));
    valueOf(await install(checkout, signal));
    for (const directory of [checkout, this.#root]) valueOf(await build(directory, signal));
    const told = valueOf(await writesReports(checkout, signal));
    this.#say(texts.prepared(((performance.now() - startMs) / 1_000).toFixed(0)));
    if (!told) this.#say(texts.printedFigures);
    if (await loadGeneratorsDiffer(this.#root, theirs)) this.#say(texts.generatorsDiffer);
    return [
      { name: "ours", directory: this.#root, writesReports: true },
      { name: "theirs", directory: checkout, writesReports: told },
    ];
  }

  /** Round by round, who comes first changing, so that neither has the cooler or the quieter machine. */
  async #measure([ours, theirs]: readonly [Build, Build]): Promise<void> {
    const { times, suites } = this.#settings;
    for (let round = 1; round <= times; round += 1) {
      const order = round % 2 === 1 ? [ours, theirs] : [theirs, ours];
      const seed = randomInt(1, 0x7fff_ffff);
      for (const suite of suites) {
        const runs = new Map<BuildName, Run>();
        for (const each of order) {
          const run = await this.#run(each, suite, round, seed);
          if (run !== null) runs.set(each.name, run);
        }
        this.#pair(suite, runs.get("ours"), runs.get("theirs"));
      }
    }
  }

  async #run(of: Build, suite: Suite, round: number, seed: number): Promise<Run | null> {
    const outcome = await runSuite(of, suite, this.#settings, {
      seed,
      scratch: join(this.#scratch, "run"),
      signal: this.#signal,
    });
    const language = this.#language;
    const name = texts[of.name][language];
    if (!outcome.ok) {
      this.#failures += 1;
      this.#say(texts.failed(round, suite, name, outcome.refusal[language]));
      return null;
    }
    const brief = briefOf(outcome.value.figures, language);
    this.#say(texts.ran(round, suite, name, brief, loadOfMachine().toFixed(1)));
    return outcome.value;
  }

  #pair(suite: Suite, ours: Run | undefined, theirs: Run | undefined): void {
    if (ours === undefined || theirs === undefined) return;
    this.#pairs.push({ ours: ours.figures, theirs: theirs.figures });
    const differing = differingSettings(ours.settings, theirs.settings);
    if (differing !== "") this.#sayOnce(texts.settingsDiffer(suite, differing));
  }

  #judge(): number {
    const compared = comparedFigures(this.#pairs);
    const language = this.#language;
    console.log(`\n${drawFigures(compared, language)}\n`);
    if (this.#failures > 0) this.#say(texts.failures(this.#failures));
    const { "at-least": atLeast } = this.#settings;
    const below = atLeast === null ? [] : belowLimit(compared, atLeast);
    for (const { name, ratio } of below) {
      const written = ratio === null ? texts.notMeasured[language] : ratio.toFixed(3);
      this.#say(texts.belowLimit(figures[name].text[language], written, atLeast!));
    }
    return this.#failures === 0 && below.length === 0 ? 0 : 1;
  }

  #write(about: object): void {
    const { json, ...settings } = this.#settings;
    if (json === null) return;
    const compared = comparedFigures(this.#pairs);
    const outcome = { ...about, settings, failures: this.#failures, compared, rounds: this.#pairs };
    writeFileSync(json, `${JSON.stringify(outcome, null, 2)}\n`);
  }

  #introduce(name: BuildName, { hash, subject }: Commit, changed: boolean): void {
    this.#say(texts.build(texts[name][this.#language], hash.slice(0, 12), subject, changed));
  }

  #sayPlan(): void {
    const { times, suites } = this.#settings;
    const of = (secondsOfSuite: typeof secondsOf): number =>
      2 * times * suites.reduce((sum, suite) => sum + secondsOfSuite(suite, this.#settings), 0);
    const minutes = (seconds: number): string =>
      texts.minutes(Math.ceil(seconds / 60))[this.#language];
    const about = minutes(of(secondsOf) + usualPreparationSeconds);
    const limit = minutes(of(limitSecondsOf) + preparationTimeoutMs / 1_000);
    this.#say(texts.plan(times, suites.join(" + "), about, limit));
  }

  #sayOnce(text: LocalizedText): void {
    if (this.#said.has(text.en)) return;
    this.#said.add(text.en);
    this.#say(text);
  }

  #say(text: LocalizedText): void {
    console.log(text[this.#language]);
  }
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Refused(outcome.refusal);
}

/** "warmUpSeconds 3 / 5, ..." of all that both tell; empty where nothing differs or one of both tells nothing. */
function differingSettings(ours: Run["settings"], theirs: Run["settings"]): string {
  if (ours === null || theirs === null) return "";
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const told = (value: Setting | undefined): string => (value === undefined ? "?" : String(value));
  return [...names]
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => `${name} ${told(ours[name])} / ${told(theirs[name])}`)
    .join(", ");
}
