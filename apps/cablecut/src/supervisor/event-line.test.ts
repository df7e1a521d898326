import { defaultTopology, terminalLanguage } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { eventLine } from "./event-line.ts";
import type { ShowRunEvent } from "./supervisor-events.ts";

const at = new Date(2026, 0, 2, 16, 4, 5);
const room = "room hz-a";
const lines: [ShowRunEvent, en: string, zh: string][] = [
  [
    { kind: "reset-refused", reason: { en: "full", zh: "已满" } },
    "16:04:05  show         no new show: the disk does not take one (full); this one goes on",
    "16:04:05  show         未开始新演示：磁盘无法容纳（已满）；当前演示继续",
  ],
  [
    { kind: "ready", process: room, afterMs: 240 },
    "16:04:05  room hz-a    ready after 0.2 s",
    "16:04:05  room hz-a    就绪，用时0.2秒",
  ],
  [
    {
      kind: "ended",
      process: room,
      ending: { kind: "exit", code: 1 },
      lastWords: { en: "the disk is full", zh: "磁盘已满" },
    },
    "16:04:05  room hz-a    ended by itself (exit code 1): the disk is full",
    "16:04:05  room hz-a    自行退出（退出码1）：磁盘已满",
  ],
  [
    {
      kind: "ended",
      process: room,
      ending: { kind: "signal", signal: "SIGKILL" },
      lastWords: null,
    },
    "16:04:05  room hz-a    ended by SIGKILL",
    "16:04:05  room hz-a    被SIGKILL终止",
  ],
  [
    {
      kind: "log-unreadable",
      process: room,
      reason: {
        en: "/data/segment-1.wal is damaged at offset 7",
        zh: "/data/segment-1.wal 在偏移7处损坏",
      },
    },
    "16:04:05  room hz-a    /data/segment-1.wal is damaged at offset 7; rebuild it from the other rooms: npm run cablecut -- ctl room rebuild hz-a",
    "16:04:05  room hz-a    /data/segment-1.wal 在偏移7处损坏；可从其他机房重建：npm run cablecut -- ctl room rebuild hz-a",
  ],
  [
    {
      kind: "newer-build",
      process: room,
      reason: { en: "entry 7 has payload version 9", zh: "条目7：数据为第9版" },
    },
    "16:04:05  room hz-a    entry 7 has payload version 9; stop the show and start it with that build; nothing of the log was changed",
    "16:04:05  room hz-a    条目7：数据为第9版；请停止演示，改用该版本启动；日志未作任何更改",
  ],
  [
    { kind: "port-taken", process: room, port: 21_007 },
    "16:04:05  room hz-a    its port 21007 is taken by another program",
    "16:04:05  room hz-a    端口 21007 已被其他程序占用",
  ],
  [
    { kind: "ports-again", port: 21_007 },
    "16:04:05  show         port 21007 was taken in the meantime: starting again on others",
    "16:04:05  show         端口 21007 已被抢占，改用其他端口重新启动",
  ],
  [
    { kind: "log-lost", process: room },
    "16:04:05  room hz-a    its log is gone; it gets everything from the other rooms and does not vote until then",
    "16:04:05  room hz-a    日志丢失；将从其他机房取回全部数据，在此之前不参与投票",
  ],
  [
    { kind: "restarting", process: room, inMs: 400 },
    "16:04:05  room hz-a    starting again in 0.4 s",
    "16:04:05  room hz-a    0.4秒后重启",
  ],
  [
    {
      kind: "show",
      topology: defaultTopology,
      line: {
        atMs: at.getTime() - 1_000,
        kind: "recovered",
        values: { seconds: 26.04, shards: 40 },
      },
    },
    "16:04:04  show         Recovered after 26.0 s, 40 ledger parts",
    "16:04:04  show         26.0秒恢复，40份账本",
  ],
];

test.each(lines)("one line for %j", (event, en, zh) => {
  expect(eventLine(event, at, "en", false)).toBe(en);
  expect(eventLine(event, at, "zh", false)).toBe(zh);
});

test("colours only where they are wanted", () => {
  const event: ShowRunEvent = { kind: "ready", process: room, afterMs: 1 };
  expect(eventLine(event, at, "en", false)).not.toContain("\u001b");
  expect(eventLine(event, at, "en", true)).toContain("\u001b[32mready after 0.0 s\u001b[0m");
});

test("the language follows the terminal's locale", () => {
  expect(terminalLanguage({ LANG: "zh_CN.UTF-8" })).toBe("zh");
  expect(terminalLanguage({ LC_ALL: "en_GB.UTF-8", LANG: "zh_CN.UTF-8" })).toBe("en");
  expect(terminalLanguage({})).toBe("en");
});
