import type { RoomStop, ShowEventKind, Language, LocalizedText } from "@cablecut/protocol";
import { tellEvent } from "@cablecut/ui/show-events";
import { reportTexts } from "../texts/report-texts.ts";
import { wayOutOfStop } from "@cablecut/ui/room-stops";
import { portTakenText, type Ending, type ShowRunEvent } from "./supervisor-events.ts";

/** How an event is to be taken; decides its colour on a terminal. */
type Mood = "good" | "plain" | "bad";

/** What is printed for one event: one line, in the reader's language. */
export function eventText(event: ShowRunEvent): { text: LocalizedText; mood: Mood } {
  switch (event.kind) {
    case "ready":
      return {
        mood: "good",
        text: {
          en: `ready after ${seconds(event.afterMs)} s`,
          zh: `就绪，用时${seconds(event.afterMs)}秒`,
        },
      };
    case "ended": {
      const ending = endingText(event.ending);
      const words = event.lastWords;
      if (words === null) return { mood: "bad", text: ending };
      return {
        mood: "bad",
        text: { en: `${ending.en}: ${words.en}`, zh: `${ending.zh}：${words.zh}` },
      };
    }
    case "restarting":
      return {
        mood: "plain",
        text: {
          en: `starting again in ${seconds(event.inMs)} s`,
          zh: `${seconds(event.inMs)}秒后重启`,
        },
      };
    case "given-up":
      return {
        mood: "bad",
        text: {
          en: `given up after ${event.attempts} attempts`,
          zh: `尝试${event.attempts}次后放弃`,
        },
      };
    case "log-unreadable":
    case "log-of-another":
    case "newer-build":
      return { mood: "bad", text: stopText(event.kind, event.process, event.reason) };
    case "port-taken":
    case "ports-again":
      return portEvent(event);
    case "log-lost":
      return {
        mood: "bad",
        text: {
          en: "its log is gone; it gets everything from the other rooms and does not vote until then",
          zh: "日志丢失；将从其他机房取回全部数据，在此之前不参与投票",
        },
      };
    case "stopped":
      return { mood: "plain", text: { en: "stopped", zh: "已停止" } };
    case "killed":
      return { mood: "bad", text: killedText(event.afterMs) };
    case "file-trouble":
      return fileTrouble(event.file, event.reason);
    case "reset-refused":
      return resetRefused(event.reason);
    case "report-waits":
    case "report-takes-long":
    case "report":
      return reportEvent(event);
    case "show":
      return { mood: moodOf(event.line.kind), text: tellEvent(event.line, event.topology) };
  }
}

function killedText(afterMs: number): LocalizedText {
  return {
    en: `did not stop within ${seconds(afterMs)} s, killed`,
    zh: `${seconds(afterMs)}秒内未停止，已强制结束`,
  };
}

type ReportEvent = Extract<ShowRunEvent, { kind: "report" | "report-waits" | "report-takes-long" }>;

function reportEvent(event: ReportEvent): { text: LocalizedText; mood: Mood } {
  if (event.kind === "report-waits") {
    const { isEnding, atMostMs } = event;
    const atMostSeconds = atMostMs / 1_000;
    const wait = isEnding ? reportTexts.endingWaits : reportTexts.waits;
    return { mood: "plain", text: wait(atMostSeconds) };
  }
  if (event.kind === "report-takes-long")
    return {
      mood: "plain",
      text: event.isEnding ? reportTexts.endingTakesLong : reportTexts.takesLong,
    };
  const { report } = event;
  if (!report.written)
    return { mood: "bad", text: reportTexts.noLastReport(report.reason, report.dataDirectory) };
  const { directory, fingerprint, earlier, warnings } = report;
  const lines = [
    reportTexts.written(directory, fingerprint),
    ...(earlier === null ? [] : [reportTexts.earlier(earlier)]),
    ...warnings,
  ];
  const text = {
    en: lines.map(({ en }) => en).join("\n"),
    zh: lines.map(({ zh }) => zh).join("\n"),
  };
  return { mood: warnings.length === 0 ? "good" : "bad", text };
}

