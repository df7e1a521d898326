import type { Language } from "@cablecut/protocol";
import { resolve } from "node:path";
import {
  asPresenter,
  type DescribedShow,
  type PresenterSocket,
  type SessionOutcome,
  type SessionRefusal,
} from "../show/presenter-session.ts";
import { findRunningShow, type RunningShow, originsOf } from "../show/running-show.ts";
import { operatorTokenIn } from "../show/operator-token.ts";
import { sessionRefusalTexts, sessionTexts } from "../texts/session-texts.ts";

/** Exit codes of `cablecut ctl`, for scripts. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** What every command to a running show is told: which show, and in which language it answers. */
export interface Target {
  readonly data: string;
  readonly language: Language;
}

/** The running show of a data directory; tells the operator if there is none. */
export function runningShow({ data, language }: Target): RunningShow | null {
  const directory = resolve(data);
  const found = findRunningShow(directory);
  if (!found.ok) console.error(sessionTexts.unreadable(found.path, found.reason)[language]);
  else if (found.show === null) console.error(sessionTexts.noShow(directory)[language]);
  return found.ok ? found.show : null;
}

export interface OperatedShow {
  readonly running: RunningShow;
  /** Of this machine's operator. */
  readonly token: string;
  readonly language: Language;
}

/**
 * The running show with the operator's token: whoever can read its file is the operator. Tells whoever asks what is wrong
 * otherwise.
 */
export function operatedShow(target: Target): OperatedShow | null {
  const { data, language } = target;
  const running = runningShow(target);
  if (running === null) return null;
  const folder = resolve(data);
  const found = operatorTokenIn(folder);
  if (found.ok) return { running, token: found.token, language };
  // Of a show on several machines nobody here can make another one.
  const lacking = running.control === null ? "tokenNotCarried" : "tokenLost";
  const why = found.why === "not-allowed" ? "tokenOfAnother" : lacking;
  console.error(sessionTexts[why](folder)[language]);
  return null;
}

/** Does one thing as the presenter; tells the operator if the gateway does not let it, or says nothing. */
export async function operate<Value>(
  { running, token, language }: OperatedShow,
  act: (socket: PresenterSocket, described: Promise<DescribedShow>) => Promise<Value>,
): Promise<SessionOutcome<Value>> {
  const outcome = await asPresenter(originsOf(running), token, act);
  if (!outcome.ok) tellSessionRefusal(outcome.refusal, language);
  return outcome;
}

export function tellSessionRefusal(refusal: SessionRefusal, language: Language): void {
  console.error(sessionRefusalTexts[refusal][language]);
}
