import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkReport, buildReport, type PhoneRow } from "@cablecut/report";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprintOf } from "../show/report-key.ts";
import { tell } from "./made-report.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { mergedTold, type Told } from "./told-facts.ts";
import { anna, bea, carl, hexHash, show, SmallShow } from "./testing/small-show.ts";

let directory = "";
let small: SmallShow;
let archive: ShowArchives;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "cablecut-told-"));
  small = await SmallShow.in(directory);
  const read = await readShowArchives(show, directory, { digestsAt: [1_024] });
  if (!read.ok || read.archives === null) throw new Error("there is no archive");
  archive = read.archives;
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What a gateway tells that has these phones. */
function gateway(id: number, accounts: readonly number[]): Told {
  const whole = small.told();
  const isHere = ({ account }: { readonly account: number }): boolean => accounts.includes(account);
  const incidents = whole.incidents.map((incident) => {
    const payments = incident.inFlight.payments.filter(isHere);
    return { ...incident, inFlight: { phones: accounts.length, payments, notListed: 0 } };
  });
  const told = {
    ...whole,
    gateway: `gateway-${id}`,
    runsSinceMs: whole.runsSinceMs + id,
    incidents,
  };
  return { told, phones: small.phones().filter(isHere) };
}

function reportOf(all: readonly Told[]) {
  const merged = mergedTold(all);
  if (merged === null) throw new Error("nobody has told");
  const files = buildReport(
    { ...merged, operator: null, archive },
    { sha256: hexHash, encodeText: (text) => Buffer.from(text), tell, key: null },
  );
  const named = new Map<string, string>(files.map(({ name, text }) => [name, text]));
  const { report, findings } = checkReport({
    text: named.get("report.json") ?? "",
    file: (name) => Buffer.from(named.get(name) ?? ""),
    sha256: hexHash,
    decodeText: (bytes) => Buffer.from(bytes).toString(),
    verify: () => false,
    tell,
    fingerprintOf,
    expectedKey: () => null,
  });
  // The operator's word is missing in what is made here, and nothing else.
  const wrong = findings.filter(({ where }) => !["signature", "show.firstPace"].includes(where));
  return { report, wrong };
}

test("a phone that told two gateways is one phone, with what it told more of", () => {
  const { report: alone, wrong } = reportOf([gateway(1, [anna, bea, carl, carl + 1])]);
  expect(wrong).toEqual([]);
  const moved = [gateway(2, [anna, bea]), gateway(1, [bea, carl, carl + 1])];
  const both = reportOf(moved);
  expect(both.wrong).toEqual([]);
  expect(both.report?.told.incidents).toEqual(alone?.told.incidents);
  expect(both.report?.told.incidents[0]).toMatchObject({
    keptMost: 3,
    verification: { phones: 3, verified: 6, notYetHeard: 5 },
    inFlight: { phones: 3 },
  });
  expect(both.report?.told.phones).toEqual(alone?.told.phones);
});

test("a gateway that came after an incident does not know what was kept; the other one does", () => {
  const first = gateway(1, [anna, bea]);
  const late = gateway(2, [carl, carl + 1]);
  const incidents = late.told.incidents.map((incident) => ({ ...incident, keptMost: null }));
  const phones = late.phones.map((row) => ({ ...row, kept: null }));
  const unknown = { told: { ...late.told, incidents }, phones };
  const { report, wrong } = reportOf([unknown, first]);
  expect(wrong).toEqual([]);
  expect(report?.told.incidents[0]?.keptMost).toBe(3);
  const nobodyKnows = reportOf([unknown]);
  expect(nobodyKnows.wrong).toEqual([]);
  expect(nobodyKnows.report?.told.incidents[0]?.keptMost).toBe(null);
});

test("whoever came in behind the end of the transfers is not of that moment", () => {
  const told = gateway(1, [anna, bea]);
  const later: PhoneRow = { ...told.phones.at(-1)!, account: carl + 5 };
  const { report, wrong } = reportOf([{ ...told, phones: [...told.phones, later] }]);
  expect(wrong).toEqual([]);
  expect(report?.phones).toEqual({ rows: told.phones.length, compared: 2 });
});
