import {
  formatSeconds,
  type EngineFrame,
  type IncidentView,
  type TimelineLine,
  type Topology,
} from "@cablecut/protocol";
import { engineTexts, formatClock, roomName, tellEvent, timelineTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/** As many as there is room for, px of the picture. */
const linesMax = 14;
const eventsMin = 4;

/** What led to the incident and what became of it, and below it what the console reads. The newest last. */
export function IncidentLines({
  incident,
  engine,
  topology,
}: {
  readonly incident: IncidentView | null;
  readonly engine: EngineFrame | null;
  readonly topology: Topology;
}): JSX.Element {
  const [language] = useStageLanguages();
  const timeline = incident?.timeline ?? [];
  const shown = timeline.slice(-(linesMax - eventsMin));
  const events = (engine?.events ?? []).slice(-(linesMax - shown.length));
  return (
    <section className="engine-lines figures">
      <h2>
        <Bilingual text={engineTexts.timeline} />
      </h2>
      <ol data-testid="timeline">
        {shown.length === 0 ? <li>{engineTexts.none[language]}</li> : null}
        {shown.map((line, position) => (
          <li key={position} data-kind={line.kind}>
            <b>{secondsText(line.atMs)}</b>
            <span>{`${subjectOf(line, topology, language)}${timelineTexts[line.kind][language]}`}</span>
          </li>
        ))}
      </ol>
      <h2>
        <Bilingual text={engineTexts.events} />
      </h2>
      <ol data-testid="events">
        {events.length === 0 ? <li>{engineTexts.none[language]}</li> : null}
        {events.map((line) => (
          <li key={`${line.atMs} ${line.kind} ${JSON.stringify(line.values)}`}>
            <b>{formatClock(line.atMs)}</b>
            <span>{tellEvent(line, topology)[language]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Since the start, "−0.5" for what led to it. */
function secondsText(atMs: number): string {
  return atMs < 0 ? `−${formatSeconds(-atMs)}` : formatSeconds(atMs);
}

function subjectOf(
  { room, cable }: TimelineLine,
  topology: Topology,
  language: "en" | "zh",
): string {
  if (cable !== null) return `${cable} `;
  if (room === null) return "";
  return `${roomName(topology, room)[language]}${language === "en" ? " " : ""}`;
}
