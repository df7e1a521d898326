import type { LocalizedText } from "@cablecut/protocol";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readReport, type Figures, type Setting } from "../report.ts";
import { benchProgram, lastWords, type Outcome } from "./checkouts.ts";
import type { BuildName } from "./outcome.ts";
import { figuresInPrint } from "./printed-figures.ts";
import { runProgram, type ProgramEnd } from "./program.ts";
import type { Settings, Suite } from "./words.ts";
import { comparisonTexts } from "./texts.ts";

/** A checkout whose rooms are built, and its own benchmark. */
export interface Build {
  readonly name: BuildName;
  readonly directory: string;
  /** Its benchmark takes --json. */
  readonly writesReports: boolean;
}

export interface Run {
  readonly figures: Figures;
  /** Null where the benchmark cannot say them. */
  readonly settings: Readonly<Record<string, Setting>> | null;
}

const helpTimeoutMs = 60_000;
const limitFactor = 3;
const limitExtraSeconds = 60;

/** About how long a run takes; the parts that have their own length are those of the benchmarks of today. */
export function secondsOf(suite: Suite, { seconds, trials }: Settings): number {
  return suite === "throughput" ? 65 + 2 * seconds : 4 + 10 * trials;
}

/** A run that takes longer is ended. */
export function limitSecondsOf(suite: Suite, settings: Settings): number {
  return limitFactor * secondsOf(suite, settings) + limitExtraSeconds;
}

/** Asks a benchmark of any commit whether it takes --json: those of old do not. */
export async function writesReports(
  directory: string,
  signal: AbortSignal,
): Promise<Outcome<boolean>> {
  const args = ["--import", "tsx", benchProgram, "throughput", "--help"];
  const end = await runProgram({
    command: process.execPath,
    args,
    directory,
    timeoutMs: helpTimeoutMs,
    environment: { LC_ALL: "C" },
    signal,
  });
  return end.code === 0
    ? { ok: true, value: end.output.includes("--json") }
    : { ok: false, refusal: comparisonTexts.notStarted(lastWords(end)) };
}

/**
 * Measures one suite of one build by its own benchmark, in a scratch folder that is emptied afterwards. A run that
 * fails, finds something lost or doubled, takes too long or tells nothing is refused with the last that was said.
 */
export async function runSuite(
  build: Build,
  suite: Suite,
  settings: Settings,
  parts: { readonly seed: number; readonly scratch: string; readonly signal: AbortSignal },
): Promise<Outcome<Run>> {
  const { scratch, seed, signal } = parts;
  mkdirSync(scratch, { recursive: true });
  try {
    const report = join(scratch, "report.json");
    const words = [
      suite,
      ...wordsOf(suite, settings, seed),
      ...(build.writesReports ? ["--json", report] : []),
    ];
    const end = await runProgram({
      command: process.execPath,
      args: ["--import", "tsx", benchProgram, ...words],
      directory: build.directory,
      timeoutMs: limitSecondsOf(suite, settings) * 1_000,
      // Bundles of another build, named for a run of one's own, must not take the place of this build's.
      environment: { LC_ALL: "C", TMPDIR: scratch, CABLECUT_BUNDLES: undefined },
      signal,
    });
    if (end.code !== 0) return refused(end);
    const run = build.writesReports
      ? readReport(report)
      : { figures: figuresInPrint(end.output), settings: null };
    const tells = run !== null && Object.keys(run.figures).length > 0;
    return tells ? { ok: true, value: run } : { ok: false, refusal: comparisonTexts.noFigures };
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Everything that can be said is said, so that both do the same whatever their defaults are. */
function wordsOf(suite: Suite, settings: Settings, seed: number): string[] {
  const { seconds, payers, trials, rate } = settings;
  const words =
    suite === "throughput"
      ? { payers, frame: 4_096, seconds, runs: 1, pace: "keynote", seed }
      : { trials, rate, minutes: 0 };
  return Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function refused(end: ProgramEnd): { readonly ok: false; readonly refusal: LocalizedText } {
  const words = lastWords(end);
  return { ok: false, refusal: { en: words, zh: words } };
}
