import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languages } from "@cablecut/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reportTexts } from "../texts/report-texts.ts";
import type { MadeReport } from "./made-report.ts";
import { reportCommand } from "./report-command.ts";
import { show } from "./testing/small-show.ts";

/** Ends the reading of the archives. */
let archivesRead: (made: MadeReport) => void = () => undefined;
const makeReport = vi.hoisted(() => vi.fn<() => Promise<MadeReport>>());

vi.mock("./made-report.ts", () => ({ makeReport }));
vi.mock("./told-facts.ts", () => ({ askGateways: async () => ({ ok: true }) }));
vi.mock("../show/show-file.ts", () => ({ readShow: () => ({ ok: true, show }) }));
vi.mock("../ctl/control-target.ts", () => ({
  exitCodes: { done: 0, refused: 1 },
  operatedShow: () => ({ token: "", running: { gateway: "", gateways: [] } }),
}));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-report-command-"));
  vi.useFakeTimers();
  makeReport.mockReset();
  makeReport.mockImplementation(() => new Promise((settle) => (archivesRead = settle)));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test.each(languages)(
  "whoever asks for the report of a show of hours is told after some seconds that it takes minutes, in %s",
  async (language) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const ended = reportCommand({ data: folder, language }, join(folder, "report"));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(errors).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(errors.mock.calls).toEqual([[reportTexts.takesLong[language]]]);
    archivesRead({ ok: true, files: [], fingerprint: "ab".repeat(10), warnings: [] });
    expect(await ended).toBe(0);
  },
);

test.each([
  { language: "en", words: /a file is where a folder belongs \(EEXIST\)$/ },
  { language: "zh", words: /应为文件夹处是文件（EEXIST）$/ },
] as const)(
  "where a report cannot be put is said before archives are read for minutes, and why in words, in $language",
  async ({ language, words }) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const file = join(folder, "holiday.txt");
    writeFileSync(file, "");
    expect(await reportCommand({ data: folder, language }, file)).toBe(1);
    expect(makeReport).not.toHaveBeenCalled();
    expect(errors.mock.calls).toEqual([[expect.stringMatching(words)]]);
    expect(readdirSync(folder)).toEqual(["holiday.txt"]);
  },
);
