import type { LogFacts, ReportBody } from "./schema.ts";

export type LoggedFacts = LogFacts["incidents"][number];

/** What the log that was applied says of one incident. */
export interface LoggedOf {
  readonly logged: LoggedFacts;
  /** Nothing of it happened behind the log's last entry, as far as was told: archives may end earlier, where a disk was full, say. */
  readonly isWhole: boolean;
}

/** Null where no log was applied, or it ends before the incident. */
export function loggedOf(
  { log, told }: Pick<ReportBody, "log" | "told">,
  number: number,
): LoggedOf | null {
  const logged = log?.incidents.find((each) => each.number === number);
  if (log === null || logged === undefined) return null;
  const isOver = logged.endedAt > 0 && logged.measured !== null;
  return { logged, isWhole: isOver || log.lastEntry >= told.transfers.asOf };
}
