import { buildReport } from "@cablecut/report";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hexHash } from "../report/made-report.ts";
import { operator, signedAnew, signing } from "../report/testing/checked-files.ts";
import { SmallShow } from "../report/testing/small-show.ts";
import { verifyReport } from "./verify-report.ts";

// Whoever makes a show may name its rooms as they like, also with the sign that stands for bytes which are no text.

const noText = "\uFFFD";
let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-bytes-"));
  const small = await SmallShow.in(join(folder, "data"));
  const told = small.told();
  const [room, ...rooms] = told.topology.rooms;
  const named = { ...room!, name: { en: `Hall ${noText}`, zh: `大厅${noText}` } };
  const topology = { ...told.topology, rooms: [named, ...rooms] };
  const sources = { told: { ...told, topology }, operator, archive: null, phones: null };
  for (const { name, text } of buildReport(sources, signing))
    writeFileSync(join(folder, name), text);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function said(): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const path = join(folder, "report.json");
  await verifyReport({ path, receipts: null, key: null, data: null, language: "en" });
  const text = log.mock.calls.map(([line]) => String(line)).join("\n");
  log.mockRestore();
  return text;
}

/** Each of the three bytes of that sign alone is no text either, and would be read as it. */
function broken(bytes: Buffer): Buffer {
  const at = bytes.indexOf(noText);
  expect(at).toBeGreaterThan(0);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 3)]);
}

test("a report whose rooms have strange names holds", async () => {
  expect(await said()).not.toContain("WRONG");
});

test("other bytes of report.json that would be read as the same text are found", async () => {
  const path = join(folder, "report.json");
  writeFileSync(path, broken(readFileSync(path)));
  expect(await said()).toContain("WRONG  report.json: this is no report: is not UTF-8");
});

test.each(["events.csv", "report.html"])(
  "and of %s, its hash and the signature made anew",
  async (name) => {
    const bytes = broken(readFileSync(join(folder, name)));
    writeFileSync(join(folder, name), bytes);
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as {
      files: { name: string }[];
    };
    const files = report.files.map((file) =>
      file.name === name ? { name, bytes: bytes.length, sha256: hexHash(bytes) } : file,
    );
    writeFileSync(join(folder, "report.json"), signedAnew({ ...report, files }));
    expect(await said()).toContain(`WRONG  ${name}: the file cannot be read`);
  },
);
