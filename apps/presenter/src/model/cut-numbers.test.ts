import type { EventLine } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { cutNumbers } from "./cut-numbers.ts";

const line = (kind: EventLine["kind"], cable: string): EventLine => ({
  atMs: 0,
  kind,
  values: { cable },
});

test("cables that are cut now are numbered as they were cut; a restored one leaves its place", () => {
  const events = [
    line("cable-cut", "sz-a/A"),
    line("cable-restored", "sz-a/A"),
    line("cable-cut", "hz-a/A"),
    line("cable-cut", "hz-b/A"),
    line("cable-cut", "hz-a/A"),
    line("cable-cut", "hz-a/B"),
  ];
  expect([...cutNumbers(events)]).toEqual([
    ["hz-a/A", 1],
    ["hz-b/A", 2],
    ["hz-a/B", 3],
  ]);
  expect([...cutNumbers([...events, line("cable-restored", "hz-a/A")])]).toEqual([
    ["hz-b/A", 1],
    ["hz-a/B", 2],
  ]);
});

test("a cable that is silent one way has its number here as on the stage, and a slow one has none", () => {
  const fault = (name: string, cable: string): EventLine => ({
    atMs: 0,
    kind: "cable-fault",
    values: { cable, fault: name },
  });
  const events = [
    fault("silence-to-room", "hz-a/A"),
    fault("delay", "sz-a/A"),
    fault("silence-from-room", "hz-b/A"),
    line("cable-cut", "hz-a/A"),
  ];
  expect([...cutNumbers(events)]).toEqual([
    ["hz-a/A", 1],
    ["hz-b/A", 2],
  ]);
  expect([...cutNumbers([...events, line("cable-restored", "hz-a/A")])]).toEqual([["hz-b/A", 1]]);
});
