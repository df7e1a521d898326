import {
  formatSeconds,
  type EventLine,
  type IncidentView,
  type LocalizedText,
  type Topology,
} from "@cablecut/protocol";
import {
  consoleTexts,
  formatClock,
  presenterTexts,
  storyTexts,
  tellEvent,
  useSay,
} from "@cablecut/ui";
import { Fragment, type JSX } from "react";

/** What led to an incident belongs to it, ms. */
const ledToItMs = 2_000;

/** What happened, newest first; what was before the incident that is on show is told apart from it. */
export function EventList({
  events,
  topology,
  incident,
}: {
  readonly events: readonly EventLine[];
  readonly topology: Topology;
  readonly incident: IncidentView | null;
}): JSX.Element {
  const t = useSay();
  const startMs = incident?.startedAtMs ?? null;
  const isBefore = ({ atMs }: EventLine): boolean => startMs !== null && atMs < startMs - ledToItMs;
  const newestFirst = events.toReversed();
  const firstBefore = newestFirst.findIndex(isBefore);
  return (
    <section className="card events">
      <h2>{t(presenterTexts.events)}</h2>
      {events.length === 0 ? <p className="hint">{t(presenterTexts.noEvents)}</p> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls is reached by the keyboard */}
      <ol data-testid="events" tabIndex={0} aria-label={t(presenterTexts.events)}>
        {newestFirst.map((line, position) => (
          <Fragment key={events.length - position}>
            {position === firstBefore ? (
              <li className="events-before">{t(consoleTexts.earlier)}</li>
            ) : null}
            <li data-old={isBefore(line)}>
              <span>{t(tellEvent(line, topology))}</span>
              <span className="figures events-since">{t(sinceText(line, startMs))}</span>
              <time className="figures">{formatClock(line.atMs)}</time>
            </li>
          </Fragment>
        ))}
      </ol>
    </section>
  );
}

/** Seconds since the incident began, for as long as anybody reads it as one story. */
function sinceText({ atMs }: EventLine, startMs: number | null): LocalizedText {
  const sinceMs = startMs === null ? -1 : atMs - startMs;
  if (sinceMs < 0 || sinceMs >= storyMs) return { en: "", zh: "" };
  const { en, zh } = storyTexts.secondUnit;
  return { en: `+${formatSeconds(sinceMs)}${en}`, zh: `+${formatSeconds(sinceMs)}${zh}` };
}

const storyMs = 120_000;
