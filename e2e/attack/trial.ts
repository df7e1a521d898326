import type { LocalizedText } from "@cablecut/protocol";
import { percentile } from "../bench/statistics.ts";
import { startShow } from "../show-on-this-machine.ts";
import { runAttacker } from "./attacker-process.ts";
import { consoleGetsIn } from "./console-check.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { HonestPeople } from "./honest-people.ts";
import { attackTexts } from "./words.ts";

/** What must hold against the control, and in any case, ms. */
const ratioMax = 1.5;
const p99MaxMs = 250;
/** Below this a ratio says nothing: a timer's tick is as long, ms. */
const noiseMs = 15;
/** Memory that a heap may keep after what it held is gone, MB. */
const memoryLeftMaxMb = 96;
/** Attack and control take turns: what else the machine does falls on both. */
const rounds = 3;
const settleMs = 2_000;
const restMs = 6_000;

export interface TrialResult {
  readonly attack: string;
  readonly payments: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly controlP50Ms: number;
  readonly controlP99Ms: number;
  readonly unanswered: number;
  readonly memoryMb: { readonly before: number; readonly peak: number; readonly after: number };
  /** Until the console and its stage were in, during the attack; null: they were not. */
  readonly consoleMs: number | null;
  /** Empty where it held. */
  readonly failures: readonly LocalizedText[];
}

/** One attack against a show of its own, in turns with a control of the same processor time. */
export async function attackShow(attack: string, seconds: number): Promise<TrialResult> {
  // Some attackers say through it that they are no programs of this machine.
  const show = await startShow("keynote", ["--trusted-proxy", "127.0.0.1"]);
  const url = show.join.replace(/\/$/, "");
  const gateway = new GatewayProcess(show.dataDirectory);
  const people = new HonestPeople(url);
  try {
    await people.comeIn();
    await pause(settleMs);
    const before = gateway.memoryMb();
    const seen = new Observations();
    const control = new Observations();
    let consoleMs: number | null = 0;
    let bent = false;
    for (let round = 0; round < rounds; round += 1) {
      let asked: Promise<number | null> = Promise.resolve(null);
      const begun = (): void => {
        people.take();
        asked = pause((seconds * 500) / rounds).then(() => consoleGetsIn(url, show.dataDirectory));
      };
      const processorMs = await runAttacker(attack, url, seconds / rounds, { begun });
      seen.add(people.take());
      consoleMs = worse(consoleMs, await asked);
      bent ||= figuresAreBent(people);
      await pause(settleMs);
      const share = Math.min(1, (processorMs * rounds) / (seconds * 1_000));
      await runAttacker("control", url, seconds / rounds, {
        share,
        begun: () => void people.take(),
      });
      control.add(people.take());
    }
    const peak = gateway.takePeak();
    await pause(restMs);
    const memoryMb = { before, peak, after: gateway.memoryMb() };
    const crashed = gateway.somethingWasStartedAgain;
    const failures = failuresOf({ seen, control, memoryMb, consoleMs, bent, crashed });
    const { latenciesMs, unanswered } = seen;
    return {
      attack,
      payments: latenciesMs.length,
      p50Ms: percentile(latenciesMs, 0.5),
      p99Ms: percentile(latenciesMs, 0.99),
      controlP50Ms: percentile(control.latenciesMs, 0.5),
      controlP99Ms: percentile(control.latenciesMs, 0.99),
      unanswered,
      memoryMb,
      consoleMs,
      failures,
    };
  } finally {
    people.leave();
    gateway.stopLooking();
    await show.stop();
  }
}

/** What was seen in all rounds together. */
class Observations {
  readonly latenciesMs: number[] = [];
  readonly scenes = new Set<string>();
  unanswered = 0;

  add(seen: ReturnType<HonestPeople["take"]>): void {
    this.latenciesMs.push(...seen.latenciesMs);
    this.unanswered += seen.unanswered;
    for (const scene of seen.scenes) this.scenes.add(scene);
  }
}

function failuresOf(parts: {
  readonly seen: Observations;
  readonly control: Observations;
  readonly memoryMb: TrialResult["memoryMb"];
  readonly consoleMs: number | null;
  readonly bent: boolean;
  readonly crashed: boolean;
}): readonly LocalizedText[] {
  const { seen, control, memoryMb } = parts;
  const p99Ms = percentile(seen.latenciesMs, 0.99);
  const allowedMs = Math.max(noiseMs, ratioMax * percentile(control.latenciesMs, 0.99));
  const falseScenes = [...seen.scenes].filter((scene) => scene !== "live" && scene !== "lobby");
  return [
    // Of nobody's payments the percentile is no number, and no comparison holds.
    ...(p99Ms <= p99MaxMs && p99Ms <= allowedMs ? [] : [attackTexts.slow]),
    ...(falseScenes.length > 0 ? [attackTexts.falseScene(falseScenes.join(" "))] : []),
    ...(seen.unanswered > 0 ? [attackTexts.unanswered] : []),
    ...(memoryMb.after - memoryMb.before > memoryLeftMaxMb ? [attackTexts.memory] : []),
    ...(parts.consoleMs === null ? [attackTexts.console] : []),
    ...(parts.bent ? [attackTexts.figures] : []),
    ...(parts.crashed ? [attackTexts.crashed] : []),
  ];
}

/** Once shut out is shut out. */
function worse(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}

/** Nothing was ever kept or checked in these shows by people who pay one at a time. */
function figuresAreBent(people: HonestPeople): boolean {
  const { snapshot } = people;
  if (snapshot === null) return true;
  // What forty strangers may say at most: 20 open payments each.
  return snapshot.traffic.kept + snapshot.traffic.checking > 40 * 20;
}

function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}
