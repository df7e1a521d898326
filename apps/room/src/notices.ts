import type { MeshNotice } from "@cablecut/link";
import type { Logger } from "pino";

/** Paths come and go; what matters to an operator is which one is in use and who was refused. */
export function logNotices(log: Logger): (notice: MeshNotice) => void {
  return (notice) => {
    if (notice.kind === "refused" || notice.kind === "refusing") log.warn(notice, notice.kind);
    else if (notice.kind === "path-in-use") log.info(notice, notice.kind);
    else log.debug(notice, notice.kind);
  };
}
