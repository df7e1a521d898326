import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildReport, type ReportFile } from "@cablecut/report";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readShowArchives } from "./show-archives.ts";
import { checkFiles, operator, signing, textOf } from "./testing/checked-files.ts";
import { show, SmallShow } from "./testing/small-show.ts";

let data = "";
let small: SmallShow;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "cablecut-report-page-"));
  small = await SmallShow.in(data);
});

afterAll(() => rmSync(data, { recursive: true }));

async function madeOf(
  phones = small.phones(),
  told = small.told(),
): Promise<readonly ReportFile[]> {
  const read = await readShowArchives(show, data, { digestsAt: [1_024] });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  const archive = read.archives;
  return buildReport({ told, operator, archive, phones }, signing);
}

/** What people see of the page: without the data that it carries. */
async function pageOf(phones = small.phones()): Promise<string> {
  return mainOf(await madeOf(phones));
}

function mainOf(files: readonly ReportFile[]): string {
  return /<main>.*<\/main>/s.exec(textOf(files, "report.html"))?.[0] ?? "";
}

/** What stands in the rows of the table that is headed so. */
function rowsUnder(page: string, columns: string): readonly string[] {
  const table = page.split("<table").find((each) => wordsIn(each).includes(columns)) ?? "";
  const [, ...rows] = (table.split("</table>")[0] ?? "").split("<tr>");
  return rows.slice(1).map((row) => wordsIn(row).trim());
}

const wordsIn = (page: string): string => page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

/** What stands on the card of this name. */
function cardOf(page: string, name: string): string | undefined {
  const [, ...cards] = page.split('<div class="card">');
  const found = cards.find((card) =>
    card.includes(`</b><span class="soft"><span lang="en">${name}</span>`),
  );
  return found === undefined ? undefined : /<b[^>]*>([^<]*)<\/b>/.exec(found)?.[1];
}

test("the page tells all that a report holds", async () => {
  const page = await pageOf();
  const words = wordsIn(page);
  const [incident] = small.told().incidents;
  const [digest] = small.told().digests;
  const told = [
    ["show, build and key", show.showId, "cablecut ", "Key fingerprint"],
    ["pace and its parameters", "paced to 2018", " 100 ", " 2,000 ", " 20,000 ", " 150 "],
    ["where the beginning was taken from", "Beginning taken from", "the cables' own stamp"],
    ["step by step", "lost its last cable", "first ledger part moved"],
    [
      "what was in flight, payment by payment",
      "0.04 s",
      "26.00 s",
      "not charged, sent again later",
    ],
    ["funds", "start of the show", "before the loss", "at the end", "last"],
    ["of three groups", "People", "Synthetic attendees", "Canaries and tills"],
    ["rooms at one entry", "Hangzhou A", digest!.rooms[0]!.state, digest!.rooms[0]!.chain],
    ["chain hash", Buffer.from(small.ledger.chainHash()).toString("hex")],
    ["what phones checked", "The audience's verification"],
    ["what was paced", "What was paced, and what was measured", "Dashed: waited for the pace"],
    ["events", "Hangzhou A lost its last cable"],
  ];
  for (const [what, ...found] of told)
    for (const each of found) expect(words, what).toContain(each);
  expect(cardOf(page, "Everybody could pay again after (RTO)")).toBe("25.93 s");
  expect(cardOf(page, "Acknowledged and lost (RPO)")).toBe("0 · 0.00");
  expect(cardOf(page, "Most payments kept at one time")).toBe("3");
  expect(cardOf(page, "phones told of it")).toBe("3");
  expect(cardOf(page, "In flight when it began")).toBe("2");
  // Charts, for wide pages and for narrow ones: a bar for each phase, dashed where the pace was waited for, and a column for each
  // part of the ledger.
  for (const size of ["wide", "narrow"]) {
    const drawn = page.match(new RegExp(`<svg [^>]*class="[^"]*${size}"[^]*?</svg>`, "g")) ?? [];
    const [phases = "", parts = ""] = drawn;
    expect(phases.match(/recharts-rectangle/g)).toHaveLength(5);
    expect(phases.match(/stroke-dasharray/g)).not.toBeNull();
    expect(parts.match(/recharts-rectangle/g)).toHaveLength(incident!.shardsHit);
  }
});

