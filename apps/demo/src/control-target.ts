import { resolve } from "node:path";
import { readShow } from "./show-file.ts";
import { findRunningShow, type RunningShow } from "./running-show.ts";
import {
  asPresenter,
  type DescribedShow,
  type PresenterSocket,
  type SessionOutcome,
  type SessionRefusal,
} from "./presenter-session.ts";
import { refusalText } from "./start-refusal.ts";

/** Exit codes of `cablecut ctl`, for scripts. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** The running show of a data directory; tells the operator if there is none. */
export function runningShow(data: string): RunningShow | null {
  const running = findRunningShow(resolve(data));
  if (running === null) console.error(`no show is running on ${resolve(data)}; see --data`);
  return running;
}

export interface OperatedShow {
  readonly running: RunningShow;
  readonly pin: string;
}

/**
 * The running show with its PIN, from show.json: whoever can read that file is the operator. Tells the operator what is
 * wrong otherwise.
 */
export function operatedShow(data: string): OperatedShow | null {
  const running = runningShow(data);
  if (running === null) return null;
  const read = readShow(resolve(data));
  if (!read.ok) console.error(refusalText(read.refusal).en);
  else if (read.show === null) console.error(`there is no show.json in ${resolve(data)}`);
  else return { running, pin: read.show.pin };
  return null;
}

const sessionRefusalTexts: Readonly<Record<SessionRefusal, string>> = {
  "gateway-silent": "the gateway does not answer",
  "wrong-pin": "the gateway knows another PIN than show.json; was the show started elsewhere?",
  malformed: "the gateway did not understand the login; is it of another version?",
  "too-fast": "there were too many wrong PINs; wait a minute",
  "session-over": "the session is over",
};

/** Does one thing as the presenter; tells the operator if the gateway does not let it, or says nothing. */
export async function operate<Value>(
  { running, pin }: OperatedShow,
  act: (socket: PresenterSocket, described: Promise<DescribedShow>) => Promise<Value>,
): Promise<SessionOutcome<Value>> {
  const outcome = await asPresenter(running.gateway, pin, act);
  if (!outcome.ok) tellSessionRefusal(outcome.refusal);
  return outcome;
}

export function tellSessionRefusal(refusal: SessionRefusal): void {
  console.error(sessionRefusalTexts[refusal]);
}
