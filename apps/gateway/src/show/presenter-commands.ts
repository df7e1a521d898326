import { paceProfiles } from "@cablecut/failover";
import {
  roomIn,
  cueAmountCents,
  quorumOf,
  type CommandAnswer,
  type PresenterCommand,
} from "@cablecut/protocol";
import type { RoomCall } from "../rooms/room-calls.ts";
import { cablesOf } from "./fabric-watch.ts";
import type { Show } from "./show-state.ts";

/** A setting is tried in so many rooms before it is reported as not done. */
const roomsTriedMax = 3;

/** Performs one command of a presenter who has logged in. */
export async function perform(show: Show, command: PresenterCommand): Promise<CommandAnswer> {
  switch (command.kind) {
    case "cut":
      return cut(show, command);
    case "restore":
      return restore(show, command.targets);
    case "restore-everything":
      return restore(show, ["all"]);
    case "cue":
      show.setCue({ on: command.on, amountCents: cueAmountCents });
      return { ok: true };
    case "set-pace":
      return setting(show, { kind: "set-pace", pace: paceProfiles[command.pace] });
    case "set-failback":
      return setting(show, { kind: "set-failback", failback: command.failback });
    case "blank":
      show.blank = command.on;
      return { ok: true };
    case "doors":
      show.doorsOpen = command.open;
      return { ok: true };
    case "hide-count":
      show.countHidden = command.hidden;
      return { ok: true };
  }
}

async function cut(
  show: Show,
  command: Extract<PresenterCommand, { kind: "cut" }>,
): Promise<CommandAnswer> {
  const { topology } = show.config;
  const cables: string[] = [];
  for (const target of command.targets) {
    const meant = cablesOf(topology, target);
    if (meant === null) return { ok: false, refusal: "unknown-target" };
    cables.push(...meant);
  }
  const left = show.fabric.roomsLeftAfter(cables);
  if (left < quorumOf(topology) && !command.evenIfQuorumIsLost) {
    return { ok: false, refusal: "would-lose-quorum" };
  }
  const { client } = show.fabric;
  if (client === null) return { ok: false, refusal: "no-fabric" };
  const answer = await client.cut({ targets: command.targets, intervalMs: command.intervalMs });
  return answer.ok ? { ok: true } : { ok: false, refusal: "fabric-unreachable" };
}

async function restore(show: Show, targets: readonly string[]): Promise<CommandAnswer> {
  const { client } = show.fabric;
  if (client === null) return { ok: false, refusal: "no-fabric" };
  if (targets.some((target) => cablesOf(show.config.topology, target) === null)) {
    return { ok: false, refusal: "unknown-target" };
  }
  const answer = targets.includes("all")
    ? await client.restoreEverything()
    : await client.restore({ targets: [...targets] });
  return answer.ok ? { ok: true } : { ok: false, refusal: "fabric-unreachable" };
}

/** Settings are log entries: any room can propose them. */
async function setting(show: Show, call: RoomCall): Promise<CommandAnswer> {
  let refusal: "log-unavailable" | "unknown" = "log-unavailable";
  for (const room of show.watch.answering.slice(0, roomsTriedMax)) {
    const answer = await show.calls.call(roomIn(show.config.topology, room).id, call);
    if (answer.kind === "done") return { ok: true };
    if (answer.kind === "refused" && answer.refusal === "pace-while-switching") {
      return { ok: false, refusal: "pace-while-switching" };
    }
    refusal = answer.kind === "no-answer" ? "unknown" : "log-unavailable";
  }
  return { ok: false, refusal };
}
