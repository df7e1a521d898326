import type { Language } from "@cablecut/protocol";
import { describeMachine, loadOfMachine } from "../machine.ts";
import { addFigure, prepareReport, writeReport, type Figures } from "../report.ts";
import { median, percentile } from "../statistics.ts";
import { warnUnlessQuiet } from "../texts.ts";
import { startReaders, type Read } from "./readers.ts";
import type { ReadsSettings } from "./words.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * From asking a room for one of its accounts to the answer, over the cables; where the room could not say, until one that
 * was asked again could. How long it took decides nothing.
 */
export async function measureReads(settings: ReadsSettings, language: Language): Promise<boolean> {
  const { seconds, runs, json } = settings;
  prepareReport(json);
  const loadBefore = loadOfMachine();
  print(describeMachine());
  warnUnlessQuiet(loadBefore, language);
  print(`load before ${loadBefore.toFixed(1)}; ${seconds} s of each part, one read at a time`);
  const figures: Figures = {};
  for (let run = 1; run <= runs; run += 1) {
    print(`\nrun ${run}`);
    await measureOnce(seconds, figures);
  }
  print(`\nload before ${loadBefore.toFixed(1)}, after ${loadOfMachine().toFixed(1)}`);
  const sound = true;
  writeReport(json, {
    benchmark: "reads",
    loadBefore,
    settings: { seconds, runs },
    figures,
    sound,
  });
  return sound;
}

async function measureOnce(seconds: number, figures: Figures): Promise<void> {
  const readers = await startReaders();
  try {
    const { leader } = readers;
    const idle = await readers.readFor(seconds, readers.everywhere);
    const inLeader = idle.filter(({ room }) => room === leader);
    const inFollowers = idle.filter(({ room }) => room !== leader);
    tell("idle, the leader's room", inLeader);
    tell("idle, the other four", inFollowers);
    addFigure(figures, "read-leader-p50-ms", median(latenciesOf(inLeader)));
    addFigure(figures, "read-follower-p50-ms", median(latenciesOf(inFollowers)));
    const left = await readers.cutHangzhou();
    const isCut = leader !== null && !left.includes(leader);
    const cut = await readers.readFor(seconds, left);
    tell(`two rooms cut, the leader's ${isCut ? "among them" : "not"}; the other three`, cut);
    addFigure(figures, "read-cut-p99-ms", percentile(latenciesOf(cut), 0.99));
  } finally {
    await readers.stop();
  }
}

function latenciesOf(reads: readonly Read[]): number[] {
  return reads.map(({ latencyMs }) => latencyMs);
}

function tell(what: string, reads: readonly Read[]): void {
  const values = latenciesOf(reads);
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const again = reads.filter(({ asked }) => asked > 1).length;
  print(
    `${what}: ${values.length} reads, p50 ${ms(median(values))}, p99 ${ms(percentile(values, 0.99))}, ` +
      `worst ${ms(Math.max(...values))}; asked more than once: ${again}`,
  );
}
