import * as z from "zod";
import type { EngineSecond, RunMoment } from "./engine.ts";

/** What a screen kept of the engineer's figures, as it comes back from a storage. Apart from the types: they need no zod. */

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** What a date can be made of, ms. */
const wallMs = z.number().min(0).max(8.64e15);
const durationMs = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

export const engineSecondSchema: z.ZodType<EngineSecond> = z.strictObject({
  atMs: wallMs,
  booked: count.exactOptional(),
  byRoom: z.array(count),
  answers: z.strictObject({ booked: count, "not-now": count, unknown: count, refused: count }),
  answerMs: z.strictObject({ p50Ms: durationMs, p99Ms: durationMs }).nullable(),
});

/** Of a run that has a number. */
export const runMomentSchema: z.ZodType<RunMoment> = z.strictObject({
  incident: count,
  cutMs: wallMs,
  endMs: wallMs.nullable(),
});
