import { takenPortIn, type LastWords, type StartHindrance } from "../process-words.ts";
import type { LocalizedText } from "../values/language.ts";
import { inOneLine } from "./one-line.ts";

/** Why a process does not start, in words for whoever started it. */
export class StartError extends Error {
  readonly words: LocalizedText;

  constructor(words: LocalizedText, options?: ErrorOptions) {
    super(words.en, options);
    this.words = words;
  }
}

/** What to say of an error that ends a process at its start, in one line. */
export function wordsOf(error: unknown): LocalizedText {
  if (error instanceof StartError) return error.words;
  const port = takenPortIn(error);
  if (port !== null)
    return { en: `port ${port} is taken by another program`, zh: `端口 ${port} 已被其他程序占用` };
  const said = inOneLine(error instanceof Error ? error.message : String(error));
  return { en: said, zh: systemInChinese(error) ?? `系统返回：${said}` };
}

/** The system's own sentence is English; its code, its call and what that was about are the same in every language. */
function systemInChinese(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  const about = ["syscall", "path", "dest", "address", "port"].flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" || typeof value === "number" ? String(value) : [];
  });
  const told = about.length === 0 ? "" : `（${about.join(" ")}）`;
  return inOneLine(`系统返回 ${error.code}${told}`);
}

/** What a process that does not start tells the supervisor of its error. */
export function toldOf(error: unknown): StartHindrance | LastWords {
  const port = takenPortIn(error);
  return port === null
    ? { kind: "last-words", reason: wordsOf(error) }
    : { kind: "port-taken", port };
}

/** Whether it is the system that refuses, which may pass. */
export function isOfTheSystem(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "syscall" in error || isOfTheSystem(error.cause);
}
