import { join } from "node:path";
import { jsonIn, writeSynced } from "@cablecut/named-files";
import { z } from "zod";
import { codeOf } from "./system-error.ts";

const rehearsedSchema = z.object({ cuts: z.number().int().min(1).max(999_999) });
const bytesMax = 256;

/** Beside the shows of a data directory: it outlives each of them. */
function rehearsedPath(dataDirectory: string): string {
  return join(dataDirectory, "rehearsed.json");
}

/**
 * Cuts that were played to their end before a reset began the present show: a rehearsal is set aside, and was made all the
 * same. Null where none were, or nobody knows.
 */
export function rehearsedBefore(dataDirectory: string): number | null {
  const read = jsonIn(rehearsedPath(dataDirectory), bytesMax);
  const parsed = read.ok ? rehearsedSchema.safeParse(read.content) : null;
  return parsed?.success === true ? parsed.data.cuts : null;
}

/** Nothing hangs on it: where the disk does not take it the checklist says that nothing was rehearsed. */
export function keepRehearsed(dataDirectory: string, cuts: number): void {
  if (cuts === 0) return;
  try {
    writeSynced(rehearsedPath(dataDirectory), JSON.stringify({ cuts }));
  } catch (error) {
    if (codeOf(error) === null) throw error;
  }
}
