import { join } from "node:path";
import { jsonIn, writeSynced } from "@cablecut/named-files";
import * as z from "zod";
import { codeOf } from "./system-error.ts";

const cutsMax = 999_999;
const rehearsedSchema = z.object({ cuts: z.number().int().min(1).max(cutsMax) });
const bytesMax = 256;

/** Beside the shows of a data directory: it outlives each of them. */
function rehearsedPath(dataDirectory: string): string {
  return join(dataDirectory, "rehearsed.json");
}

/**
 * Cuts that were played to their end in all shows before the present one, which resets have ended: a rehearsal is set aside, and was made all the
 * same. Null where none were, or nobody knows.
 */
export function rehearsedBefore(dataDirectory: string): number | null {
  const read = jsonIn(rehearsedPath(dataDirectory), bytesMax);
  const parsed = read.ok ? rehearsedSchema.safeParse(read.content) : null;
  return parsed?.success === true ? parsed.data.cuts : null;
}

/**
 * `cutsPlayed` in the show that ends now, beside those before it. Nothing hangs on it: where the disk does not take it the
 * checklist says that nothing was rehearsed.
 */
export function keepRehearsed(dataDirectory: string, cutsPlayed: number): void {
  if (cutsPlayed === 0) return;
  const cuts = Math.min(cutsMax, (rehearsedBefore(dataDirectory) ?? 0) + cutsPlayed);
  try {
    writeSynced(rehearsedPath(dataDirectory), JSON.stringify({ cuts }));
  } catch (error) {
    if (codeOf(error) === null) throw error;
  }
}
