import { FabricClient, type CableStatus, type ClientAnswer } from "@cablecut/fabric";
import { cableNames } from "@cablecut/protocol";
import { exitCodes, runningShow } from "./control-target.ts";
import { faultChanges, type FaultWishes } from "./fault-changes.ts";

type Cable = Pick<CableStatus, "id" | "room" | "city">;

interface CutOptions {
  readonly data: string;
  readonly targets: readonly string[];
  readonly intervalMs: number;
}

/** Silences cables of the running show, one after the other. @returns the exit code */
export async function cutCommand({ data, targets, intervalMs }: CutOptions): Promise<number> {
  return changeCables(data, targets, async (fabric, cables) => [
    await fabric.cut({ targets: inCutOrder(targets, cables), intervalMs }),
  ]);
}

/** Lets cables carry again. @returns the exit code */
export async function restoreCommand({ data, targets, intervalMs }: CutOptions): Promise<number> {
  return changeCables(data, targets, async (fabric) => [
    targets.includes("all")
      ? await fabric.restoreEverything()
      : await fabric.restore({ targets: [...targets], intervalMs }),
  ]);
}

/** Puts a fault other than a cut on cables, or takes all of them away. @returns the exit code */
export async function faultCommand(
  data: string,
  targets: readonly string[],
  wishes: FaultWishes,
): Promise<number> {
  const changes = faultChanges(wishes);
  if (!changes.ok) {
    console.error(changes.message);
    return exitCodes.usage;
  }
  return changeCables(data, targets, (fabric, cables) =>
    changes.perform(
      fabric,
      cables.filter((cable) => targets.some((target) => isMeant(target, cable))),
    ),
  );
}

/**
 * Takes rooms, cities and "all" apart into cables, so that there is a pause between any two: first
 * every room's cable A, then every room's B, as on stage.
 */
export function inCutOrder(targets: readonly string[], cables: readonly Cable[]): string[] {
  return targets.flatMap((target) => {
    const meant = cables.filter((cable) => isMeant(target, cable)).map(({ id }) => id);
    return cableNames.flatMap((name) => meant.filter((id) => id.endsWith(`/${name}`)));
  });
}

/** Null, or one line that says what there is instead of a target that means no cable. */
export function unknownTarget(targets: readonly string[], cables: readonly Cable[]): string | null {
  const unknown = targets.find((target) => !cables.some((cable) => isMeant(target, cable)));
  if (unknown === undefined) return null;
  const list = (names: readonly string[]): string => [...new Set(names)].join(", ");
  return (
    `there is no "${unknown}"; cables: ${list(cables.map(({ id }) => id))}; ` +
    `rooms: ${list(cables.map(({ room }) => room))}; cities: ${list(cables.map(({ city }) => city))}; or all`
  );
}

function isMeant(target: string, { id, room, city }: Cable): boolean {
  return target === "all" || target === id || target === room || target === city;
}

async function changeCables(
  data: string,
  targets: readonly string[],
  change: (fabric: FabricClient, cables: readonly CableStatus[]) => Promise<ClientAnswer[]>,
): Promise<number> {
  const running = runningShow(data);
  if (running === null) return exitCodes.unreachable;
  const fabric = new FabricClient(running.fabric);
  const status = await fabric.status();
  if (!status.ok) return tellAnswers([status]);
  const unknown = unknownTarget(targets, status.cables);
  if (unknown !== null) {
    console.error(unknown);
    return exitCodes.usage;
  }
  return tellAnswers(await change(fabric, status.cables));
}

function tellAnswers(answers: readonly ClientAnswer[]): number {
  const refused = answers.find((answer) => !answer.ok);
  if (refused !== undefined) {
    console.error(`${refused.refusal}: ${refused.message}`);
    return refused.refusal === "unreachable" ? exitCodes.unreachable : exitCodes.refused;
  }
  const done = answers.filter((answer) => answer.ok);
  const changes = done.flatMap((answer) => answer.changes);
  const firstMs = changes[0]?.atMs ?? 0;
  for (const { cable, atMs } of changes) {
    console.log(`${cable}  after ${(atMs - firstMs).toFixed(0)} ms`);
  }
  if (changes.length === 0) console.log("nothing to change");
  for (const cable of done.flatMap((answer) => answer.cancelled)) {
    console.log(`${cable}  not reached: restored meanwhile`);
  }
  return exitCodes.done;
}
