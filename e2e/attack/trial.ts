import type { Bilingual } from "@cablecut/protocol";
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
const settleMs = 4_000;
const restMs = 6_000;

export interface TrialResult {
  readonly attack: string;
  readonly payments: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly controlP99Ms: number;
  readonly unanswered: number;
  readonly memoryMb: { readonly before: number; readonly peak: number; readonly after: number };
  /** Until the console and its stage were in, during the attack; null: they were not. */
  readonly consoleMs: number | null;
  /** Empty where it held. */
  readonly failures: readonly Bilingual[];
}

/** One attack against a show of its own: first the attack, then a control of the same processor time. */
export async function attackShow(attack: string, seconds: number): Promise<TrialResult> {
  const show = await startShow("keynote");
  const url = show.join.replace(/\/$/, "");
  const gateway = new GatewayProcess(show.dataDirectory);
  const people = new HonestPeople(url);
  try {
    await people.comeIn();
    await pause(settleMs);
    const before = gateway.memoryMb();
    gateway.takePeak();
    people.take();
    const attacked = runAttacker(attack, url, seconds);
    await pause((seconds * 1_000) / 2);
    const consoleMs = await consoleGetsIn(url, show.dataDirectory);
    const processorMs = await attacked;
    const seen = people.take();
    const peak = gateway.takePeak();
    const bent = figuresAreBent(people);
    await pause(restMs);
    const after = gateway.memoryMb();
    people.take();
    await runAttacker("control", url, seconds, Math.min(1, processorMs / (seconds * 1_000)));
    const control = people.take();
    const p99Ms = percentile(seen.latenciesMs, 0.99);
    const controlP99Ms = percentile(control.latenciesMs, 0.99);
    const falseScenes = seen.scenes.filter((scene) => scene !== "live" && scene !== "lobby");
    const isSlow =
      p99Ms > p99MaxMs || p99Ms > Math.max(noiseMs, ratioMax * controlP99Ms) || Number.isNaN(p99Ms);
    const failures = [
      ...(isSlow ? [attackTexts.slow] : []),
      ...(falseScenes.length > 0 ? [attackTexts.falseScene(falseScenes.join(" "))] : []),
      ...(seen.unanswered > 0 ? [attackTexts.unanswered] : []),
      ...(after - before > memoryLeftMaxMb ? [attackTexts.memory] : []),
      ...(consoleMs === null ? [attackTexts.console] : []),
      ...(bent ? [attackTexts.figures] : []),
      ...(gateway.somethingWasStartedAgain ? [attackTexts.crashed] : []),
    ];
    return {
      attack,
      payments: seen.latenciesMs.length,
      p50Ms: percentile(seen.latenciesMs, 0.5),
      p99Ms,
      controlP99Ms,
      unanswered: seen.unanswered,
      memoryMb: { before, peak, after },
      consoleMs,
      failures,
    };
  } finally {
    people.leave();
    gateway.stopLooking();
    await show.stop();
  }
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
