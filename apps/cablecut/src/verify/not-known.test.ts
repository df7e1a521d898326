import { buildReport, type Report, type ReportFile } from "@cablecut/report";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { brotliDecompressSync } from "node:zlib";
import { operator, signing, textOf } from "../report/testing/checked-files.ts";
import { SmallShow } from "../report/testing/small-show.ts";
import { verifyReport } from "./verify-report.ts";

let folder = "";
let small: SmallShow;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-not-known-"));
  small = await SmallShow.in(join(folder, "data"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function verified(files: readonly ReportFile[]): Promise<{ code: number; said: string }> {
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const path = join(folder, "report.json");
  const code = await verifyReport({ path, receipts: null, key: null, data: null, language: "en" });
  const said = log.mock.calls.map(([line]) => String(line)).join("\n");
  log.mockRestore();
  return { code, said };
}

test("where it cannot be said that nothing was lost, it is said why", async () => {
  const told = small.told();
  const unheard = { verification: null, fundsAtCut: null, fundsAtEnd: null };
  const incidents = told.incidents.map((each) => ({ ...each, ...unheard }));
  const transfers = { asOf: 0, booked: 0, byPeople: 0, bySynthetic: 0 };
  const sources = {
    told: { ...told, incidents, transfers, rooms: [] },
    operator,
    archive: null,
    phones: null,
  };
  const files = buildReport(sources, signing);
  const { said } = await verified(files);
  expect(said).not.toContain("WRONG");
  expect(said).toContain("not known: whether phones lost a receipt in incident 1;");
  expect(said).toContain("not known: the difference of all funds");
  // And on the page, which is what most people open.
  const page = textOf(files, "report.html");
  expect(page).toContain("Not known: whether phones lost a receipt in incident 1.");
  expect(page).toContain("未知：资金差额。");
});

test("a signed report without the transfers does not say that nothing was lost in an incident: whoever would hide it leaves them out", async () => {
  const sources = { told: small.told(), archive: null, phones: small.phones() };
  const files = buildReport({ ...sources, operator }, signing);
  const { code, said } = await verified(files);
  expect(code).toBe(0);
  expect(said).toContain("not checked: sums of money, the report holds no transfers");
  expect(said).toContain("not everything is known in it");
  expect(said).not.toMatch(/nothing was lost/);
  expect(textOf(files, "report.html")).toContain('class="verdict" data-verdict="not-known"');
  expect(textOf(files, "report.html")).toContain(
    "Not known: whether the log agrees with what was told of incident 1.",
  );
  // A gateway's own copy is its word of what rooms and phones told, and says so.
  const copy = buildReport({ ...sources, operator: null }, { ...signing, key: null });
  const { derived } = JSON.parse(textOf(copy, "report.json")) as Report;
  expect(derived.verdict).toBe("nothing-lost");
  expect(textOf(copy, "report.html")).toContain("Not signed: this copy was made by the show");
  // With a key of somebody's it is no gateway's copy any more.
  expect((await verified(buildReport({ ...sources, operator: null }, signing))).said).toContain(
    "WRONG  show.firstPace",
  );
});

test("a report of which something was not checked does not end as one that was checked whole", async () => {
  const stored = new URL("../report/testing/fixtures/report-v10.br", import.meta.url);
  const text = brotliDecompressSync(readFileSync(stored)).toString();
  const { code, said } = await verified(JSON.parse(text) as readonly ReportFile[]);
  expect(code).toBe(0);
  expect(said).toContain("not checked: what report.html shows");
  expect(said).toContain("not checked by the report alone: whom each payment went to");
  expect(said.split("\n").at(-1)).toMatch(/^the report holds as far as it was checked: /);
});
