import type { EventLine, IncidentFacts, LocalizedText, Topology } from "@cablecut/protocol";
import { canonicalJson } from "./canonical-json.ts";
import { stateWords } from "./html/words-of-report.ts";
import {
  versionOfEveryLine,
  versionOfGateways,
  versionOfLogLines,
  versionOfToldAlone,
  type ReportBody,
} from "./schema.ts";
import { linesOfLog } from "./logged-lines.ts";
import { linesOfIncident, linesOfRooms, type ToldLine } from "./told-lines.ts";
import { utcText } from "./words.ts";

type TimelineLine = IncidentFacts["timeline"][number];

/** What happened, in the words of the screens. */
export interface Tellers {
  readonly event: (line: EventLine, topology: Topology) => LocalizedText;
  readonly timeline: (line: TimelineLine, topology: Topology) => LocalizedText;
}

/** Without it Excel takes what is not ASCII for the machine's own code page, and the Chinese for other letters. */
const byteOrderMark = "\uFEFF";
const header = "number,at_ms,at_utc,incident,since_ms,kind,values,text_en,text_zh";

interface Line {
  /** Of the show's events, counted from its first one. */
  readonly number: number | null;
  readonly atMs: number | null;
  readonly incident: number | null;
  readonly sinceMs: number | null;
  readonly kind: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: LocalizedText;
}

/**
 * Everything that happened in the show, in the order of time: its events, and each incident's own timeline, shards and payments
 * in flight between them, and what rooms had come to. The operator's word on when it was made stands in front, what the log
 * decided behind it.
 */
export function eventsCsv(
  {
    version,
    told,
    gateways = null,
    show,
    log,
  }: Pick<ReportBody, "version" | "told" | "gateways" | "show" | "log">,
  tell: Tellers,
): string {
  const { gateway, runsSinceMs, toldAtMs, pace, failback, phones, transfers } = told;
  const tellsAlone = version >= versionOfToldAlone;
  const tellsAll = version >= versionOfEveryLine;
  const tellsLog = version >= versionOfLogLines;
  const asked = version >= versionOfGateways ? { gateways } : {};
  const { program, showId, rehearsal } = show;
  const { eventsNotKept } = told;
  const whose = tellsLog ? { showId, rehearsal, eventsNotKept } : {};
  const said = { gateway, ...asked, program, ...whose };
  const plain = { number: null, incident: null, sinceMs: null, values: { gateway } };
  const first: Line = {
    ...plain,
    atMs: runsSinceMs,
    kind: "gateway-runs",
    text: { en: `${gateway} runs`, zh: `${gateway}开始运行` },
  };
  const last: Line = {
    ...plain,
    atMs: toldAtMs,
    kind: "told",
    // What was in force and counted then, of which perhaps no log tells.
    values: tellsAlone ? { ...said, pace, failback, phones, transfers } : said,
    text: { en: `${gateway} tells all this`, zh: `由${gateway}上报` },
  };
  const between = told.incidents.flatMap((each) => [
    ...(tellsAlone ? [incidentLine(each)] : []),
    ...timelineOf(each, told.topology, tell),
    ...(tellsAll ? linesOfIncident(each).map(unnumbered) : []),
  ]);
  const ofRooms = tellsAll ? linesOfRooms(told).map(unnumbered) : [];
  const ofLog = tellsLog && log !== null ? linesOfLog(log).map(unnumbered) : [];
  const all = [first, ...eventsOf(told, tell), ...between, ...ofRooms, ...ofLog, last];
  // What has no time comes last; the sort keeps the order of what is at the same time.
  const inOrder = all.toSorted(
    (one, other) => (one.atMs ?? Number.MAX_VALUE) - (other.atMs ?? Number.MAX_VALUE),
  );
  // In report.json the order of their names is another one than that in which a gateway told them.
  const textOfValues = tellsAll ? canonicalJson : JSON.stringify;
  const made = madeLines(show, tellsAll);
  return `${byteOrderMark}${[header, ...made, ...inOrder.map((line) => textOf(line, textOfValues))].join("\n")}\n`;
}

/** The operator's own word; a gateway has none of it. */
function madeLines({ createdAt, firstPace }: ReportBody["show"], tellsAll: boolean): string[] {
  if (createdAt === null) return [];
  const values = tellsAll ? cell(canonicalJson({ firstPace })) : "{}";
  return [`,,${createdAt},,,show-made,${values},The show was made,演示创建`];
}

const oneCell = '(?:"(?:[^"]|"")*"|[^",]*)';
const nineCells = new RegExp(`^((?:${oneCell},){6}${oneCell}),${oneCell},${oneCell}$`);

/**
 * The file without the words in its two last columns: another build has other ones for the same event. Where a line is no line
 * of this file it stays as it is.
 */
export function eventsWithoutWords(text: string): string {
  return text
    .split("\n")
    .map((line) => nineCells.exec(line)?.[1] ?? line)
    .join("\n");
}

function eventsOf(
  { events, eventsNotKept, topology }: ReportBody["told"],
  tell: Tellers,
): readonly Line[] {
  return events.map((event, at) => {
    const { atMs, kind, values }: EventLine = event;
    const number = eventsNotKept + at + 1;
    const text = tell.event(event, topology);
    return { number, atMs, incident: null, sinceMs: null, kind, values, text };
  });
}

function unnumbered(line: ToldLine): Line {
  return { number: null, ...line };
}

/** An incident in one line, at its beginning: how it ended, and by whose word it began. */
function incidentLine(incident: IncidentFacts): Line {
  const { number, startedAtMs, state, rooms, pace, startSource, firstHitAt, endedAt } = incident;
  const { durationMs, measuredAt, shardsHit, shardsMoved, peopleHit } = incident;
  const how = { state, rooms, pace, startSource };
  const entries = { firstHitAt, endedAt, durationMs, measuredAt };
  const { en, zh } = stateWords[state] ?? { en: state, zh: state };
  return {
    number: null,
    atMs: startedAtMs,
    incident: number,
    sinceMs: startedAtMs === null ? null : 0,
    kind: "incident",
    values: { ...how, ...entries, shardsHit, shardsMoved, peopleHit },
    text: { en: `Incident ${number}: ${en}`, zh: `故障${number}：${zh}` },
  };
}

function timelineOf(
  { number, startedAtMs, timeline }: IncidentFacts,
  topology: Topology,
  tell: Tellers,
): readonly Line[] {
  return timeline.map((line) => ({
    number: null,
    atMs: startedAtMs === null ? null : startedAtMs + line.atMs,
    incident: number,
    sinceMs: line.atMs,
    kind: line.kind,
    values: { room: line.room, cable: line.cable },
    text: tell.timeline(line, topology),
  }));
}

function textOf(
  { number, atMs, incident, sinceMs, kind, values, text }: Line,
  textOfValues: (values: unknown) => string,
): string {
  const utc = atMs === null ? "" : utcText(atMs);
  const told = [number, atMs, utc, incident, sinceMs, kind, textOfValues(values)];
  return [...told.map((each) => String(each ?? "")), text.en, text.zh].map(cell).join(",");
}

/**
 * RFC 4180; a cell that a spreadsheet would take for a formula is told as text, also behind blanks that it takes away, and with the
 * wide signs that some take for plain ones. A negative number is none.
 */
function cell(text: string): string {
  const isFormula = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(text);
  const plain = isFormula && !/^-\d+$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
