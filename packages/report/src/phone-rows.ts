import {
  accountNumberMin,
  type IncidentFacts,
  type PhoneFacts,
  type ReportFacts,
} from "@cablecut/protocol";
import { accountText } from "./words.ts";

/** A line of phones.csv, where the account has the number that people see. `opened` is the entry that opened the account, as transfers.csv has it; null where it has none. */
export interface PhoneRow extends PhoneFacts {
  readonly opened: number | null;
}

const header =
  "incident,account_number,opened,kept,kept_cents,checking,in_flight,verified,missing,archived,forged,not_yet,newest";
const rowPattern = /^(now|\d+),(\d+)((?:,\d*){11})$/;

export function phonesCsv(rows: readonly PhoneRow[]): string {
  const lines = rows.map((row) => {
    const { verified, missing, archived, forged } = row.checks ?? noChecks;
    const figures = [row.opened, row.kept, row.keptCents, row.checking, row.inFlight];
    const found = [verified, missing, archived, forged, row.notYet, row.newest];
    const told = [...figures, ...found].map((figure) => figure ?? "");
    return [row.incident ?? "now", accountText(row.account), ...told].join(",");
  });
  return `${[header, ...lines].join("\n")}\n`;
}

const noChecks = { verified: null, missing: null, archived: null, forged: null };

/** The rows of a phones.csv, or the first line (from 1) that is none. */
export function parsePhonesCsv(
  text: string,
):
  | { readonly ok: true; readonly rows: readonly PhoneRow[] }
  | { readonly ok: false; readonly line: number } {
  const lines = text.split("\n");
  if (lines[0] !== header) return { ok: false, line: 1 };
  if (lines.at(-1) !== "") return { ok: false, line: lines.length };
  const rows: PhoneRow[] = [];
  for (const [at, line] of lines.slice(1, -1).entries()) {
    const row = rowOf(line);
    if (row === null) return { ok: false, line: at + 2 };
    rows.push(row);
  }
  return { ok: true, rows };
}

function rowOf(line: string): PhoneRow | null {
  const match = rowPattern.exec(line);
  if (match === null) return null;
  const [, incident = "", account = "", rest = ""] = match;
  const figures = rest
    .slice(1)
    .split(",")
    .map((figure) => (figure === "" ? null : Number(figure)));
  const numbers = [...figures, Number(account), incident === "now" ? 0 : Number(incident)];
  if (numbers.some((each) => each !== null && !Number.isSafeInteger(each))) return null;
  if (Number(account) < accountNumberMin) return null;
  const [opened, kept, keptCents, checking, inFlight, ...found] = figures;
  const [verified, missing, archived, forged, notYet, newest] = found;
  const checks = checksOf(verified, missing, archived, forged);
  if (checks === undefined) return null;
  const row: PhoneRow = {
    incident: incident === "now" ? null : Number(incident),
    account: Number(account) - accountNumberMin,
    opened: opened ?? null,
    kept: kept ?? null,
    keptCents: keptCents ?? null,
    checking: checking ?? null,
    inFlight: inFlight ?? null,
    checks,
    notYet: notYet ?? null,
    newest: newest ?? null,
  };
  // One line has one text.
  return phonesCsv([row]) === `${header}\n${line}\n` ? row : null;
}

type Figure = number | null | undefined;

/** Undefined where only some of them are told. */
function checksOf(
  verified: Figure,
  missing: Figure,
  archived: Figure,
  forged: Figure,
): PhoneRow["checks"] | undefined {
  const told = [verified, missing, archived, forged].filter((each) => typeof each === "number");
  if (told.length === 0) return null;
  const [one, two, three, four] = told;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    return undefined;
  return { verified: one, missing: two, archived: three, forged: four };
}

function sumOf(rows: readonly PhoneRow[], of: (row: PhoneRow) => number | null): number {
  return rows.reduce((sum, row) => sum + (of(row) ?? 0), 0);
}

export type PhonesOfIncident = Pick<IncidentFacts, "keptMost" | "verification"> & {
  readonly inFlight: { readonly phones: number; readonly payments: number };
};

/** What the phones that told of an incident come to together. `keptKnown`: some gateway saw what they kept. */
export function phonesOfIncident(
  incident: number,
  rows: readonly PhoneRow[],
  { keptKnown, verified }: { readonly keptKnown: boolean; readonly verified: boolean },
): PhonesOfIncident {
  const own = rows.filter((row) => row.incident === incident);
  const heard = own.filter(({ checks }) => checks !== null);
  const verification = {
    incident,
    phones: heard.length,
    verified: sumOf(own, ({ checks }) => checks && checks.verified),
    missing: sumOf(own, ({ checks }) => checks && checks.missing),
    archived: sumOf(own, ({ checks }) => checks && checks.archived),
    forged: sumOf(own, ({ checks }) => checks && checks.forged),
    notYetHeard: sumOf(own, ({ notYet }) => notYet),
  };
  return {
    keptMost: keptKnown ? sumOf(own, ({ kept }) => kept) : null,
    verification: verified ? verification : null,
    inFlight: {
      phones: own.filter(({ inFlight }) => inFlight !== null).length,
      payments: sumOf(own, ({ inFlight }) => inFlight),
    },
  };
}

