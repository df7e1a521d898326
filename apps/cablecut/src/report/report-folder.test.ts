import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pastIncidentsMax, type ReportFacts } from "@cablecut/protocol";
import { buildReport, type ReportFile } from "@cablecut/report";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { writeReport } from "./report-folder.ts";
import { operator, signing } from "./testing/checked-files.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { show, SmallShow } from "./testing/small-show.ts";

let small: SmallShow;
let folder = "";

beforeAll(async () => {
  const data = mkdtempSync(join(tmpdir(), "cablecut-report-folder-data-"));
  small = await SmallShow.in(data);
  rmSync(data, { recursive: true });
});

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "cablecut-report-folder-")), "report");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

function made(
  told: Partial<ReportFacts> = {},
  archive: ShowArchives | null = null,
): readonly ReportFile[] {
  const phones = small.phones();
  return buildReport({ told: { ...small.told(), ...told }, operator, archive, phones }, signing);
}

/** Archives that have forgotten everything before that entry. */
async function archivesFrom(first: number): Promise<ShowArchives | null> {
  const data = mkdtempSync(join(tmpdir(), "cablecut-report-folder-archives-"));
  await SmallShow.in(data, { lacks: (_, entry) => entry < first });
  const read = await readShowArchives(show, data);
  rmSync(data, { recursive: true });
  return read.ok ? read.archives : null;
}

const keptIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name.startsWith("earlier"));

/** What the gateway of a show that was started again tells of the night's incident. */
function inShort(): readonly ReportFile[] {
  const { incidents, toldAtMs } = small.told();
  const short = { shards: null, measuredAt: null, startedAtMs: null, timeline: [] };
  return made({
    toldAtMs: toldAtMs + 86_400_000,
    incidents: incidents.map((each) => ({ ...each, ...short })),
  });
}

function textsIn(directory: string): Record<string, string> {
  const names = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ name }) => [name, readFileSync(join(directory, name), "utf8")]),
  );
}

const textsOf = (files: readonly ReportFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ name, text }) => [name, text]));

test("the report of a show that is started again does not take the place of the one that saw the incident", () => {
  const night = made();
  expect(writeReport(folder, night)).toBeNull();
  const kept = writeReport(folder, inShort());
  expect(kept).toBe(join(folder, "earlier-2026-01-02T04-01-00"));
  expect(textsIn(kept!)).toEqual(textsOf(night));
  expect(textsIn(folder)).toEqual(textsOf(inShort()));
  // The next one knows as much as the last.
  expect(writeReport(folder, inShort())).toBeNull();
  expect(keptIn(folder)).toHaveLength(1);
});

test("one that knows all of it takes its place, and one of another show or that nobody can read is kept", () => {
  writeReport(folder, inShort());
  expect(writeReport(folder, made())).toBeNull();
  const { incidents } = small.told();
  const nothing = made({ incidents: [] });
  expect(incidents).not.toEqual([]);
  expect(writeReport(folder, nothing)).not.toBeNull();
  expect(writeReport(folder, made())).toBeNull();
  writeFileSync(join(folder, "report.json"), "{");
  const kept = writeReport(folder, made());
  expect(readFileSync(join(kept!, "report.json"), "utf8")).toBe("{");
  expect(textsIn(folder)).toEqual(textsOf(made()));
});

test("a show of days whose archives forget their beginning keeps the report that had everything, and not one of each day", async () => {
  for (const first of [1, 10, 20, 30]) writeReport(folder, made({}, await archivesFrom(first)));
  const [kept, ...others] = keptIn(folder);
  expect(others).toEqual([]);
  const whole = JSON.parse(readFileSync(join(folder, kept!, "report.json"), "utf8"));
  expect(whole.transfers.gaps).toEqual([]);
});

test("incidents that are too many for any report are no reason to keep one of each evening", () => {
  const [incident] = small.told().incidents;
  const evening = (first: number) =>
    made({
      incidents: Array.from({ length: pastIncidentsMax }, (_, at) => ({
        ...incident!,
        number: first + at,
      })),
    });
  for (const first of [1, 2, 30]) writeReport(folder, evening(first));
  expect(keptIn(folder)).toEqual([]);
});

test("where one of the files cannot be written, the report that is there stays whole", () => {
  const night = made();
  writeReport(folder, night);
  // As a full disk refuses it, after some of the others were taken.
  mkdirSync(join(folder, "phones.csv.new"));
  expect(() => writeReport(folder, inShort())).toThrow("EISDIR");
  rmSync(join(folder, "phones.csv.new"), { recursive: true, force: true });
  expect(textsIn(folder)).toEqual(textsOf(night));
  expect(existsSync(join(folder, "report.html.new"))).toBe(false);
});
