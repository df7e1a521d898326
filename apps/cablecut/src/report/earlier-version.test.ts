import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { ReportFile } from "@cablecut/report";
import { expect, test } from "vitest";
import { besidePage, unnoticedIn, type Leaf } from "./testing/altered-leaves.ts";
import { checkFiles, signedAnew, textOf } from "./testing/checked-files.ts";

/** The small show's report, as the last program of that version made it. */
function storedOf(version: number): readonly ReportFile[] {
  const stored = readFileSync(new URL(`testing/fixtures/report-v${version}.br`, import.meta.url));
  return JSON.parse(brotliDecompressSync(stored).toString()) as readonly ReportFile[];
}

interface Body {
  readonly version: number;
  readonly derived: { readonly rooms: readonly object[] };
  readonly transfers: object;
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
    // Nothing held a payee then, and the page and the words were made by another build.
    expect(unchecked).toEqual(["rows-not-hashed", "page-drawn-otherwise"]);
    expect(report?.derived.verdict).toBe("nothing-lost");
  },
);

/** Of each version what is checked in it otherwise than in the one before: every change takes milliseconds. */
test.each([
  [7, ["derived", "told.incidents", "told.events"], 1_000],
  [8, ["derived"], 400],
  [9, ["told.incidents", "told.events"], 600],
  [10, ["gateways", "drawing"], 10],
] as const)(
  "whatever is changed in one of version %i is found as it was found then, the version too: in %j",
  (version, parts, least) => {
    const isPart = (path: Leaf): boolean =>
      ["version", ...parts].some((part) => `${path.join(".")}.`.startsWith(`${part}.`));
    const { tried, unnoticed } = unnoticedIn(storedOf(version), isPart);
    expect(tried).toBeGreaterThan(least);
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

test("a page of this build's is in no report of a version before it: whatever that lacks would be checked by nothing", () => {
  const files = storedOf(10);
  const page = textOf(files, "report.html").replace('drawing 11"', 'drawing 12"');
  const text = signedAnew({ ...bodyOf(files), drawing: 12 });
  const { findings } = checkFiles(files, { "report.json": text, "report.html": page });
  expect(findings).toContainEqual(
    expect.objectContaining({ where: "drawing", have: "12", want: "< 12" }),
  );
});

test("a hash of all rows, which came later, is told as what it is, once", () => {
  const files = storedOf(10);
  const { transfers, ...body } = bodyOf(files);
  const text = signedAnew({ ...body, transfers: { ...transfers, rowsHash: "0".repeat(64) } });
  const { findings } = checkFiles(files, { "report.json": text, "report.html": "" });
  expect(besidePage({ findings }).map(({ where }) => where)).toEqual(["transfers.rowsHash"]);
});

test("what came with a later version may not stand in it", () => {
  const files = storedOf(7);
  const body = bodyOf(files);
  const rooms = body.derived.rooms.map((room) => ({ ...room, diverged: false }));
  const text = signedAnew({ ...body, derived: { ...body.derived, rooms } });
  const { findings } = checkFiles(files, { "report.json": text });
  expect(findings.map(({ where }) => where)).toContain("derived.rooms.0.diverged");
});