export function comparedOf(rows: readonly PhoneRow[]): number {
  return rows.filter(({ newest }) => newest !== null).length;
}

/** What phones keep now, together. */
export function phonesNow(
  rows: readonly PhoneRow[],
): Pick<ReportFacts["phones"], "kept" | "keptCents" | "checking"> {
  const now = rows.filter(({ incident }) => incident === null);
  return {
    kept: sumOf(now, ({ kept }) => kept),
    keptCents: sumOf(now, ({ keptCents }) => keptCents),
    checking: sumOf(now, ({ checking }) => checking),
  };
}

/** What is told of phones is what they come to, one by one. */
export function withPhones(told: ReportFacts, rows: readonly PhoneRow[]): ReportFacts {
  return {
    ...told,
    phones: { ...told.phones, ...phonesNow(rows) },
    incidents: told.incidents.map((incident): IncidentFacts => {
      const known = {
        keptKnown: incident.keptMost !== null,
        verified: incident.verification !== null,
      };
      const { inFlight, ...summed } = phonesOfIncident(incident.number, rows, known);
      const { payments } = incident.inFlight;
      const notListed = Math.max(0, inFlight.payments - payments.length);
      return {
        ...incident,
        ...summed,
        inFlight: { phones: inFlight.phones, payments, notListed },
      };
    }),
  };
}

/**
 * The rows of several gateways: what one phone told two of them, because it moved, counts once, as the one said to whom it
 * told more.
 */
export function mergedPhones(
  all: readonly (readonly PhoneRow[])[],
  incidents: readonly Pick<IncidentFacts, "number" | "keptMost">[],
): readonly PhoneRow[] {
  const merged = new Map<string, PhoneRow>();
  // Where one gateway saw what was kept, the rows of one that came later name nobody who kept anything.
  const seen = new Set(
    incidents.flatMap(({ number, keptMost }) => (keptMost === null ? [] : number)),
  );
  for (const told of all.flat()) {
    const isSeen = told.incident !== null && seen.has(told.incident);
    const row = isSeen ? { ...told, kept: told.kept ?? 0 } : told;
    const key = `${row.incident ?? "now"} ${row.account}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? row : together(before, row));
  }
  // What is of now comes last.
  const turn = ({ incident }: PhoneRow): number => incident ?? Number.MAX_SAFE_INTEGER;
  return [...merged.values()].toSorted(
    (one, other) => turn(one) - turn(other) || one.account - other.account,
  );
}

function together(one: PhoneRow, other: PhoneRow): PhoneRow {
  const larger = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? (a ?? b) : Math.max(a, b);
  const judgedOf = ({ checks }: PhoneRow): number =>
    checks === null ? -1 : checks.verified + checks.missing + checks.archived + checks.forged;
  const judged = judgedOf(other) > judgedOf(one) ? other : one;
  const keeps = (other.kept ?? -1) > (one.kept ?? -1) ? other : one;
  return {
    ...one,
    kept: keeps.kept,
    keptCents: keeps.keptCents,
    checking: larger(one.checking, other.checking),
    inFlight: larger(one.inFlight, other.inFlight),
    checks: judged.checks,
    newest: judged.newest,
    notYet: judged.checks === null ? larger(one.notYet, other.notYet) : judged.notYet,
  };
}

/** What the gateway knows of the incident, or a room said, or the phone itself: a row without any of it is none. */
export function tellsOfIncident({ kept, inFlight, checks, notYet }: PhoneRow): boolean {
  return (kept ?? 0) > 0 || inFlight !== null || checks !== null || (notYet ?? 0) > 0;
}

/**
 * Each row with the entry that opened its account. Whoever came in later than was told is left out; where the transfers end
 * before that (`isShort`), nobody knows who that is. Whoever came after an incident had nothing to check of it: a gateway of an
 * earlier build asked and counted those all the same that had paid a lot since.
 */
export function withOpenings(
  rows: readonly PhoneRow[],
  opened: ReadonlyMap<number, number>,
  {
    incidents,
    isShort,
  }: {
    readonly incidents: readonly Pick<IncidentFacts, "number" | "endedAt">[];
    readonly isShort: boolean;
  },
): readonly PhoneRow[] {
  const ends = new Map(incidents.map(({ number, endedAt }) => [number, endedAt]));
  return rows.flatMap((told): PhoneRow[] => {
    const entry = opened.get(told.account) ?? null;
    if (entry === null) return isShort ? [{ ...told, opened: null }] : [];
    const end = told.incident === null ? 0 : (ends.get(told.incident) ?? 0);
    const row = end > 0 && entry > end ? asOfLateComer(told) : told;
    return row.incident === null || tellsOfIncident(row) ? [{ ...row, opened: entry }] : [];
  });
}

/** Payments that it says it had in flight stay: they are listed, and counted as contradicted. */
function asOfLateComer(row: PhoneRow): PhoneRow {
  const inFlight = row.inFlight === 0 ? null : row.inFlight;
  return { ...row, inFlight, checks: null, notYet: null, newest: null };
}
