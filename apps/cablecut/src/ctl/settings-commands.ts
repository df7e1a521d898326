import type {
  ChosenPaceName,
  CommandAnswer,
  PresenterCommand,
  LocalizedText,
} from "@cablecut/protocol";
import { exitCodes, operate, operatedShow, type Target } from "./control-target.ts";
import { commandRefusalTexts, settingsTexts } from "../texts/settings-texts.ts";

/** A setting is an entry in the log: it may have to wait for an election. */
const settingTimeoutMs = 10_000;

/** `ctl pace`: the pace of the next switch. @returns the exit code */
export async function paceCommand(target: Target, pace: ChosenPaceName): Promise<number> {
  return set(target, { kind: "set-pace", pace }, settingsTexts.pace(pace));
}

/** `ctl failback`: whether shards go home by themselves once their rooms are back. @returns the exit code */
export async function failbackCommand(target: Target, failback: boolean): Promise<number> {
  const done = failback ? settingsTexts.failbackOn : settingsTexts.failbackOff;
  return set(target, { kind: "set-failback", failback }, done);
}

async function set(
  target: Target,
  command: PresenterCommand,
  done: LocalizedText,
): Promise<number> {
  const { language } = target;
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  const outcome = await operate(show, async (socket, described) => {
    const { snapshot } = await described;
    const request = { command, shown: snapshot.frame };
    return socket.timeout(settingTimeoutMs).emitWithAck("command", request);
  });
  if (!outcome.ok) return exitCodes.unreachable;
  const answer: CommandAnswer = outcome.value;
  if (answer.ok) {
    console.log(done[language]);
    return exitCodes.done;
  }
  console.error(`${answer.refusal}: ${commandRefusalTexts[answer.refusal][language]}`);
  return exitCodes.refused;
}
