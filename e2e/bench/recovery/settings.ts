import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const recoveryUsage =
  "recovery [--trials 10] [--rate 500] [--minutes 1] [--all] [--json FILE]";

export interface Settings {
  readonly trials: number;
  /** Payments per second. */
  readonly rate: number;
  /** Of load without a cut, to count false alarms. */
  readonly minutes: number;
  /** Keynote and booth once each, too. */
  readonly all: boolean;
  /** Where the figures of the trials at full speed are written for programs to read. */
  readonly json: string | null;
}

/** A sentence that says what is allowed, where the words are not. */
export function settingsOf(words: readonly string[]): Settings | string {
  try {
    return checked(wordsByName(words));
  } catch (error) {
    // parseArgs says by name which option does not exist or lacks its value.
    return error instanceof TypeError ? `${error.message}\n${recoveryUsage}` : String(error);
  }
}

function wordsByName(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    options: {
      trials: { type: "string", default: "10" },
      rate: { type: "string", default: "500" },
      minutes: { type: "string", default: "1" },
      all: { type: "boolean", default: false },
      json: { type: "string" },
    },
  }).values;
}

function checked(values: ReturnType<typeof wordsByName>): Settings | string {
  const trials = numberIn(values.trials);
  const rate = numberIn(values.rate);
  const minutes = numberIn(values.minutes);
  if (!(Number.isInteger(trials) && trials >= 0)) return "--trials takes a whole number from 0 on";
  // A hundred canaries pay once a second each; people make up the rest.
  if (!(rate >= 100 && rate <= 5_000)) return "--rate takes 100 to 5000";
  if (!(minutes >= 0 && minutes <= 600)) return "--minutes takes 0 to 600";
  const json = values.json === undefined ? null : resolve(values.json);
  return { trials, rate, minutes, all: values.all, json };
}

/** NaN for an empty text, which Number takes for 0. */
function numberIn(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
