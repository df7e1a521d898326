/* oxlint-disable typescript/no-non-null-assertion --
   Invariant: a record of a dial has four words of value, and so has what a snapshot is read into. */
import {
  acts,
  dialChangeSchema,
  dialNames,
  stageLanguageChoices,
  stageViews,
  type DialChange,
} from "@cablecut/protocol";
import { hexOfWords, wordOfHex } from "./hex.ts";

/**
 * The four words of a dial's value, by its name; what is not mentioned is 0.
 *
 * act              position in `acts`, cents of a cue
 * booleans         0 or 1
 * stageLanguages   position in `stageLanguageChoices`
 * stageView        position in `stageViews`
 * removed          account, 1 removed or 0 let in again
 * endedSessions    session (2 words), expiry (2 words)
 */
export type DialWords = readonly [number, number, number, number];

export function dialWordsOf(change: DialChange): DialWords {
  switch (change.dial) {
    case "act": {
      const { value } = change;
      return [acts.indexOf(value.act), value.act === "cue" ? value.amountCents : 0, 0, 0];
    }
    case "doorsOpen":
    case "blank":
    case "headCountHidden":
    case "paused":
    case "sound":
      return [change.value ? 1 : 0, 0, 0, 0];
    case "stageLanguages":
      return [stageLanguageChoices.indexOf(change.value), 0, 0, 0];
    case "stageView":
      return [stageViews.indexOf(change.value), 0, 0, 0];
    case "removed":
      return [change.value.account, change.value.removed ? 1 : 0, 0, 0];
    case "endedSessions": {
      const { session, expiresAtS } = change.value;
      const upper = Math.floor(expiresAtS / 2 ** 32);
      return [wordOfHex(session, 0), wordOfHex(session, 1), expiresAtS % 2 ** 32, upper];
    }
  }
}

/** What the words from `words[at]` on say of the dial of that code; null where nobody can have written them. */
export function dialChangeAt(code: number, words: Uint32Array, at: number): DialChange | null {
  const dial = dialNames[code];
  if (dial === undefined) return null;
  const value = valueAt(dial, words, at);
  const parsed = dialChangeSchema.safeParse({ dial, value });
  if (!parsed.success) return null;
  const same = dialWordsOf(parsed.data).every((word, n) => word === words[at + n]);
  return same ? parsed.data : null;
}

function valueAt(dial: DialChange["dial"], words: Uint32Array, at: number): unknown {
  const [first, second, third, fourth] = [
    words[at]!,
    words[at + 1]!,
    words[at + 2]!,
    words[at + 3]!,
  ];
  switch (dial) {
    case "act": {
      const act = acts[first];
      return act === "cue" ? { act, amountCents: second } : { act };
    }
    case "doorsOpen":
    case "blank":
    case "headCountHidden":
    case "paused":
    case "sound":
      return first === 1;
    case "stageLanguages":
      return stageLanguageChoices[first];
    case "stageView":
      return stageViews[first];
    case "removed":
      return { account: first, removed: second === 1 };
    case "endedSessions":
      return { session: hexOfWords(first, second), expiresAtS: third + fourth * 2 ** 32 };
  }
}
