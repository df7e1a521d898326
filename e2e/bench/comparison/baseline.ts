import type { LocalizedText } from "@cablecut/protocol";
import { readFileSync } from "node:fs";
import { comparisonTexts } from "./texts.ts";

/** Where a checkout says, relative to its root, which commit its figures must not fall behind. */
export const baselineFile = "e2e/bench/baseline.json";

export interface Baseline {
  readonly commit: string;
  /** For people: why this one. */
  readonly note: string;
}

export type BaselineRead =
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly refusal: LocalizedText };

export function readBaseline(path: string): BaselineRead {
  const refused = (refusal: LocalizedText): BaselineRead => ({ ok: false, refusal });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return refused(comparisonTexts.noBaseline(baselineFile));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(comparisonTexts.badBaseline(baselineFile));
  }
  const isBaseline =
    typeof value === "object" &&
    value !== null &&
    "commit" in value &&
    "note" in value &&
    typeof value.commit === "string" &&
    typeof value.note === "string" &&
    /^[0-9a-f]{7,40}$/.test(value.commit);
  return isBaseline
    ? { ok: true, baseline: value as Baseline }
    : refused(comparisonTexts.badBaseline(baselineFile));
}
