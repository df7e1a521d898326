import { buildReport } from "@cablecut/report";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { operator, signing } from "../report/testing/checked-files.ts";
import { SmallShow } from "../report/testing/small-show.ts";
import { verifyReport } from "./verify-report.ts";

test("where it cannot be said that nothing was lost, it is said why", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cablecut-not-known-"));
  const small = await SmallShow.in(join(folder, "data"));
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
  for (const { name, text } of buildReport(sources, signing))
    writeFileSync(join(folder, name), text);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const path = join(folder, "report.json");
  await verifyReport({ path, receipts: null, key: null, data: null, language: "en" });
  const said = log.mock.calls.map(([line]) => String(line)).join("\n");
  log.mockRestore();
  rmSync(folder, { recursive: true });
  expect(said).not.toContain("WRONG");
  expect(said).toContain("not known: whether phones lost a receipt in incident 1;");
  expect(said).toContain("not known: the difference of all funds");
});
