import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { charts } from "@cablecut/report-charts";
import { checkReport, buildReport, type PhoneRow } from "@cablecut/report";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprintOf } from "../show/report-key.ts";
import { tell } from "./made-report.ts";
import { readShowArchives, type ShowArchives } from "./show-archives.ts";
import { askPieces, mergedTold, type Told } from "./told-facts.ts";
import { hexHash } from "./made-report.ts";
import { anna, bea, carl, show, SmallShow } from "./testing/small-show.ts";

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
    { sha256: hexHash, encodeText: (text) => Buffer.from(text), tell, charts, key: null },
  );
  const named = new Map<string, string>(files.map(({ name, text }) => [name, text]));
  const { report, findings } = checkReport({
    text: named.get("report.json") ?? "",
    file: (name) => Buffer.from(named.get(name) ?? ""),
    sha256: hexHash,
    decodeText: (bytes) => Buffer.from(bytes).toString(),
    verify: () => false,
    tell,
    charts,
    fingerprintOf,
    expectedKeys: () => [],
  });
  // The operator's word is missing in what is made here, and nothing else.
  const wrong = findings.filter(({ where }) => !["signature", "show.firstPace"].includes(where));
  return { report, wrong };
}

test("the gateway that has run longest tells, also beside one whose clock goes an hour slow", () => {
  const [first, late] = [gateway(1, [anna]), gateway(2, [bea])];
  const hourMs = 3_600_000;
  const { runsSinceMs, toldAtMs } = late.told;
  const slow = {
    ...late,
    told: { ...late.told, runsSinceMs: runsSinceMs - hourMs, toldAtMs: toldAtMs - hourMs },
  };
  expect(mergedTold([slow, first])?.told.gateway).toBe("gateway-1");
});

test("one that was cut off from the rooms tells of an earlier moment: whoever hears them comes first, however short it has run", () => {
  const [cutOff, hears] = [gateway(1, [anna]), gateway(2, [bea])];
  const rooms = cutOff.told.rooms.map((room) => ({ ...room, answering: room.room === 4 }));
  const told = { ...cutOff.told, rooms };
  expect(mergedTold([{ ...cutOff, told }, hears])?.told.gateway).toBe("gateway-2");
  expect(mergedTold([{ ...cutOff, told }])?.told.gateway).toBe("gateway-1");
});

test("an incident that one gateway alone knows is told, in full where one has it in full, and its phones are of it", () => {
  const late = gateway(1, [anna, bea]);
  const whole = gateway(2, [carl, carl + 1]);
  const none = { ...late, told: { ...late.told, incidents: [] } };
  const { report, wrong } = reportOf([none, whole]);
  expect(wrong).toEqual([]);
  expect(report?.told).toMatchObject({ gateway: "gateway-1", incidents: [{ number: 1 }] });
  const inShort = late.told.incidents.map((incident) => ({
    ...incident,
    shards: null,
    measuredAt: null,
    startedAtMs: null,
    timeline: [],
  }));
  const full = reportOf([{ ...late, told: { ...late.told, incidents: inShort } }, whole]);
  expect(full.wrong).toEqual([]);
  expect(full.report?.told.incidents[0]?.shards).toHaveLength(4);
  expect(full.report?.told.incidents[0]?.inFlight.phones).toBe(3);
  // Nobody tells of this one any more.
  const forgotten = mergedTold([none, { ...whole, told: { ...whole.told, incidents: [] } }]);
  expect(forgotten?.phones.filter(({ incident }) => incident !== null)).toEqual([]);
});

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

/** Asks a gateway that answers so, one question after the other, and the last one for ever. */
async function asked(...answers: readonly unknown[]) {
  const questions: object[] = [];
  const told = await askPieces(
    (question) => {
      questions.push(question);
      return Promise.resolve(answers[Math.min(questions.length, answers.length) - 1]);
    },
    () => Promise.resolve(),
  );
  return { told, questions };
}

const piece = (made: number, text: string, pieces = 2): object => ({
  ok: true,
  made,
  pieces,
  text,
});
const no = (refusal: string): object => ({ ok: false, refusal });

test("what is told in pieces is asked for again from the first one where somebody else has asked meanwhile", async () => {
  const anew = [piece(1, "a"), no("too-fast"), no("made-anew"), piece(3, "b"), piece(3, "c")];
  const { told, questions } = await asked(...anew);
  expect(told).toEqual({ text: "bc" });
  expect(questions.slice(2)).toEqual([
    { made: 1, piece: 1 },
    { made: null, piece: 0 },
    { made: 3, piece: 1 },
  ]);
});

test("a long telling is heard to its end, however often its questions come too fast", async () => {
  const answers = Array.from({ length: 500 }, () => [no("too-fast"), piece(1, "a", 500)]).flat();
  const { told } = await asked(...answers);
  expect(told).toEqual({ text: "a".repeat(500) });
});

test.each([
  ["too fast for ever", no("too-fast"), "too-fast"],
  ["always made anew", no("made-anew"), "made-anew"],
  ["too long", no("too-long"), "too-long"],
  ["starting", no("starting"), "starting"],
  ["refused by a name that nobody knows", no("constructor"), "gateway-silent"],
  ["of pieces without end", piece(1, "a", 1e9), "gateway-silent"],
  ["of no pieces", piece(1, "a", 0), "gateway-silent"],
  ["of a text that is none", { ...piece(1, "a"), text: ["a"] }, "gateway-silent"],
  ["nothing", null, "gateway-silent"],
])("an answer that is %s has an end, and is named as what it is", async (_, answer, refusal) => {
  const { told, questions } = await asked(answer);
  expect(told).toEqual({ refusal });
  expect(questions.length).toBeLessThan(200);
});
