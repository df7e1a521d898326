import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeReport } from "./made-report.ts";
import { checkFiles, textOf } from "./testing/checked-files.ts";
import { show, SmallShow } from "./testing/small-show.ts";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

async function madeIn(
  prepare: (directory: string) => void = () => undefined,
  options: Parameters<typeof SmallShow.in>[1] = {},
  gateways = { told: 1, silent: 0 },
) {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-made-report-"));
  directories.push(directory);
  const small = await SmallShow.in(directory, options);
  prepare(directory);
  const told = { told: small.told(), phones: small.phones(), gateways };
  const made = await makeReport(show, directory, told);
  if (!made.ok) throw new Error(made.refusal);
  return { ...made, directory, said: made.warnings.map(({ en }) => en) };
}

test("whoever has a report made is told where its rooms' archives are missing, cannot be read, or begin too late", async () => {
  expect((await madeIn()).said).toEqual([]);
  const rooms = (directory: string): string => join(directory, "rooms");
  const gone = await madeIn((directory) => rmSync(rooms(directory), { recursive: true }));
  expect(gone.said).toEqual([
    `no room's archive is in ${rooms(gone.directory)}: the report holds no transfers, and does not say of an incident that nothing was lost`,
  ]);
  const odd = await madeIn((directory) => {
    rmSync(rooms(directory), { recursive: true });
    writeFileSync(rooms(directory), "no folder");
  });
  expect(odd.said).toHaveLength(6);
  expect(odd.said[0]).toContain(
    "the archive of hz-a cannot be read: a file is where a folder belongs (ENOTDIR)",
  );
  expect(odd.said.at(-1)).toMatch(/^no room.s archive can be read: the report holds no transfers/);
  const late = await madeIn(undefined, { lacks: (_, entry) => entry <= 12 });
  expect(late.said).toEqual([
    expect.stringMatching(
      /^entries 1 to 13 are in no archive any more .*does not say that nothing was lost$/,
    ),
  ]);
  for (const { zh } of [...odd.warnings, ...late.warnings]) expect(zh).not.toMatch(/[a-z]{9,}/);
});

test("that a gateway was silent is signed, and stands on the page", async () => {
  const page = async (told: number, silent: number): Promise<string> => {
    const { files, said } = await madeIn(undefined, {}, { told, silent });
    const { findings, report } = checkFiles(files);
    expect(findings).toEqual([]);
    expect(report?.gateways).toEqual({ told, silent });
    expect(said.length).toBe(silent);
    return textOf(files, "report.html").split('<script type="application/json"')[0]!;
  };
  const alone = await page(1, 0);
  expect(alone).toContain("Most payments kept at one time");
  expect(alone).not.toContain("did not answer");
  const silent = await page(2, 1);
  expect(silent).toContain("1 of the show's gateways did not answer");
  expect(silent).toContain("演示的1个网关没有应答");
  expect(silent).toContain("2 / 3");
  // Each gateway's most need not have been at the same moment.
  expect(silent).not.toContain("Most payments kept at one time");
  expect(silent).toContain("Payments kept: the most at each gateway, added up");
});
