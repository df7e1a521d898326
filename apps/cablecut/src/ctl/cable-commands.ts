import { FabricClient, type CableStatus, type ClientAnswer } from "@cablecut/fabric";
import {
  afterCut,
  cableNames,
  isMeant,
  type Language,
  type LocalizedText,
  type RoomHealth,
  type Topology,
} from "@cablecut/protocol";
import { resolve } from "node:path";
import { exitCodes, runningShow, type Target } from "./control-target.ts";
import { faultChanges, type FaultWishes } from "./fault-changes.ts";
import { asPresenter } from "../show/presenter-session.ts";
import { findRunningShow, originsOf } from "../show/running-show.ts";
import { readOperatorToken } from "../show/operator-token.ts";
import { cableTexts, fabricRefusalTexts } from "../texts/cable-texts.ts";

type Cable = Pick<CableStatus, "id" | "room" | "city">;
type CableThatCarries = Cable & Pick<CableStatus, "carries" | "cutAhead">;

/** Cables, rooms, cities or "all", and the pause between one cable and the next. */
interface Series {
  readonly targets: readonly string[];
  readonly intervalMs: number;
}

/** A change of cables, ready to be made, or why it is not made. */
type Change =
  | { readonly perform: (fabric: FabricClient) => Promise<ClientAnswer[]> }
  | { readonly refusal: LocalizedText };

/**
 * Silences cables of the running show, one after the other. A cut that would leave fewer rooms than a quorum needs
 * `force`: after it nobody in the hall could pay any more. @returns the exit code
 */
export async function cutCommand(
  target: Target,
  { targets, intervalMs, force }: Series & { readonly force: boolean },
): Promise<number> {
  const counting = force ? null : await countingRooms(target);
  return changeCables(target, targets, (cables) => {
    const refusal = force ? null : quorumRefusal(targets, cables, counting);
    if (refusal !== null) return { refusal };
    return {
      perform: async (fabric) => [
        await fabric.cut({ targets: inCutOrder(targets, cables), intervalMs }),
      ],
    };
  });
}

/** Lets cables carry again. @returns the exit code */
export async function restoreCommand(
  target: Target,
  { targets, intervalMs }: Series,
): Promise<number> {
  return changeCables(target, targets, () => ({
    perform: async (fabric) => [
      targets.includes("all")
        ? await fabric.restoreEverything()
        : await fabric.restore({ targets: [...new Set(targets)], intervalMs }),
    ],
  }));
}

/** Puts a fault other than a cut on cables, or takes all of them away. @returns the exit code */
export async function faultCommand(
  target: Target,
  targets: readonly string[],
  wishes: FaultWishes & { readonly force: boolean },
): Promise<number> {
  const changes = faultChanges(wishes);
  if (!changes.ok) {
    console.error(changes.message[target.language]);
    return exitCodes.usage;
  }
  // Silence in one direction takes a room away as surely as silence in both.
  const guarded = wishes.oneWay !== undefined && !wishes.force;
  const counting = guarded ? await countingRooms(target) : null;
  return changeCables(target, targets, (cables) => {
    const refusal = guarded ? quorumRefusal(targets, cables, counting) : null;
    if (refusal !== null) return { refusal };
    const meant = cables.filter((cable) => targets.some((each) => isMeant(each, cable)));
    return { perform: (fabric) => changes.perform(fabric, meant) };
  });
}

/**
 * Takes rooms, cities and "all" apart into cables, so that there is a pause between any two: first
 * every room's cable A, then every room's B, as on stage. One that is meant twice is cut once, without a pause for nothing.
 */
export function inCutOrder(targets: readonly string[], cables: readonly Cable[]): string[] {
  const all = targets.flatMap((target) => {
    const meant = cables.filter((cable) => isMeant(target, cable)).map(({ id }) => id);
    return cableNames.flatMap((name) => meant.filter((id) => id.endsWith(`/${name}`)));
  });
  return [...new Set(all)];
}

/**
 * Null where enough rooms that answer keep a cable, or where none of those meant carries anything any more.
 * `counting`: rooms that answer and are part of a quorum, by the gateway's word; null where it does not say.
 */
