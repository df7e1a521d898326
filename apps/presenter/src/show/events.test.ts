import { defaultTopology, type EventLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { tellEvent } from "./events.ts";

const line = (kind: string, values: EventLine["values"] = {}): EventLine => ({
  atMs: 0,
  kind,
  values,
});

test("rooms are named, whether told by id or by index", () => {
  expect(tellEvent(line("room-lost", { room: "hz-a" }), defaultTopology)).toEqual({
    en: "Hangzhou A lost its last cable",
    zh: "杭州A已断开全部光缆",
  });
  expect(tellEvent(line("leader-changed", { room: 2 }), defaultTopology).en).toBe(
    "Shanghai A leads the log",
  );
});

test("seconds are cut off to tenths, as on the stage", () => {
  const ended = line("recovered", { seconds: 25.919_415, shards: 40 });
  expect(tellEvent(ended, defaultTopology).en).toBe("Recovered after 25.9 s, 40 shards");
});

test("a value that is missing, or a kind that is not known, breaks nothing and hides nothing", () => {
  expect(tellEvent(line("cable-cut"), defaultTopology).en).toBe("Cable — cut");
  expect(tellEvent(line("moon-rose", { height: 3 }), defaultTopology).zh).toBe(
    "moon rose, height 3",
  );
});
