import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { showControlSchema } from "./show-control.ts";
import { writeSynced } from "./show-file.ts";

/** How the command line finds a running show: written to the data directory once it is ready. */
const runningShowSchema = z.object({
  pid: z.number().int(),
  showId: z.string(),
  startedAt: z.string(),
  join: z.string(),
  /** The gateway as this machine reaches it, without a path. */
  gateway: z.string(),
  fabric: z.object({ host: z.string(), port: z.number().int() }),
  control: showControlSchema,
  processes: z.record(z.string(), z.number().int()),
});
export type RunningShow = z.infer<typeof runningShowSchema>;

export function publishRunningShow(dataDirectory: string, running: RunningShow): void {
  writeSynced(pathIn(dataDirectory), `${JSON.stringify(running, null, 2)}\n`);
}

export function withdrawRunningShow(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

export type FoundShow =
  /** Null: none has said that it runs here. */
  | { readonly ok: true; readonly show: RunningShow | null }
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** The show that runs on this data directory. */
export function findRunningShow(dataDirectory: string): FoundShow {
  const path = pathIn(dataDirectory);
  try {
    if (!existsSync(path)) return { ok: true, show: null };
    const parsed = runningShowSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return { ok: true, show: parsed.data };
    const [issue] = parsed.error.issues;
    return {
      ok: false,
      path,
      reason: `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(),
    };
  } catch (error) {
    return { ok: false, path, reason: error instanceof Error ? error.message : String(error) };
  }
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, "running.json");
}
