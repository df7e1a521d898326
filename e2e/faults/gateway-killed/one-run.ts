import { setTimeout as wait } from "node:timers/promises";
import { asRoomIndex, type ChosenPaceName, type IncidentView } from "@cablecut/protocol";
import { startShow } from "../../show-on-this-machine.ts";
import { killGateway, readRunningShow } from "./running-show.ts";
import { StageWatch } from "./stage-watch.ts";
import { Witness, type Seen } from "./witness.ts";

/** How far the figure of a gateway may be from what was seen outside, ms. */
export const differenceMaxMs = 100;
/** An onlooker who knows its own figure no better than this says nothing. */
const uncertainMaxMs = 500;
/** Of a run in which nothing was measured, which says nothing of the gateway. */
export const notSeen = "no result: the onlooker was not run";
/** Bounds how long a run that goes wrong takes; nothing is measured by it. */
const patienceMs = 90_000;
/** After everybody has paid the figure is in the log by then. */
const settleMs = 2_000;
const hangzhou = [0, 1].map(asRoomIndex);

export interface KilledRun {
  readonly pace: ChosenPaceName;
  /** Of the kill, since the first room was cut off, ms. */
  readonly killedAfterMs: number;
  /** Null: not every lost shard paid again, which is a failed run of its own. */
  readonly seen: Seen | null;
  /** What the stage showed in the end. */
  readonly shown: Pick<IncidentView, "id" | "state" | "elapsedMs" | "startSource"> | null;
  /** Every end of this incident that any gateway showed, in order: one and the same if all is well. */
  readonly endsShown: readonly string[];
  readonly output: string;
}

/** How far what was shown is from what was seen; null where one of them is missing. */
export function differenceMs({ seen, shown }: Pick<KilledRun, "seen" | "shown">): number | null {
  const shownMs = shown?.elapsedMs ?? null;
  if (seen === null || shownMs === null) return null;
  return shownMs - Math.min(Math.max(shownMs, seen.atLeastMs), seen.atMostMs);
}

/** Null where all is well. */
export function complaintOf(run: KilledRun): string | null {
  const { seen, shown, endsShown } = run;
  if (seen === null) return "not every shard paid again";
  if (seen.atMostMs - seen.atLeastMs > uncertainMaxMs) return notSeen;
  if (shown?.state !== "recovered") return `the stage shows ${shown?.state ?? "no incident"}`;
  const difference = differenceMs(run);
  if (difference === null) return "no figure";
  if (Math.abs(difference) > differenceMaxMs) return "another figure";
  return endsShown.length === 1 ? null : `several ends were shown: ${endsShown.join(", ")}`;
}

/** A real show whose rooms go on: two rooms are cut, the gateway is killed, and the supervisor starts another one. */
export async function runGatewayKilled(
  pace: ChosenPaceName,
  afterMs: number,
  start: typeof startShow = startShow,
): Promise<KilledRun> {
  const show = await start(pace);
  const running = readRunningShow(show.dataDirectory);
  const witness = new Witness(running);
  const stage = new StageWatch(running.gateway);
  const until = async (isSo: () => boolean): Promise<boolean> => {
    for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await wait(10))
      if (isSo()) return true;
    return false;
  };
  const ends = new Map<string, IncidentView>();
  const look = setInterval(() => {
    const incident = stage.snapshot?.incident ?? null;
    if (incident !== null && incident.state !== "running")
      ends.set(`${incident.id} ${incident.state} ${incident.elapsedMs}`, incident);
  }, 10);
  try {
    const canariesPay = (): boolean => (stage.snapshot?.traffic.canariesPerSecond ?? 0) > 50;
    if (!(await until(() => witness.seesEverything && canariesPay())))
      throw new Error(`the show does not run, or the onlooker is not let in:\n${show.output()}`);
    await witness.cut(hangzhou, pace === "full-speed" ? 0 : 250);
    await wait(Math.max(0, afterMs - witness.sinceCutMs));
    const killedAfterMs = witness.sinceCutMs;
    killGateway(show.dataDirectory);
    await until(() => stage.snapshot === null);
    await until(() => witness.seen !== null);
    await until(() => stage.snapshot?.incident?.state === "recovered");
    await wait(settleMs);
    const shown = stage.snapshot?.incident ?? null;
    return {
      pace,
      killedAfterMs,
      seen: witness.seen,
      shown,
      // A machine that stalls has a room suspected before there is any cut.
      endsShown: [...ends].flatMap(([end, { id }]) => (id === shown?.id ? [end] : [])),
      output: show.output(),
    };
  } finally {
    clearInterval(look);
    stage.close();
    await witness.close();
    await show.stop();
  }
}
