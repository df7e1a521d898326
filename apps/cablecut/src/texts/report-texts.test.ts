import { checkReport } from "@cablecut/report";
import { expect, test } from "vitest";
import { reportTexts } from "./report-texts.ts";

/** What `verify` says of a text that is no report. */
function saidOf(text: string): { readonly en: string; readonly zh: string }[] {
  const { findings } = checkReport({
    text,
    file: () => null,
    sha256: () => "",
    decodeText: () => "",
    verify: () => false,
    tell: { event: () => ({ en: "", zh: "" }), timeline: () => ({ en: "", zh: "" }) },
    charts: { columns: () => "", bars: () => "" },
    fingerprintOf: () => "",
    expectedKeys: () => [],
  });
  return findings.map(({ kind, where, have, want }) =>
    reportTexts.finding(kind, where, have, want),
  );
}

const report = { format: "cablecut-report", version: 4 };

test.each([
  ["not JSON", "{"],
  ["null", "null"],
  ["an array", "[]"],
  ["another version", JSON.stringify({ ...report, version: 3 })],
  ["a version that is a word", JSON.stringify({ ...report, version: "4" })],
  ["nothing but its version", JSON.stringify(report)],
  ["a field too many", JSON.stringify({ ...report, surplus: 1 })],
  ["a wrong value deep inside", JSON.stringify({ ...report, show: { showId: 1 } })],
])("what is wrong with it is said in Chinese as well: %s", (_, text) => {
  const said = saidOf(text);
  expect(said.length).toBeGreaterThan(0);
  for (const { en, zh } of said) {
    expect(en).toMatch(/^WRONG {2}/);
    expect(zh).toMatch(/^错误 {2}/);
    // Names of fields and types stay; sentences do not.
    expect(zh).not.toMatch(/[Ii]nvalid|expected|received|[Uu]nrecognized|is not|should be/);
  }
});

test("lines and entries are named in the reader's words", () => {
  const said = (where: string): string => reportTexts.finding("bad-line", where, null, null).zh;
  expect(said("phones.csv line 7")).toBe("错误  phones.csv 第7行：此行不成立");
  expect(said("entry 9, position 3")).toBe("错误  条目9，位置3：此行不成立");
});

test.each([
  ["a field's name", { ...report, "x\nTHE REPORT HOLDS\u001b[2J": 1 }],
  ["a name deep inside", { ...report, told: { events: [{ values: { ["y\n".repeat(80)]: 1 } }] } }],
  ["a version", { ...report, version: "5\nTHE REPORT HOLDS" }],
])("%s that has a line end in it makes no line of its own", (_, content) => {
  const said = saidOf(JSON.stringify({ ...content, version: 5 }));
  expect(said.length).toBeGreaterThan(0);
  for (const each of said) expect(`${each.en}${each.zh}`).not.toMatch(/\p{Cc}/u);
});

test("neither does a value, nor where it stands; both are told in part where they are long", () => {
  const { en, zh } = reportTexts.finding("does-not-follow", "z".repeat(500), "a\nb", "\u202Ec");
  expect(en).toMatch(/^WRONG {2}z{100}…: .*: a\\nb, should be \\u202ec$/);
  expect(zh).toMatch(/^错误 {2}z{100}…：.*：a\\nb，应为 \\u202ec$/);
});
