import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { ReportFile } from "@cablecut/report";
import { expect, test } from "vitest";
import { unnoticedIn, type Leaf } from "./testing/altered-leaves.ts";
import { checkFiles, signedAnew, textOf } from "./testing/checked-files.ts";

/** The small show's report, as the last program of that version made it. */
function storedOf(version: number): readonly ReportFile[] {
  const stored = readFileSync(new URL(`testing/fixtures/report-v${version}.br`, import.meta.url));
  return JSON.parse(brotliDecompressSync(stored).toString()) as readonly ReportFile[];
}

interface Body {
  readonly version: number;
  readonly derived: { readonly rooms: readonly object[] };
}
const bodyOf = (files: readonly ReportFile[]): Body =>
  JSON.parse(textOf(files, "report.json")) as Body;

test.each([7, 8, 9, 10])(
  "a report of version %i agrees with itself: page, events and figures are as they were made then",
  (version) => {
    const files = storedOf(version);
    const { findings, unchecked, report } = checkFiles(files);
    expect(bodyOf(files).version).toBe(version);
    expect(findings).toEqual([]);
    // The page and the words were made by another build.
    expect(unchecked).toEqual(["page-drawn-otherwise"]);
    expect(report?.derived.verdict).toBe("nothing-lost");
  },
);

test.each([7, 8, 9, 10])(
  "whatever is changed in one of version %i is found as it was found then, the version too",
  (version) => {
    const isPart = ([top, field]: Leaf): boolean =>
      top === "derived" ||
      top === "version" ||
      (top === "told" && (field === "incidents" || field === "events"));
    const { tried, unnoticed } = unnoticedIn(storedOf(version), isPart);
    expect(tried).toBeGreaterThan(500);
    expect(unnoticed).toEqual([]);
  },
  300_000,
);

test("how many gateways told may not stand in one that was made before it was asked", () => {
  const files = storedOf(9);
  const text = signedAnew({ ...bodyOf(files), gateways: { told: 1, silent: 0 } });
  const { findings } = checkFiles(files, { "report.json": text });
  expect(findings.map(({ where }) => where)).toContain("gateways");
});

test("what came with a later version may not stand in it", () => {
  const files = storedOf(7);
  const body = bodyOf(files);
  const rooms = body.derived.rooms.map((room) => ({ ...room, diverged: false }));
  const text = signedAnew({ ...body, derived: { ...body.derived, rooms } });
  const { findings } = checkFiles(files, { "report.json": text });
  expect(findings.map(({ where }) => where)).toContain("derived.rooms.0.diverged");
});
