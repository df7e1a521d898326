import type { EventLine, Topology } from "@cablecut/protocol";
import { formatClock, presenterTexts, tellEvent, useSay } from "@cablecut/ui";
import type { JSX } from "react";

/** What happened, newest first. */
export function EventList({
  events,
  topology,
}: {
  readonly events: readonly EventLine[];
  readonly topology: Topology;
}): JSX.Element {
  const t = useSay();
  return (
    <section className="panel events">
      <h2>{t(presenterTexts.events)}</h2>
      {events.length === 0 ? <p className="hint">{t(presenterTexts.noEvents)}</p> : null}
      <ol data-testid="events">
        {events.toReversed().map((line, position) => (
          <li key={events.length - position}>
            <time className="figures">{formatClock(line.atMs)}</time>
            <span>{t(tellEvent(line, topology))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
