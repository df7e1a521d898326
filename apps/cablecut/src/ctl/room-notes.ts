import type { ConsoleSnapshot, Language, ShowDescription } from "@cablecut/protocol";
import { logAlarmHeading, wayOutOfAlarm, whyLogStopped } from "@cablecut/ui/log-alarms";
import { wayOutOfStop, whyRoomStopped } from "@cablecut/ui/room-stops";
import { statusTexts } from "../texts/status-texts.ts";

/** What builds the rooms run, as far as their payloads tell, why the log takes nothing, and which rooms do not run: below the table of `ctl status`. */
export function drawRoomNotes(
  { topology }: ShowDescription,
  { payloads, logAlarm, roomStops }: Pick<ConsoleSnapshot, "payloads" | "logAlarm" | "roomStops">,
  language: Language,
): string {
  const lines: string[] = [];
  const byVersion = new Map<string, string[]>();
  payloads.forEach((versions, room) => {
    const id = topology.rooms[room]?.id;
    if (versions === null || id === undefined) return;
    const words = statusTexts.payloads(versions.writes, versions.reads)[language];
    byVersion.set(words, [...(byVersion.get(words) ?? []), id]);
  });
  for (const [words, rooms] of byVersion) {
    // One line where all rooms that are heard run the same build, else one for each.
    lines.push(byVersion.size === 1 ? words : `${rooms.join(", ")}: ${words}`);
  }
  if (logAlarm !== undefined) {
    lines.push(statusTexts.takesNothing(logAlarmHeading, whyLogStopped(logAlarm))[language]);
    lines.push(`  ${wayOutOfAlarm(logAlarm)[language]}`);
  }
  for (const stop of roomStops) {
    lines.push(statusTexts.doesNotRun(stop.room, whyRoomStopped(stop))[language]);
    if (stop.reason.en !== "") lines.push(`  ${stop.reason[language]}`);
    lines.push(`  ${wayOutOfStop(stop)[language]}`);
  }
  return lines.map((line) => `\n${line}`).join("");
}
