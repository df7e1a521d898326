import type {
  ChosenPaceName,
  CommandAnswer,
  ConsoleSnapshot,
  PresenterCommand,
  LocalizedText,
} from "@cablecut/protocol";
import { exitCodes, operate, operatedShow, type Target } from "./control-target.ts";
import { commandRefusalTexts, settingsTexts } from "../texts/settings-texts.ts";

/** A setting is an entry in the log: it may have to wait for an election. */
const settingTimeoutMs = 10_000;

/** `ctl pace`: the pace of the next switch. @returns the exit code */
export async function paceCommand(target: Target, pace: ChosenPaceName): Promise<number> {
  return set(target, { kind: "set-pace", pace }, settingsTexts.pace(pace), paceInForce(pace));
}

/** `ctl failback`: whether shards go home by themselves once their rooms are back. @returns the exit code */
export async function failbackCommand(target: Target, failback: boolean): Promise<number> {
  const done = failback ? settingsTexts.failbackOn : settingsTexts.failbackOff;
  return set(target, { kind: "set-failback", failback }, done, failbackInForce(failback));
}

/** What a snapshot says of a setting; null: nothing yet. */
type InForce = (snapshot: ConsoleSnapshot) => "taken" | "refused" | null;

export function paceInForce(pace: ChosenPaceName): InForce {
  return ({ show, waiting, paceRefused }) => {
    if (paceRefused === pace) return "refused";
    return show.pace === pace && waiting.pace === null ? "taken" : null;
  };
}

export function failbackInForce(failback: boolean): InForce {
  return ({ show, waiting }) =>
    show.failback === failback && waiting.failback === null ? "taken" : null;
}

/** The connection to a gateway, of which only this much is needed. */
interface SnapshotSource {
  on(event: "console", hear: (snapshot: ConsoleSnapshot) => void): unknown;
  off(event: "console", hear: (snapshot: ConsoleSnapshot) => void): unknown;
}

/**
 * What becomes of a setting that was accepted: `waits` where the rooms have not taken it when the time is over. They may take
 * it later, or refuse it.
 */
export function settled(
  socket: SnapshotSource,
  inForce: InForce,
  timeoutMs: number,
): Promise<"taken" | "refused" | "waits"> {
  return new Promise((tell) => {
    const end = (outcome: "taken" | "refused" | "waits"): void => {
      clearTimeout(timer);
      socket.off("console", look);
      tell(outcome);
    };
    const look = (snapshot: ConsoleSnapshot): void => {
      const outcome = inForce(snapshot);
      if (outcome !== null) end(outcome);
    };
    const timer = setTimeout(() => end("waits"), timeoutMs);
    socket.on("console", look);
  });
}

async function set(
  target: Target,
  command: PresenterCommand,
  done: LocalizedText,
  inForce: InForce,
): Promise<number> {
  const { language } = target;
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  const outcome = await operate(show, async (socket, described) => {
    const { snapshot } = await described;
    const request = { command, shown: snapshot.frame };
    const asked = socket.timeout(settingTimeoutMs).emitWithAck("command", request);
    const answer: CommandAnswer = await asked;
    if (!answer.ok) return answer;
    const became = await settled(socket, inForce, settingTimeoutMs);
    if (became === "refused") return { ok: false, refusal: "pace-while-switching" } as const;
    return { ok: true, waits: became === "waits" } as const;
  });
  if (!outcome.ok) return exitCodes.unreachable;
  const answer = outcome.value;
  if (answer.ok && !answer.waits) {
    console.log(done[language]);
    return exitCodes.done;
  }
  if (answer.ok) {
    console.error(settingsTexts.waits(done)[language]);
    return exitCodes.refused;
  }
  console.error(`${answer.refusal}: ${commandRefusalTexts[answer.refusal][language]}`);
  return exitCodes.refused;
}
