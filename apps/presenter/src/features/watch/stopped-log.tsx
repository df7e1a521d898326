import type { LogAlarm } from "@cablecut/protocol";
import { logAlarmHeading, useSay, wayOutOfAlarm, whyLogStopped } from "@cablecut/ui";
import type { JSX } from "react";

/** Why the log takes nothing, and what to do; nothing where it does. */
export function StoppedLog({ alarm }: { readonly alarm: LogAlarm | null }): JSX.Element | null {
  const t = useSay();
  if (alarm === null) return null;
  return (
    <section className="card stopped-rooms" data-testid="stopped-log">
      <h2>{t(logAlarmHeading)}</h2>
      <p>{t(whyLogStopped(alarm))}</p>
      <p className="hint">{t(wayOutOfAlarm(alarm))}</p>
    </section>
  );
}
