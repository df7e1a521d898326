import { expect, test } from "vitest";
import { versionsRead } from "../schema.ts";
import { checkReport, type CheckParts } from "./check-report.ts";
import type { Words } from "./finding.ts";

test("whoever checks what is no report reads what it lacks, in his language and in no word of a library's", () => {
  const text = JSON.stringify({ version: versionsRead[0], show: [], more: true });
  const parts = { text } as Partial<CheckParts> as CheckParts;
  const { findings } = checkReport(parts);
  const said = findings.map(({ where, have }) => {
    const { en, zh } = have as Words;
    return { where, en, zh };
  });
  expect(said).toContainEqual({
    where: "show",
    en: "must be an object in { }",
    zh: "须为 { } 中的对象",
  });
  expect(said).toContainEqual({ where: "signature", en: "is missing", zh: "缺少此项" });
  for (const { en, zh } of said) {
    expect(en).not.toMatch(/input|expected|received/i);
    expect(zh).not.toMatch(/期望|实际接收|无效/);
  }
});