export function quorumRefusal(
  targets: readonly string[],
  cables: readonly CableThatCarries[],
  counting: ReadonlySet<string> | null,
): LocalizedText | null {
  // What a cut that goes on will take is as good as cut.
  const carrying = new Set(
    cables.flatMap(({ id, carries, cutAhead }) => (carries && !cutAhead ? [id] : [])),
  );
  const cities = new Map(cables.map(({ room, city }) => [room, city]));
  const rooms = [...cities].map(([id, city]) => ({ id, city }));
  const after = afterCut({
    targets,
    topology: { rooms },
    carries: (cable) => carrying.has(cable),
    answers: (room) => counting?.has(rooms[room]?.id ?? "") ?? true,
  });
  if (after.losesQuorum) return cableTexts.wouldLoseQuorum(after.left, after.rooms, after.needed);
  return counting === null && after.changes ? cableTexts.answeringUnknown : null;
}

/** Ids of the rooms that count, as the gateway sees it; null where it does not say. */
async function countingRooms(target: Target): Promise<ReadonlySet<string> | null> {
  const running = findRunningShow(resolve(target.data));
  const token = readOperatorToken(resolve(target.data));
  if (!running.ok || running.show === null || token === null) return null;
  const outcome = await asPresenter(originsOf(running.show), token, (_, told) => told);
  if (!outcome.ok) return null;
  const { description, snapshot } = outcome.value;
  return countingIn(snapshot.show.rooms, description.topology);
}

/** Ids of the rooms that answer and are part of a quorum. */
export function countingIn(
  rooms: readonly Pick<RoomHealth, "room" | "counting">[],
  topology: Topology,
): ReadonlySet<string> {
  const counting = rooms.filter((health) => health.counting);
  return new Set(counting.map(({ room }) => topology.rooms[room]?.id ?? ""));
}

/** Null, or one line that says what there is instead of a target that means no cable. */
export function unknownTarget(
  targets: readonly string[],
  cables: readonly Cable[],
): LocalizedText | null {
  const unknown = targets.find((target) => !cables.some((cable) => isMeant(target, cable)));
  if (unknown === undefined) return null;
  const list = (names: readonly string[]): string => [...new Set(names)].join(", ");
  return cableTexts.unknownTarget(
    unknown,
    list(cables.map(({ id }) => id)),
    list(cables.map(({ room }) => room)),
    list(cables.map(({ city }) => city)),
  );
}

async function changeCables(
  target: Target,
  targets: readonly string[],
  decide: (cables: readonly CableStatus[]) => Change,
): Promise<number> {
  const { language } = target;
  const running = runningShow(target);
  if (running === null) return exitCodes.unreachable;
  if (running.fabric === null) {
    console.error(cableTexts.realCables[language]);
    return exitCodes.refused;
  }
  const fabric = new FabricClient(running.fabric);
  const status = await fabric.status();
  if (!status.ok) return tellAnswers([status], language);
  const unknown = unknownTarget(targets, status.cables);
  if (unknown !== null) {
    console.error(unknown[language]);
    return exitCodes.usage;
  }
  const change = decide(status.cables);
  if ("refusal" in change) {
    console.error(change.refusal[language]);
    return exitCodes.refused;
  }
  return tellAnswers(await change.perform(fabric), language);
}

function tellAnswers(answers: readonly ClientAnswer[], language: Language): number {
  const refused = answers.find((answer) => !answer.ok);
  if (refused !== undefined) {
    console.error(`${refused.refusal}: ${fabricRefusalTexts[refused.refusal][language]}`);
    return refused.refusal === "unreachable" ? exitCodes.unreachable : exitCodes.refused;
  }
  const done = answers.filter((answer) => answer.ok);
  const changes = done.flatMap((answer) => answer.changes);
  const firstMs = changes[0]?.atMs ?? 0;
  for (const { cable, atMs } of changes) {
    console.log(cableTexts.changed(cable, (atMs - firstMs).toFixed(0))[language]);
  }
  if (changes.length === 0) console.log(cableTexts.nothingToChange[language]);
  for (const cable of done.flatMap((answer) => answer.cancelled)) {
    console.log(cableTexts.notReached(cable)[language]);
  }
  if (done.some(({ saved }) => !saved)) console.error(cableTexts.notSaved[language]);
  return exitCodes.done;
}
