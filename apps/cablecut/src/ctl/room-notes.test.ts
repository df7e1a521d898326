import {
  defaultTopology,
  type Language,
  type LogAlarm,
  type RoomStop,
  type ShowDescription,
} from "@cablecut/protocol";
import { expect, test } from "vitest";
import { drawRoomNotes } from "./room-notes.ts";

const description = { showId: "0123abcd", topology: defaultTopology } as ShowDescription;
const all = (reads: number, writes: number) =>
  defaultTopology.rooms.map(() => ({ reads, writes }) as const);

test("rooms of one build have one line of payload versions, rooms of several a line each, those not heard none", () => {
  expect(drawRoomNotes(description, { payloads: all(3, 2), roomStops: [] }, "en")).toBe(
    "\npayloads: version 2 is written, up to 3 is read",
  );
  const mixed = [null, ...all(3, 3).slice(1, 4), { reads: 4, writes: 3 }];
  expect(drawRoomNotes(description, { payloads: mixed, roomStops: [] }, "en").split("\n")).toEqual([
    "",
    "hz-b, sh-a, sh-b: payloads: version 3 is written, up to 3 is read",
    "sz-a: payloads: version 3 is written, up to 4 is read",
  ]);
  expect(drawRoomNotes(description, { payloads: all(3, 2), roomStops: [] }, "zh")).toContain(
    "写入版本2，可读至版本3",
  );
});

test("a room that does not run is named with its own words and the way out, in both languages", () => {
  const roomStops: RoomStop[] = [
    {
      room: "hz-a",
      why: "newer-build",
      reason: { en: "entry 7 has payload version 9", zh: "条目7：数据为第9版" },
    },
    { room: "sz-a", why: "log-unreadable", reason: { en: "", zh: "" } },
  ];
  const english = drawRoomNotes(description, { payloads: [], roomStops }, "en").split("\n");
  expect(english).toEqual([
    "",
    "room hz-a does not run: a newer build wrote its log",
    "  entry 7 has payload version 9",
    "  stop the show and start it with that build; nothing of the log was changed",
    "room sz-a does not run: its log cannot be read",
    "  rebuild it from the other rooms: npm run cablecut -- ctl room rebuild sz-a",
  ]);
  const chinese = drawRoomNotes(description, { payloads: [], roomStops }, "zh");
  expect(chinese).toContain("机房 hz-a 未运行：其日志由更新的版本写入\n  条目7：数据为第9版\n");
});

test("a log that takes nothing is named as etcd names it, with the way out, in both languages", () => {
  const of = (logAlarm: LogAlarm, language: Language): string[] =>
    drawRoomNotes(description, { payloads: [], logAlarm, roomStops: [] }, language).split("\n");
  const [, why, wayOut] = of("no-space", "en");
  expect(why).toMatch(/^The log takes nothing: etcd's alarm NOSPACE: /);
  expect(wayOut).toMatch(/^ {2}etcdctl defrag .*etcdctl alarm disarm/);
  expect(of("no-space", "zh")[1]).toContain("日志不接受写入：etcd 告警 NOSPACE：");
  expect(of("corrupt", "en")[1]).toContain("etcd's alarm CORRUPT: ");
  expect(of("corrupt", "zh")[2]).toContain("etcdctl alarm list");
});
