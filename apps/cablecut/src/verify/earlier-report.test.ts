import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { languages } from "@cablecut/protocol";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeReport } from "../report/made-report.ts";
import { writeReport } from "../report/report-folder.ts";
import { show, SmallShow } from "../report/testing/small-show.ts";
import { reportTexts } from "../texts/report-texts.ts";
import { verifyReport } from "./verify-report.ts";

let folder = "";
/** The report of the night, which was kept. */
let earlier = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-earlier-report-"));
  const small = await SmallShow.in(join(folder, "data"));
  const write = async (incidents = small.told().incidents): Promise<string | null> => {
    const told = { ...small.told(), incidents };
    const facts = { told, phones: small.phones(), gateways: { told: 1, silent: 0 } };
    const made = await makeReport(show, join(folder, "data"), facts);
    if (!made.ok) throw new Error(made.refusal);
    return writeReport(join(folder, "report"), made.files);
  };
  await write();
  const short = { shards: null, measuredAt: null, startedAtMs: null, timeline: [] };
  earlier = (await write(small.told().incidents.map((each) => ({ ...each, ...short })))) ?? "";
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(languages)(
  "whoever checks a report is told of the one that was kept beside it, and to check that by itself, in %s",
  async (language) => {
    const report = dirname(earlier);
    // It looks like one, and holds none; and whatever else lies there nobody has signed.
    mkdirSync(join(report, "earlier-2026-01-02T04-05-06"), { recursive: true });
    writeFileSync(join(report, "earlier-and-better"), "");
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const asked = { receipts: null, key: null, data: null, language };
    await verifyReport({ ...asked, path: join(report, "report.json") });
    const said = print.mock.calls.map(([line]: unknown[]) => String(line));
    print.mockClear();
    const code = await verifyReport({ ...asked, path: join(earlier, "report.json") });
    print.mockRestore();
    expect(said).toContain(reportTexts.earlierBeside([basename(earlier)], 0)[language]);
    const strangers = ["earlier-2026-01-02T04-05-06", "earlier-and-better"];
    expect(said).toContain(reportTexts.besides(strangers, 0)[language]);
    expect(code).toBe(0);
  },
);
