import type { EventLine, LocalizedText, ReportFacts, Topology } from "@cablecut/protocol";
import { utcText } from "./words.ts";

/** What happened, in the words of the screens. */
export type TellEvent = (line: EventLine, topology: Topology) => LocalizedText;

const header = "at_ms,at_utc,kind,values,text_en,text_zh";

/** What happened in the show, in words. */
export function eventsCsv(
  { events, topology }: Pick<ReportFacts, "events" | "topology">,
  tellEvent: TellEvent,
): string {
  const lines = events.map((event) => {
    const line: EventLine = event;
    const { en, zh } = tellEvent(line, topology);
    const values = JSON.stringify(event.values);
    return [String(event.atMs), utcText(event.atMs), event.kind, values, en, zh]
      .map(cell)
      .join(",");
  });
  return `${[header, ...lines].join("\n")}\n`;
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is told as text. */
function cell(text: string): string {
  const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
