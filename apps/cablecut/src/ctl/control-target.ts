import type { Language } from "@cablecut/protocol";
import { resolve } from "node:path";
import {
  asPresenter,
  type DescribedShow,
  type PresenterSocket,
  type SessionOutcome,
  type SessionRefusal,
} from "../show/presenter-session.ts";
import { findRunningShow, type RunningShow } from "../show/running-show.ts";
import { readShow } from "../show/show-file.ts";
import { refusalText } from "../show/start-refusal.ts";
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
  readonly pin: string;
  readonly language: Language;
}

/**
 * The running show with its PIN, from show.json: whoever can read that file is the operator. Tells the operator what is
 * wrong otherwise.
 */
export function operatedShow(target: Target): OperatedShow | null {
  const { data, language } = target;
  const running = runningShow(target);
  if (running === null) return null;
  const read = readShow(resolve(data));
  if (!read.ok) console.error(refusalText(read.refusal)[language]);
  else if (read.show === null) console.error(sessionTexts.noShowFile(resolve(data))[language]);
  else return { running, pin: read.show.pin, language };
  return null;
}

/** Does one thing as the presenter; tells the operator if the gateway does not let it, or says nothing. */
export async function operate<Value>(
  { running, pin, language }: OperatedShow,
  act: (socket: PresenterSocket, described: Promise<DescribedShow>) => Promise<Value>,
): Promise<SessionOutcome<Value>> {
  const outcome = await asPresenter(running.gateway, pin, act);
  if (!outcome.ok) tellSessionRefusal(outcome.refusal, language);
  return outcome;
}

export function tellSessionRefusal(refusal: SessionRefusal, language: Language): void {
  console.error(sessionRefusalTexts[refusal][language]);
}
