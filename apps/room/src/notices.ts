import type { MeshNotice } from "@cablecut/link";
import { tracesIn } from "@cablecut/protocol";
import type { Logger } from "pino";

/** Paths come and go; what matters to an operator is which one is in use and who was refused. */
export function logNotices(log: Logger): (notice: MeshNotice) => void {
  return (notice) => {
    if (notice.kind === "refused" || notice.kind === "refusing") log.warn(notice, notice.kind);
    else if (notice.kind === "path-in-use") log.info(notice, notice.kind);
    else log.debug(notice, notice.kind);
  };
}

/** Notes every payment that comes in or is answered, at level debug; null at others, so that nothing is looked at twice. */
export function transferTracer(
  log: Logger,
): ((gateway: string, frame: Uint8Array | undefined) => void) | null {
  if (!log.isLevelEnabled("debug")) return null;
  return (gateway, frame) => {
    if (frame === undefined) return;
    for (const trace of tracesIn(frame)) log.debug({ ...trace, gateway }, "transfer");
  };
}
