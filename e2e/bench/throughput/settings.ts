import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { accountsMax, transfersPerFrameMax, type ChosenPaceName } from "@cablecut/protocol";

export const throughputUsage =
  "throughput [--payers 65536] [--frame 4096] [--seconds 8] [--runs 3] [--pace keynote|booth|full-speed] [--seed N] [--only idle|single|batches] [--profile DIRECTORY] [--json FILE]";

/** Room for house accounts and to spare. */
const payersMax = accountsMax - 1_000;
const payersMin = 1_000;

const parts = ["idle", "single", "batches"] as const;
type Part = (typeof parts)[number];

export interface Settings {
  readonly payers: number;
  /** Transfers in a frame. */
  readonly frame: number;
  /** Of one trial. */
  readonly seconds: number;
  readonly runs: number;
  readonly pace: ChosenPaceName;
  readonly seed: number;
  /** The only part that is measured; null: all. */
  readonly only: Part | null;
  /** Where the rooms leave processor profiles. */
  readonly profile: string | null;
  /** Where the figures are written for programs to read. */
  readonly json: string | null;
}

/** A sentence that says what is allowed, where the words are not. */
export function settingsOf(words: readonly string[]): Settings | string {
  try {
    return checked(wordsByName(words));
  } catch (error) {
    // parseArgs says by name which option does not exist or lacks its value.
    return error instanceof TypeError ? `${error.message}\n${throughputUsage}` : String(error);
  }
}

function wordsByName(words: readonly string[]) {
  const option = (value: string) => ({ type: "string", default: value }) as const;
  return parseArgs({
    args: [...words],
    options: {
      payers: option("65536"),
      frame: option(String(transfersPerFrameMax)),
      seconds: option("8"),
      runs: option("3"),
      pace: option("keynote"),
      seed: option(String(1 + (Date.now() % 0x7fff_ffff))),
      only: { type: "string" },
      profile: { type: "string" },
      json: { type: "string" },
    },
  }).values;
}

function checked(values: ReturnType<typeof wordsByName>): Settings | string {
  const { pace } = values;
  if (pace !== "keynote" && pace !== "booth" && pace !== "full-speed") {
    return `--pace takes keynote, booth or full-speed, not ${pace}`;
  }
  const only = parts.find((part) => part === values.only) ?? null;
  if (values.only !== undefined && only === null) {
    return `--only takes ${parts.join(", ")}, not ${values.only}`;
  }
  const payers = Number(values.payers);
  const frame = Number(values.frame);
  const seconds = Number(values.seconds);
  const runs = Number(values.runs);
  const seed = Number(values.seed);
  for (const [name, value] of Object.entries({ payers, frame, seconds, runs, seed })) {
    if (!Number.isInteger(value) || value < 1) return `--${name} takes a whole number from 1 on`;
  }
  if (frame > transfersPerFrameMax) return `--frame takes at most ${transfersPerFrameMax}`;
  if (payers < payersMin || payers > payersMax)
    return `--payers takes ${payersMin} to ${payersMax}`;
  const profile = values.profile === undefined ? null : resolve(values.profile);
  const json = values.json === undefined ? null : resolve(values.json);
  return { payers, frame, seconds, runs, pace, seed, only, profile, json };
}
