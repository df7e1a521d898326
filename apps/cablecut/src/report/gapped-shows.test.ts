import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildReport, type ReportFile } from "@cablecut/report";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAgainstData } from "../verify/report-data.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { checkFiles, operator, signing, textOf } from "./testing/checked-files.ts";
import { show, SmallShow } from "./testing/small-show.ts";

let root = "";
let whole = "";
let small: SmallShow;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "cablecut-gapped-shows-"));
  whole = join(root, "whole");
  small = await SmallShow.in(whole);
});

afterAll(() => rmSync(root, { recursive: true }));

/** Archives of the small show that end at this entry. */
async function ending(upTo: number): Promise<ShowArchives> {
  const read = await readShowArchives(show, whole, { upTo, digestsAt: [1_024] });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  return read.archives;
}

/** Archives of the small show, all of which lack these entries. */
async function gapped(from: number, to = from): Promise<ShowArchives> {
  const directory = mkdtempSync(join(root, "gap-"));
  await SmallShow.in(directory, { lacks: (_, entry) => from <= entry && entry <= to });
  const read = await readShowArchives(show, directory, { digestsAt: [1_024] });
  rmSync(directory, { recursive: true });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  return read.archives;
}

function madeOf(archive: ShowArchives, told = small.told()): readonly ReportFile[] {
  return buildReport({ told, operator, archive, phones: small.phones() }, signing);
}

/** As `verify report.json --data DIRECTORY` compares them. */
async function against(directory: string, files: readonly ReportFile[]) {
  const { report, rows, findings } = checkFiles(files);
  expect(findings).toEqual([]);
  const { compared, texts } = await checkAgainstData(report!, rows!, directory);
  return { compared, said: texts.map(({ en }) => en).join("\n") };
}

/** Before, in and behind the incident, where payments in flight ended, and with everything in front of it. */
const gaps = [
  ...Array.from({ length: 45 }, (_, at) => [at + 1, at + 1] as const),
  ...[5, 12, 24, 33, 40].map((to) => [1, to] as const),
  [1_023, 1_023] as const,
];

test("wherever an entry is missing in all archives, an honest report holds, also against archives that have it", async () => {
  const { payments } = small.told().incidents[0]!.inFlight;
  const ends = payments.flatMap(({ index }) => index ?? []);
  expect(ends).not.toEqual([]);
  expect(gaps.map(([from]) => from)).toEqual(expect.arrayContaining(ends));
  for (const [from, to] of gaps) {
    const archive = await gapped(from, to);
    const { compared, said } = await against(whole, madeOf(archive));
    expect(compared, `without entries ${from} to ${to}: ${said}`).toBe("agrees");
  }
}, 300_000);

test("wherever all archives end, an honest report holds against archives that go on", async () => {
  for (const upTo of [1, 8, 12, ...Array.from({ length: 22 }, (_, at) => 24 + at), 1_000]) {
    const { compared, said } = await against(whole, madeOf(await ending(upTo)));
    expect(compared, `up to entry ${upTo}: ${said}`).toBe("agrees");
  }
}, 300_000);

test("that nothing was lost in an incident is said only where the log was applied up to its end", async () => {
  const { firstHitAt, endedAt } = small.told().incidents[0]!;
  for (const at of [1, 5, firstHitAt, firstHitAt + 1, endedAt, endedAt + 1, 200]) {
    const { findings, report } = checkFiles(madeOf(await gapped(at)));
    expect(findings).toEqual([]);
    const verdict = at <= endedAt ? "not-known" : "nothing-lost";
    expect(report?.derived.verdict, `without entry ${at}`).toBe(verdict);
  }
});

test("the last funds on the page are those after the last entry that was told, also where the log was applied up to a gap only", async () => {
  const { asOf } = small.told().transfers;
  const last = /<span lang="en">last<[^]*?<\/tr>/;
  const whole = last.exec(textOf(madeOf(await ending(asOf)), "report.html"));
  expect(whole?.[0]).toContain(asOf.toLocaleString("en"));
  for (const at of [1, 5, 200]) {
    const html = textOf(madeOf(await gapped(at)), "report.html");
    expect(last.exec(html)?.[0], `without entry ${at}`).toBe(whole?.[0]);
  }
});

/** The operator says of everything that the log measured, there and in what was told, that it took a second. */
function forged(archive: ShowArchives): readonly ReportFile[] {
  const lie = structuredClone(archive);
  const told = small.told();
  const incident = told.incidents[0]!;
  const measured = (lie.log?.incidents ?? []).filter((each) => each.measured !== null);
  for (const each of measured) Object.assign(each.measured!, { durationMs: 930 });
  for (const { shards } of [...measured, incident])
    for (const shard of shards ?? []) shard.measuredMs = 930;
  Object.assign(incident, { durationMs: 930, timeline: [] });
  return madeOf(lie, told);
}

test.each([
  ["behind the incident", 200, 200],
  ["in it", 30, 30],
  ["in front of it", 12, 12],
  ["at the beginning of the log", 1, 3],
])("a gap %s hides no forged recovery time from whoever has the entries", async (_, from, to) => {
  const files = forged(await gapped(from, to));
  expect(checkFiles(files).report?.derived.incidents).toMatchObject([{ rtoMs: 930 }]);
  const { compared, said } = await against(whole, files);
  expect(compared).toBe("differs");
  expect(said).toMatch(/WRONG {2}(log|told\.incidents\.0\.(durationMs|shards\.0\.measuredMs)):/);
});

test("archives that end before the incident hide no forged recovery time either", async () => {
  const { compared, said } = await against(whole, forged(await ending(20)));
  expect(compared).toBe("differs");
  expect(said).toContain("WRONG  told.incidents.0.durationMs: ");
});

test("archives from which the log cannot be applied as far as the report has it are said to be no word on what it decided", async () => {
  const later = join(root, "later");
  await SmallShow.in(later, { lacks: (_, entry) => entry === 30 });
  const { compared, said } = await against(later, madeOf(await gapped(200)));
  expect(compared).toBe("not-compared");
  expect(said).toContain("not checked: what the log decided");
  expect(said).not.toContain("WRONG");
});
