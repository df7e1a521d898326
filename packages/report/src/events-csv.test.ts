import type { ReportFacts } from "@cablecut/protocol";
import { defaultTopology } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { eventsCsv } from "./events-csv.ts";
import { reportVersion } from "./schema.ts";

/** A line for each of these words, as somebody may name a room or a gateway. */
function linesOf(...words: readonly string[]): readonly string[] {
  const told = {
    gateway: "gateway-1",
    runsSinceMs: 0,
    toldAtMs: 9_000,
    topology: defaultTopology,
    rooms: [],
    digests: [],
    incidents: [],
    events: words.map((word, at) => ({ atMs: 1_000 + at, kind: "room-lost", values: { word } })),
    eventsNotKept: 0,
  } as unknown as ReportFacts;
  const show = { program: "cablecut 1.0.0", createdAt: null } as const;
  const text = eventsCsv(
    { version: reportVersion, told, show, log: null } as unknown as Parameters<typeof eventsCsv>[0],
    {
      event: ({ values }) => ({ en: String(values["word"]), zh: "失联" }),
      timeline: () => ({ en: "", zh: "" }),
    },
  );
  return text.split("\n").slice(2, -2);
}

test("no cell is a formula, not behind blanks either, nor with the wide signs of Chinese keyboards", () => {
  const formulas = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1+1", "＠A1"];
  for (const [at, line] of linesOf(...formulas).entries()) {
    const [, , , , , , , cell] = line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    expect(cell?.replace(/^"/, "").startsWith("'"), JSON.stringify(formulas[at])).toBe(true);
  }
});

test("words, numbers and what is less than nothing are told as they are", () => {
  const plain = ["Hangzhou A", "-12", "a=b", "12"];
  for (const [at, line] of linesOf(...plain).entries())
    expect(line.endsWith(`,${plain[at]},失联`), line).toBe(true);
});

test("a mark in front says that it is UTF-8, for spreadsheets that would not know", () => {
  const all = eventsCsv(
    {
      version: reportVersion,
      told: { rooms: [], digests: [], incidents: [], events: [] } as unknown as ReportFacts,
      show: { createdAt: null } as unknown as Parameters<typeof eventsCsv>[0]["show"],
      log: null,
    },
    { event: () => ({ en: "", zh: "" }), timeline: () => ({ en: "", zh: "" }) },
  );
  expect(all.startsWith("\uFEFFnumber,at_ms,")).toBe(true);
});
