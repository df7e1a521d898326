import { defaultTopology, type EventLine, type ShowEventKind } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { tellEvent } from "./show-events.ts";

const line = (kind: ShowEventKind, values: EventLine["values"] = {}): EventLine => ({
  atMs: 0,
  kind,
  values,
});

test("rooms are named", () => {
  expect(tellEvent(line("room-lost", { room: "hz-a" }), defaultTopology)).toEqual({
    en: "Hangzhou A lost its last cable",
    zh: "杭州A已断开全部光缆",
  });
});

test("seconds are cut off to tenths, as on the stage", () => {
  const ended = line("recovered", { seconds: 25.989_415, shards: 40 });
  expect(tellEvent(ended, defaultTopology).en).toBe("Recovered after 25.9 s, 40 ledger parts");
  const ofOne = line("recovered", { seconds: 0.4, shards: 1 });
  expect(tellEvent(ofOne, defaultTopology).en).toBe("Recovered after 0.4 s, 1 ledger part");
});

test("faults and paces are in the reader's language", () => {
  const fault = line("cable-fault", { cable: "hz-a/A", fault: "silence-to-room" });
  expect(tellEvent(fault, defaultTopology)).toEqual({
    en: "Cable hz-a/A: silence toward the room",
    zh: "光缆hz-a/A：入方向静默",
  });
  expect(tellEvent(line("pace-set", { pace: "full-speed" }), defaultTopology).zh).toBe(
    "节奏：全速",
  );
});

test("a value that is missing or not known breaks nothing and hides nothing", () => {
  expect(tellEvent(line("cable-cut"), defaultTopology).en).toBe("Cable — cut");
  expect(tellEvent(line("room-lit", { room: "bj-a" }), defaultTopology).en).toContain("—");
  expect(tellEvent(line("pace-set", { pace: "custom" }), defaultTopology).en).toBe("Pace: custom");
});
