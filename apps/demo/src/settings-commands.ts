import type { ChosenPaceName, CommandAnswer, PresenterCommand } from "@cablecut/protocol";
import { exitCodes, operate, operatedShow } from "./control-target.ts";

/** A setting is an entry in the log: it may have to wait for an election. */
const settingTimeoutMs = 10_000;

type CommandRefusal = Extract<CommandAnswer, { ok: false }>["refusal"];
const refusalTexts: Readonly<Record<CommandRefusal, string>> = {
  malformed: "the gateway did not understand the command; is it of another version?",
  "not-logged-in": "the gateway has forgotten the login; try again",
  "would-lose-quorum": "this would lose the quorum",
  "no-fabric": "this show has real cables only",
  "fabric-unreachable": "the fabric does not answer",
  "unknown-target": "there is no such cable, room or city",
  "pace-while-switching": "the pace is fixed while shards are switching; try again afterwards",
  "log-unavailable": "the rooms have no quorum or no leader now; nothing was changed",
  unknown: "the rooms did not answer in time: it may have been done; see cablecut ctl status",
};

/** `ctl pace`: the pace of the next switch. @returns the exit code */
export async function paceCommand(data: string, pace: ChosenPaceName): Promise<number> {
  return set(data, { kind: "set-pace", pace }, `pace ${pace}`);
}

/** `ctl homing`: whether shards go home by themselves once their rooms are back. @returns the exit code */
export async function homingCommand(data: string, homing: boolean): Promise<number> {
  return set(data, { kind: "set-homing", homing }, `homing ${homing ? "on" : "off"}`);
}

async function set(data: string, command: PresenterCommand, done: string): Promise<number> {
  const show = operatedShow(data);
  if (show === null) return exitCodes.unreachable;
  const outcome = await operate(show, (socket) =>
    socket.timeout(settingTimeoutMs).emitWithAck("command", command),
  );
  if (!outcome.ok) return exitCodes.unreachable;
  const answer: CommandAnswer = outcome.value;
  if (answer.ok) {
    console.log(done);
    return exitCodes.done;
  }
  console.error(`${answer.refusal}: ${refusalTexts[answer.refusal]}`);
  return exitCodes.refused;
}
