import type { EventLine, LocalizedText, Topology } from "@cablecut/protocol";
import { eventTexts, formatSeconds, roomName } from "@cablecut/ui";

/**
 * The text of a line of the log. A kind without a text is shown by its name and values: a line that this console does
 * not know must not be lost.
 */
export function tellEvent(line: EventLine, topology: Topology): LocalizedText {
  const template = eventTexts[line.kind];
  if (template === undefined) {
    const values = Object.entries(line.values).map(([name, value]) => `${name} ${value}`);
    const plain = [line.kind.replaceAll("-", " "), ...values].join(", ");
    return { en: plain, zh: plain };
  }
  return {
    en: fill(template.en, line, topology, "en"),
    zh: fill(template.zh, line, topology, "zh"),
  };
}

function nameOfRoom(room: string | number, topology: Topology): LocalizedText {
  const index =
    typeof room === "number" ? room : topology.rooms.findIndex((entry) => entry.id === room);
  return roomName(topology, index);
}

function fill(
  template: string,
  line: EventLine,
  topology: Topology,
  language: "en" | "zh",
): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = line.values[name];
    if (name === "room" && value !== undefined) return nameOfRoom(value, topology)[language];
    if (name === "seconds" && typeof value === "number") return formatSeconds(value * 1_000);
    return String(value ?? "—");
  });
}
