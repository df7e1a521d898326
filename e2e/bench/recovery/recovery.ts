import type { ChosenPaceName, Language } from "@cablecut/protocol";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { addFigure, prepareReport, writeReport, type Figures } from "../report.ts";
import { median, percentile } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import {
  builtIn,
  measureQuietTime,
  measureRecovery,
  type Recovery,
  type RoomsUnderLoad,
} from "./recovery-trial.ts";
import { engines, engineUnderTest } from "../../processes/members.ts";
import type { Settings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * From the cut of both Hangzhou rooms, by the fabric's stamp, to the first booked payment in the last of their shards.
 * Answers whether every shard paid again in every trial; how long it took decides nothing.
 */
export async function measureRecoveries(settings: Settings, language: Language): Promise<boolean> {
  const { trials, rate, minutes, all, json } = settings;
  const engine = engines.find((each) => each === settings.engine) ?? engineUnderTest();
  prepareReport(json);
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  print(
    `load before ${loadBefore.toFixed(1)}; log on ${engine}; ${rate} payments/s; both rooms of hz are cut`,
  );
  const atFullSpeed = await recoveriesOf("full-speed", trials, { rate, engine });
  if (all) {
    await recoveriesOf("keynote", 1, { rate, engine });
    await recoveriesOf("booth", 1, { rate, engine });
  }
  if (minutes > 0) await countFalseAlarms(minutes, { rate, engine });
  print(`load before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
  writeReport(json, {
    benchmark: "recovery",
    loadBefore,
    settings: { trials, rate, minutes, all, engine, ...builtIn },
    figures: figuresOf(atFullSpeed),
    sound: true,
  });
  return true;
}

/** So many trials, each told in a line, and what they come to. */
export async function recoveriesOf(
  pace: ChosenPaceName,
  trials: number,
  load: RoomsUnderLoad,
): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  if (trials > 0) print(`\n${pace}: ms after the cut\n${headings}`);
  for (let trial = 1; trial <= trials; trial += 1) {
    const recovery = await measureRecovery(pace, load);
    recoveries.push(recovery);
    print(lineOf(trial, recovery));
  }
  summarise(pace, recoveries);
  return recoveries;
}

const headings =
  "trial  leader  first commit  suspected    moved  recovered  others' gap  (load average)";

function lineOf(trial: number, recovery: Recovery): string {
  const ms = (value: number, width: number): string => value.toFixed(0).padStart(width);
  return [
    ms(trial, 5),
    (recovery.leaderCut ? "cut" : "live").padStart(8),
    ms(recovery.firstCommitMs, 14),
    recovery.suspectedMs
      .map((value) => value.toFixed(0))
      .join("/")
      .padStart(11),
    ms(recovery.movedMs, 9),
    ms(recovery.recoveredMs, 11),
    ms(recovery.survivorsGapMs, 13),
    `  (${loadOfMachine().toFixed(1)})`,
  ].join("");
}

function figuresOf(recoveries: readonly Recovery[]): Figures {
  const figures: Figures = {};
  for (const { recoveredMs, firstCommitMs, survivorsGapMs } of recoveries) {
    addFigure(figures, "recovered-ms", recoveredMs);
    addFigure(figures, "first-commit-ms", firstCommitMs);
    addFigure(figures, "others-gap-ms", survivorsGapMs);
  }
  return figures;
}

function summarise(pace: ChosenPaceName, all: readonly Recovery[]): void {
  const groups = [
    ["all trials", all],
    ["leader cut", all.filter(({ leaderCut }) => leaderCut)],
    ["leader live", all.filter(({ leaderCut }) => !leaderCut)],
  ] as const;
  for (const [name, recoveries] of groups) {
    if (recoveries.length === 0) continue;
    const of = (pick: (recovery: Recovery) => number): string => {
      const values = recoveries.map(pick);
      const [middle, p90] = [median(values), percentile(values, 0.9)];
      return `median ${middle.toFixed(0)}, p90 ${p90.toFixed(0)}, worst ${Math.max(...values).toFixed(0)}`;
    };
    print(
      `${pace}, ${name} (${recoveries.length}): recovered ${of((each) => each.recoveredMs)}; ` +
        `first commit ${of((each) => each.firstCommitMs)}; others' gap ${of((each) => each.survivorsGapMs)}`,
    );
  }
}

async function countFalseAlarms(minutes: number, load: RoomsUnderLoad): Promise<void> {
  print(`\nfull-speed, ${minutes} min without a cut`);
  const tell = (passed: number, suspicions: number): void =>
    print(`  ${passed} min: ${suspicions} suspicions (load average ${loadOfMachine().toFixed(1)})`);
  const quiet = await measureQuietTime("full-speed", load, minutes, tell);
  print(
    `false alarms: ${quiet.suspicions}; elections ${quiet.elections}; ${quiet.booked} booked ` +
      `(${(quiet.booked / minutes / 60).toFixed(0)}/s); longest pause between two ${quiet.longestGapMs.toFixed(0)} ms`,
  );
}
