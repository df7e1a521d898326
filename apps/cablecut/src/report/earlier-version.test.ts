import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { ReportFile } from "@cablecut/report";
import { expect, test } from "vitest";
import { unnoticedIn, type Leaf } from "./testing/altered-leaves.ts";
import { checkFiles, signedAnew, textOf } from "./testing/checked-files.ts";

/** The small show's report, as the last program of version 7 made it. */
const stored = readFileSync(new URL("testing/fixtures/report-v7.br", import.meta.url));
const files = JSON.parse(brotliDecompressSync(stored).toString()) as readonly ReportFile[];

interface Body {
  readonly version: number;
  readonly derived: { readonly rooms: readonly object[] };
}
const body = JSON.parse(textOf(files, "report.json")) as Body;

test("a report of version 7 agrees with itself: page, events and figures are as they were made then", () => {
  const { findings, unchecked, report } = checkFiles(files);
  expect(body.version).toBe(7);
  expect(findings).toEqual([]);
  // The page and the words were made by another build.
  expect(unchecked).toEqual(["page-drawn-otherwise"]);
  expect(report?.derived.verdict).toBe("nothing-lost");
});

test("whatever is changed in it is found as version 7 found it, the version too", () => {
  const isPart = ([top, field]: Leaf): boolean =>
    top === "derived" ||
    top === "version" ||
    (top === "told" && (field === "incidents" || field === "events"));
  const { tried, unnoticed } = unnoticedIn(files, isPart);
  expect(tried).toBeGreaterThan(500);
  expect(unnoticed).toEqual([]);
}, 300_000);

test("what came with a later version may not stand in it", () => {
  const rooms = body.derived.rooms.map((room) => ({ ...room, diverged: false }));
  const text = signedAnew({ ...body, derived: { ...body.derived, rooms } });
  const { findings } = checkFiles(files, { "report.json": text });
  expect(findings.map(({ where }) => where)).toContain("derived.rooms.0.diverged");
});
