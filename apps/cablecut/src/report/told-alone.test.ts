import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { receiptChecks, type IncidentFacts, type ReportFacts } from "@cablecut/protocol";
import { buildReport, type PhoneRow, type ReportFile } from "@cablecut/report";
import { beforeAll, expect, test } from "vitest";
import { unnoticedIn, type Leaf } from "./testing/altered-leaves.ts";
import { operator, signing } from "./testing/checked-files.ts";
import { SmallShow } from "./testing/small-show.ts";

// Where no room has an archive, what gateways told stands alone: no log says otherwise.

let small: SmallShow;
beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "cablecut-told-"));
  small = await SmallShow.in(directory);
  rmSync(directory, { recursive: true });
}, 60_000);

function madeOf(
  change: (told: ReportFacts) => ReportFacts,
  phones = (rows: readonly PhoneRow[]) => rows,
): readonly ReportFile[] {
  const sources = { told: change(small.told()), phones: phones(small.phones()) };
  return buildReport({ ...sources, operator, archive: null }, signing);
}

const withIncident =
  (change: (incident: IncidentFacts) => IncidentFacts) =>
  (told: ReportFacts): ReportFacts => ({ ...told, incidents: told.incidents.map(change) });

/** Of an incident itself, but of none of its parts. */
const isOfIncident = (path: Leaf): boolean =>
  path.length === 4 && path[1] === "incidents" && isPlain(String(path[3]));

const isPlain = (field: string): boolean =>
  !["shards", "fundsAtCut", "fundsAtEnd", "inFlight", "timeline"].includes(field);

test("what was in force and counted when a gateway told is found changed", () => {
  const parts = ["pace", "failback", "transfers", "phones"];
  const isPart = ([top, field]: Leaf): boolean => top === "told" && parts.includes(String(field));
  const { tried, unnoticed } = unnoticedIn(
    madeOf((told) => told),
    isPart,
  );
  expect(tried).toBeGreaterThan(60);
  expect(unnoticed).toEqual([]);
}, 60_000);

test("whatever else it holds: shards, payments in flight, digests, what rooms had come to, funds, the operator's word", () => {
  const isPart = ([top, field]: Leaf): boolean =>
    top === "show" || (top === "told" && !["pace", "transfers", "phones"].includes(String(field)));
  const { tried, unnoticed } = unnoticedIn(
    madeOf((told) => told),
    isPart,
  );
  expect(tried).toBeGreaterThan(1_500);
  expect(unnoticed).toEqual([]);
}, 300_000);

test("which of several rooms told another state than the others", () => {
  const twoDiffer = (told: ReportFacts): ReportFacts => ({
    ...told,
    rooms: told.rooms.map((each) => ({ ...each, diverged: each.room < 2 })),
  });
  const { tried, unnoticed } = unnoticedIn(madeOf(twoDiffer), (path) => path.at(-1) === "diverged");
  expect(tried).toBeGreaterThan(9);
  expect(unnoticed).toEqual([]);
}, 60_000);

test("how an incident ended without a failover, by whose word it began, and at which pace", () => {
  const unmoved = withIncident((incident) => ({
    ...incident,
    state: "restored-by-hand",
    durationMs: null,
    measuredAt: null,
    shardsMoved: 0,
    shards: incident.shards?.map((each) => ({ ...each, moved: false, measuredMs: null })) ?? null,
    timeline: [],
  }));
  const { tried, unnoticed } = unnoticedIn(madeOf(unmoved), isOfIncident);
  expect(tried).toBeGreaterThan(50);
  expect(unnoticed).toEqual([]);
}, 60_000);

test("what a room said of each receipt of a payment that was in flight", () => {
  const checked = withIncident((incident) => {
    const [first, second] = incident.inFlight.payments;
    const ofPhone = [first!, first!, first!, second!, second!];
    const payments = receiptChecks.map((check, at) => ({
      ...ofPhone[at]!,
      sequence: 10 + at,
      end: "booked" as const,
      index: 500 + at,
      check,
    }));
    return { ...incident, inFlight: { ...incident.inFlight, payments } };
  });
  const inFlight = [3, 2];
  const phones = (rows: readonly PhoneRow[]): readonly PhoneRow[] =>
    rows.map((row, at) => ({ ...row, inFlight: inFlight[at] ?? row.inFlight }));
  const { tried, unnoticed } = unnoticedIn(
    madeOf(checked, phones),
    (path) => path.at(-1) === "check",
  );
  expect(tried).toBeGreaterThan(20);
  expect(unnoticed).toEqual([]);
}, 60_000);
