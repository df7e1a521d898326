import { figuresPage, serveMetrics, type MetricsServer } from "@cablecut/metrics";
import { loopback } from "../show/loopback.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import { codeOf, isOutOfFiles } from "../show/system-error.ts";
import { supervisorFamilies, type ProcessCounts } from "./process-counts.ts";

type Outcome =
  | { readonly ok: true; readonly close: () => void }
  | { readonly ok: false; readonly refusal: StartRefusal };

/** The supervisor's own page for Prometheus, where a port is given. */
export async function serveCounts(
  port: number | undefined,
  counts: ProcessCounts,
): Promise<Outcome> {
  if (port === undefined) return { ok: true, close: () => undefined };
  const page = figuresPage(() => counts.byName, supervisorFamilies());
  let server: MetricsServer;
  try {
    server = await serveMetrics(page, { host: loopback, port });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    const code = codeOf(cause) ?? String(error);
    // No other port would help.
    if (cause instanceof Error && isOutOfFiles(code)) throw cause;
    return { ok: false, refusal: { kind: "metrics-port", port, code } };
  }
  return { ok: true, close: () => void server.close() };
}
