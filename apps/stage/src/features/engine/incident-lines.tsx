import {
  formatSeconds,
  type EngineFrame,
  type EventLine,
  type IncidentView,
  type Topology,
} from "@cablecut/protocol";
import { engineTexts, formatClock, roomName, tellEvent, timelineTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { newestLines, rowsOf } from "../../model/engine/newest-lines.ts";
import { foldCables, timelineShown, type TimelineRow } from "../../model/engine/timeline-rows.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/** Rows that there is room for, and how many of them are never the timeline's. */
const rowsMax = 15;
const eventRowsMin = 5;
/** Beside the time of a line, px of the picture. */
const timelineWidth = 380;
const eventWidth = 350;

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
  const textOf = (row: TimelineRow): string => rowText(row, topology, language);
  const eventText = (line: EventLine): string => tellEvent(line, topology)[language];
  const timeline = timelineShown(
    foldCables(incident?.timeline ?? []),
    (row) => rowsOf(textOf(row), timelineWidth),
    rowsMax - eventRowsMin,
  );
  const events = newestLines(
    engine?.events ?? [],
    (line) => rowsOf(eventText(line), eventWidth),
    rowsMax - Math.max(1, timeline.rows),
  );
  return (
    <section className="engine-lines figures">
      <h2>
        <Bilingual text={engineTexts.timeline} />
      </h2>
      <ol data-testid="timeline">
        {timeline.rows === 0 ? <li>{engineTexts.none[language]}</li> : null}
        {timeline.start === null ? null : (
          <>
            <Row row={timeline.start} text={textOf(timeline.start)} />
            <li data-testid="timeline-left">
              <b>…</b>
              <span>{engineTexts.linesLeftOut(timeline.left)[language]}</span>
            </li>
          </>
        )}
        {timeline.newest.map((row, position) => (
          <Row key={position} row={row} text={textOf(row)} />
        ))}
      </ol>
      <h2>
        <Bilingual text={engineTexts.events} />
      </h2>
      <ol data-testid="events">
        {events.shown.length === 0 ? <li>{engineTexts.none[language]}</li> : null}
        {events.shown.map((line) => (
          <li key={`${line.atMs} ${line.kind} ${JSON.stringify(line.values)}`}>
            <b>{formatClock(line.atMs)}</b>
            <span>{eventText(line)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Row({
  row: { line },
  text,
}: {
  readonly row: TimelineRow;
  readonly text: string;
}): JSX.Element {
  return (
    <li data-kind={line.kind}>
      <b>{secondsText(line.atMs)}</b>
      <span>{text}</span>
    </li>
  );
}

/** Since the start, "−0.5" for what led to it. */
function secondsText(atMs: number): string {
  return atMs < 0 ? `−${formatSeconds(-atMs)}` : formatSeconds(atMs);
}

function rowText(
  { line: { room, cable, kind }, cables }: TimelineRow,
  topology: Topology,
  language: "en" | "zh",
): string {
  const words = timelineTexts[kind][language];
  if (cables > 1) return engineTexts.ofCables(cables)[language] + words;
  if (cable !== null) return `${cable} ${words}`;
  if (room === null) return words;
  return `${roomName(topology, room)[language]}${language === "en" ? " " : ""}${words}`;
}