test("what moved nothing is called no recovery, however long its rooms were away", async () => {
  const told = small.told();
  const [incident] = told.incidents;
  const pageWhere = async (changes: object): Promise<string> =>
    mainOf(
      await madeOf(small.phones(), { ...told, incidents: [{ ...incident, ...changes }] } as never),
    );
  for (const state of ["restored-by-hand", "returned-by-itself", "not-known"]) {
    const page = await pageWhere({ state, shardsMoved: 0 });
    expect(cardOf(page, "Lasted, without a failover"), state).toBe("25.93 s");
    expect(wordsIn(page), state).not.toMatch(/RTO|recovery|Recovery|恢复用时/u);
  }
  for (const open of [{ state: "running" }, { state: "not-known", endedAt: 0 }]) {
    const page = await pageWhere({ ...open, durationMs: null, shardsMoved: 0 });
    expect(cardOf(page, "Everybody could pay again after (RTO)"), open.state).toBeDefined();
  }
});

test("every text of it stands there in both languages, one beside the other", async () => {
  const page = await pageOf();
  const all = page.match(/<span lang="en">/g) ?? [];
  const beside = page.match(
    /<span lang="en">[^<]*<\/span> · <span lang="zh">[^<]*\p{Script=Han}[^<]*<\/span>/gu,
  );
  expect(all.length).toBeGreaterThan(100);
  expect(beside).toHaveLength(all.length);
});

test("it loads nothing, and paper loses neither what is folded on a screen nor what is drawn", async () => {
  const html = textOf(await madeOf(), "report.html");
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
  expect(html).not.toMatch(/<[^>]* (src|href)=|<link|<iframe|<img/);
  expect(style).not.toMatch(/url\(|@import/);
  const paper = style.split("@media print").slice(1).join("");
  expect(paper).toContain("details::details-content{content-visibility:visible");
  expect(paper).toContain("print-color-adjust:exact");
  expect(paper).toContain(".screen{display:none}");
  expect(html).toContain('<section class="screen">');
});

test("what the list of payments in flight leaves out is said", async () => {
  const [first, ...others] = small.phones();
  const withMore = async (inFlight: number): Promise<string> =>
    wordsIn(await pageOf([{ ...first!, inFlight }, ...others]));
  expect(await withMore(1)).not.toContain("not in the list");
  const part = await withMore(8);
  expect(part).toContain("7 more are counted here and not in the list");
  expect(part).toContain("笔已计入，未列出");
});

test("a chart that lacks some of the parts says how many", () => {
  const told = small.told();
  const pageWith = (untimed: number): string => {
    const incidents = told.incidents.map((incident) => ({
      ...incident,
      shards: incident.shards!.map((each, at) =>
        at < untimed ? { ...each, measuredMs: null } : each,
      ),
    }));
    const sources = { told: { ...told, incidents }, operator, archive: null, phones: null };
    return wordsIn(textOf(buildReport(sources, signing), "report.html"));
  };
  expect(pageWith(0)).not.toContain("parts were timed");
  expect(pageWith(1)).toContain("3 of 4 parts were timed");
  expect(pageWith(1)).toContain("4个部分中，3个测得用时");
});

test("a part that has not paid again has no entry of it, and nobody is named who paid", async () => {
  const told = small.told();
  const incidents = told.incidents.map((each) => ({
    ...each,
    shards: each.shards!.map((shard) => ({
      ...shard,
      settledAt: 0,
      backAt: 0,
      moved: false,
      byPerson: false,
      measuredMs: null,
    })),
  }));
  const sources = { told: { ...told, incidents }, operator, archive: null, phones: [] };
  const rows = rowsUnder(mainOf(buildReport(sources, signing)), "paid again at entry");
  expect(rows).toHaveLength(told.incidents[0]!.shardsHit);
  for (const row of rows) expect(row).toMatch(/— — — —$/);
});

test("a room that the telling gateway never heard stands among the rooms, with what its archive lacks", async () => {
  const told = small.told();
  const files = await madeOf(small.phones(), { ...told, rooms: told.rooms.slice(1) });
  const all = rowsUnder(mainOf(await madeOf()), "Not in the archive");
  const rows = rowsUnder(mainOf(files), "Not in the archive");
  expect(rows).toHaveLength(show.topology.rooms.length);
  expect(rows.slice(1)).toEqual(all.slice(1));
  expect(rows[0]).toMatch(/^Hangzhou A .* — — — \d/);
  expect(checkFiles(files).findings).toEqual([]);
});