function portEvent({ kind, port }: Extract<ShowRunEvent, { kind: "port-taken" | "ports-again" }>): {
  text: LocalizedText;
  mood: Mood;
} {
  if (kind === "port-taken")
    return {
      mood: "bad",
      text: portTakenText(port),
    };
  return {
    mood: "plain",
    text: {
      en: `port ${port} was taken in the meantime: starting again on others`,
      zh: `端口 ${port} 已被抢占，改用其他端口重新启动`,
    },
  };
}

function stopText(why: RoomStop["why"], process: string, reason: LocalizedText): LocalizedText {
  const way = wayOutOfStop({ room: process.replace("room ", ""), why });
  return { en: `${reason.en}; ${way.en}`, zh: `${reason.zh}；${way.zh}` };
}

function resetRefused(reason: LocalizedText): { text: LocalizedText; mood: Mood } {
  return {
    mood: "bad",
    text: {
      en: `no new show: the disk does not take one (${reason.en}); this one goes on`,
      zh: `未开始新演示：磁盘无法容纳（${reason.zh}）；当前演示继续`,
    },
  };
}

function fileTrouble(
  file: string,
  reason: LocalizedText | null,
): { text: LocalizedText; mood: Mood } {
  if (reason === null) {
    return { mood: "good", text: { en: `${file} is written again`, zh: `${file} 已恢复写入` } };
  }
  return {
    mood: "bad",
    text: {
      en: `${file} cannot be written and is tried again; the show goes on: ${reason.en}`,
      zh: `无法写入 ${file}，将重试；演示继续：${reason.zh}`,
    },
  };
}

function moodOf(kind: ShowEventKind): Mood {
  switch (kind) {
    case "cable-cut":
    case "cable-fault":
    case "room-lost":
    case "suspected":
    case "room-drained":
    case "room-diverged":
    case "quorum-lost":
      return "bad";
    case "cable-restored":
    case "cable-fault-over":
    case "room-lit":
    case "withdrawn":
    case "withdrawn-midway":
    case "room-back":
    case "room-undrained":
    case "quorum-regained":
    case "recovered":
    case "recovered-time-not-known":
      return "good";
    case "pace-set":
    case "failback-on":
    case "failback-off":
    case "leader-changed":
    case "cue-on":
    case "cue-off":
    case "restored-by-hand":
    case "returned-by-itself":
      return "plain";
  }
}

function endingText(ending: Ending): LocalizedText {
  switch (ending.kind) {
    case "exit":
      return {
        en: `ended by itself (exit code ${ending.code})`,
        zh: `自行退出（退出码${ending.code}）`,
      };
    case "signal":
      return { en: `ended by ${ending.signal}`, zh: `被${ending.signal}终止` };
    case "not-ready":
      return {
        en: `was not ready within ${seconds(ending.afterMs)} s, killed`,
        zh: `${seconds(ending.afterMs)}秒内未就绪，已强制结束`,
      };
    case "not-spawned":
      return {
        en: `could not be started (${ending.message})`,
        zh: `无法启动（${ending.message}）`,
      };
  }
}

const colours: Readonly<Record<Mood, string>> = { good: "32", plain: "0", bad: "31" };
const processColumn = 12;

/** "16:04:05  room hz-a    ready after 0.2 s": time of day, process (or "show"), what happened. */
export function eventLine(
  event: ShowRunEvent,
  at: Date,
  language: Language,
  coloured: boolean,
): string {
  const { text, mood } = eventText(event);
  const moment = event.kind === "show" ? new Date(event.line.atMs) : at;
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  const words = coloured ? `\u001b[${colours[mood]}m${text[language]}\u001b[0m` : text[language];
  const source = "process" in event ? event.process : "show";
  return `${time}  ${source.padEnd(processColumn)} ${words}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
