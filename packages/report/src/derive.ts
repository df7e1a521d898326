import {
  asCents,
  fundsDifference,
  type DigestFacts,
  type FundsFacts,
  type IncidentFacts,
} from "@cablecut/protocol";
import { contradictedIn, endsOf } from "./in-flight.ts";
import { loggedOf, type LoggedOf } from "./logged-incident.ts";
import {
  versionOfLogLines,
  versionOfToldAlone,
  type Derived,
  type DerivedIncident,
  type ReportBody,
  type TransfersFacts,
} from "./schema.ts";
import { isBooked, type TransferRow } from "./transfer-rows.ts";

export type DeriveSources = Pick<ReportBody, "version" | "told" | "log" | "transfers"> & {
  readonly show: Pick<ReportBody["show"], "firstPace">;
};

/** Everything in a report that follows from the rest of it. `rows`: of transfers.csv, null without one. */
export function derive(body: DeriveSources, rows: readonly TransferRow[] | null): Derived {
  const derived = allDerived(body, rows);
  return body.version < versionOfToldAlone ? asBeforeToldAlone(derived) : derived;
}

function asBeforeToldAlone({ incidents, rooms, ...derived }: Derived): Derived {
  return {
    ...derived,
    incidents: incidents.map(({ inFlight, ...incident }) => {
      const { forged: _, archived: __, notYet: ___, ...before } = inFlight;
      return { ...incident, inFlight: before };
    }),
    rooms: rooms.map((each) => {
      const { diverged: _, ...room } = each;
      return room;
    }),
  };
}

function allDerived(
  { version, show, told, log, transfers }: DeriveSources,
  rows: readonly TransferRow[] | null,
): Derived {
  const isWhole = transfers?.gaps.length === 0 && transfers.lastEntry === told.transfers.asOf;
  const ended = rows !== null && isWhole ? endsOf(told.incidents, rows) : null;
  const alone = told.incidents.map((incident) =>
    derivedIncident(incident, loggedOf({ log, told }, incident.number), ended),
  );
  const incidents = withSpans(told.incidents, alone);
  const differenceCents = lastDifference({ told, log });
  const digestsDiffer = told.digests.filter((each) => !isOneState(each, log)).length;
  return {
    incidents,
    rooms: roomsOf(told, transfers),
    applied: log && { upTo: log.lastEntry, pace: log.pace.name, failback: log.failback },
    phonesNotHeard: Math.max(0, told.phones.here - told.phones.heard),
    transfers: rows && countRows(rows),
    differenceCents,
    digestsCompared: told.digests.filter(({ rooms }) => rooms.length > 1).length,
    digestsDiffer,
    verdict: verdictOf(incidents, differenceCents, {
      endsEarly: incidentsBehindLog({ version, show, told, log, transfers }).length > 0,
      differs:
        digestsDiffer > 0 ||
        told.rooms.some(({ diverged }) => diverged) ||
        (transfers?.rooms.some(({ differsAt }) => differsAt !== null) ?? false),
    }),
  };
}

/** Numbers of incidents that go on behind the end of the log that was applied: of that there is nobody's word but the gateway's. */
function incidentsBehindLog({
  version,
  show,
  told,
  log,
  transfers,
}: DeriveSources): readonly number[] {
  // A gateway has no archives, and its copy says that nobody has signed it.
  const isOperators = version >= versionOfLogLines && show.firstPace !== null;
  if (!isOperators && transfers === null) return [];
  const entry = log?.lastEntry ?? 0;
  return told.incidents.flatMap(({ number, firstHitAt, endedAt }) =>
    firstHitAt > entry || endedAt > entry ? [number] : [],
  );
}

/** Why it cannot be said of a show that nothing was lost. */
export interface Unknowns {
  /** Incidents after which no phone had receipts checked. */
  readonly receipts: readonly number[];
  /** No room told the funds. */
  readonly funds: boolean;
  /** Incidents that go on behind the end of the archives. */
  readonly log: readonly number[];
}

export function unknownsOf(body: DeriveSources & Pick<ReportBody, "derived">): Unknowns {
  const { incidents, differenceCents } = body.derived;
  return {
    receipts: incidents.flatMap(({ number, lostReceipts }) =>
      lostReceipts === null ? [number] : [],
    ),
    funds: differenceCents === null,
    log: incidentsBehindLog(body),
  };
}

/** All rooms told the same of that entry, and what the log comes to when it is applied once more. */
export function isOneState({ at, rooms }: DigestFacts, log: ReportBody["log"]): boolean {
  const applied = log?.digests.filter((each) => each.at === at) ?? [];
  const told = [...rooms, ...applied].map(({ state, chain }) => `${state} ${chain}`);
  return new Set(told).size <= 1;
}

function roomsOf(told: ReportBody["told"], transfers: ReportBody["transfers"]): Derived["rooms"] {
  return told.topology.rooms.map(({ id }, index) => {
    const heard = told.rooms.find(({ room }) => room === index);
    const archive = transfers?.rooms.find(({ room }) => room === index);
    return {
      id,
      heard: heard !== undefined,
      answers: heard?.answering ?? false,
      diverged: heard?.diverged ?? false,
      digests: told.digests.filter(({ rooms }) => rooms.some(({ room }) => room === index)).length,
      archivedTo: archive?.lastEntry ?? null,
      lacks: lacksOf(archive?.gaps ?? []),
      chain: archive?.chain ?? null,
    };
  });
}

function lacksOf(gaps: TransfersFacts["gaps"]): Derived["rooms"][number]["lacks"] {
  const reasons = [...new Set(gaps.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const of = gaps.filter((gap) => gap.reason === reason);
    return { reason, entries: of.reduce((sum, { from, to }) => sum + to - from + 1, 0) };
  });
}

export function differenceOf(funds: FundsFacts): number {
  const of = ({ accounts, expectedCents, actualCents }: FundsFacts["people"]) => ({
    accounts,
    expectedCents: asCents(expectedCents),
    actualCents: asCents(actualCents),
  });
  const { people, house, synthetic } = funds;
  return fundsDifference({ people: of(people), house: of(house), synthetic: of(synthetic) });
}

/** Of the log where it was applied; else what differs most among the rooms. */
function lastDifference({ told, log }: Pick<ReportBody, "told" | "log">): number | null {
  const all = told.rooms.map(({ funds }) => differenceOf(funds));
  if (log !== null) all.push(differenceOf(log.fundsNow));
  if (all.length === 0) return null;
  return all.reduce((worst, each) => (Math.abs(each) > Math.abs(worst) ? each : worst), 0);
}

function verdictOf(
  incidents: readonly DerivedIncident[],
  differenceCents: number | null,
  { endsEarly, differs }: { readonly endsEarly: boolean; readonly differs: boolean },
): Derived["verdict"] {
  const lost = incidents.some(
    ({ lostReceipts, differenceCents: difference, inFlight }) =>
      (lostReceipts ?? 0) > 0 || (difference ?? 0) !== 0 || inFlight.missing > 0,
  );
  if (lost || (differenceCents ?? 0) !== 0) return "lost";
  if (differs) return "differs";
  const isKnown =
    !endsEarly &&
    differenceCents !== null &&
    incidents.every(({ lostReceipts }) => lostReceipts !== null);
  return isKnown ? "nothing-lost" : "not-known";
}

/** Incidents whose rooms were lost before the one before had ended belong to one cut. */
function withSpans(
  told: readonly IncidentFacts[],
  alone: readonly Omit<DerivedIncident, "together">[],
): DerivedIncident[] {
  let first: { readonly number: number; readonly startedAtMs: number } | null = null;
  let endMs = Number.NEGATIVE_INFINITY;
  return alone.map((derived, at): DerivedIncident => {
    const { number, recoveredAtMs } = derived;
    const startedAtMs = told[at]?.startedAtMs ?? null;
    if (startedAtMs === null || recoveredAtMs === null) {
      first = null;
      endMs = Number.NEGATIVE_INFINITY;
      return { ...derived, together: null };
    }
    const goesOn = first !== null && startedAtMs < endMs;
    if (!goesOn) {
      const since = untimedBefore(told, alone, at);
      if (since !== null) {
        first = { number: since, startedAtMs };
        endMs = recoveredAtMs;
        return { ...derived, together: { since, spanMs: endMs - startedAtMs } };
      }
    }
    first = goesOn && first !== null ? first : { number, startedAtMs };
    endMs = goesOn ? Math.max(endMs, recoveredAtMs) : recoveredAtMs;
    const spanMs = endMs - first.startedAtMs;
    return { ...derived, together: goesOn ? { since: first.number, spanMs } : null };
  });
}

/** One moment, told twice. */
const oneMomentMs = 50;

/**
 * The first of the incidents before this one that belong to its cut and have no time of their own: they began when it did, with the
 * first loss of the cut, and nobody knows when each of them ended. Null where there is none.
 */
function untimedBefore(
  told: readonly IncidentFacts[],
  alone: readonly { readonly recoveredAtMs: number | null }[],
  at: number,
): number | null {
  const startedAtMs = told[at]?.startedAtMs ?? null;
  let since: number | null = null;
  for (let before = at - 1; before >= 0 && startedAtMs !== null; before -= 1) {
    const incident = told[before];
    const beganMs = incident?.startedAtMs ?? null;
    const isTimed = alone[before]?.recoveredAtMs !== null;
    if (incident === undefined || beganMs === null || isTimed) break;
    if (Math.abs(beganMs - startedAtMs) > oneMomentMs) break;
    since = incident.number;
  }
  return since;
}

function derivedIncident(
  incident: IncidentFacts,
  known: LoggedOf | null,
  ended: ReadonlyMap<string, TransferRow> | null,
): Omit<DerivedIncident, "together"> {
  const logged = known?.logged ?? null;
  const shards = shardsOf(incident, known) ?? [];
  const shardsMs = shards.flatMap(({ measuredMs }) => measuredMs ?? []).toSorted((a, b) => a - b);
  const { verification } = incident;
  const fundsAtEnd = logged?.fundsAtEnd ?? incident.fundsAtEnd;
  const { startedAtMs } = incident;
  const receipts = verification === null ? null : receiptsOf(verification);
  // Where nobody has looked, nobody knows.
  const isLooked = verification !== null && receipts !== null && receipts.checked > 0;
  const rtoMs = incident.durationMs ?? logged?.measured?.durationMs ?? null;
  return {
    number: incident.number,
    rtoMs,
    shardsMs,
    medianMs: shardsMs[Math.floor((shardsMs.length - 1) / 2)] ?? null,
    phases: phasesOf(incident),
    inFlight: inFlightOf(incident, ended),
    receipts,
    recoveredAtMs: startedAtMs === null || rtoMs === null ? null : startedAtMs + rtoMs,
    lostReceipts: isLooked ? verification.missing + verification.forged : null,
    differenceCents: fundsAtEnd && differenceOf(fundsAtEnd),
  };
}

/** The log's own word, where it reaches as far as what was told. */
export function shardsOf(
  { shards }: Pick<IncidentFacts, "shards">,
  known: LoggedOf | null,
): IncidentFacts["shards"] {
  if (known === null) return shards;
  return known.isWhole ? known.logged.shards : (shards ?? known.logged.shards);
}

function receiptsOf({
  verified,
  missing,
  archived,
  forged,
  notYetHeard,
}: NonNullable<IncidentFacts["verification"]>): NonNullable<DerivedIncident["receipts"]> {
  const checked = verified + missing + archived + forged;
  return { checked, all: checked + notYetHeard };
}

type Phase = DerivedIncident["phases"][number];

/** What ends each phase in the timeline; a phase whose ends are not both known is left out. */
const phaseEnds = [
  { name: "noticed", from: null, to: "abnormal", paced: false },
  { name: "decided", from: "abnormal", to: "suspected", paced: false },
  { name: "waited", from: "suspected", to: "first-shard-moved", paced: true },
  { name: "moved", from: "first-shard-moved", to: "last-shard-moved", paced: true },
  { name: "paid", from: "last-shard-moved", to: "recovered", paced: false },
] as const;

/** Full speed has its parameters too, but nothing in it waits for a pace. */
function phasesOf({ timeline, pace }: IncidentFacts): Phase[] {
  const first = (kind: string): number | null =>
    timeline.find((line) => line.kind === kind && line.atMs >= 0)?.atMs ?? null;
  const [abnormal, suspected] = [first("abnormal"), first("suspected")];
  // At full speed the log decides before the second without an answer is over that is called abnormal.
  const isNoticed = abnormal !== null && (suspected === null || abnormal <= suspected);
  return phaseEnds.flatMap(({ name, to, paced, ...phase }): Phase[] => {
    if (name === "noticed" && !isNoticed) return [];
    const from = phase.from === "abnormal" && !isNoticed ? null : phase.from;
    const fromMs = from === null ? 0 : first(from);
    const toMs = first(to);
    if (fromMs === null || toMs === null || timeline.length === 0 || toMs < fromMs) return [];
    return [
      {
        name,
        fromMs: Math.round(fromMs),
        toMs: Math.round(toMs),
        paced: paced && pace !== "full-speed",
      },
    ];
  });
}

function inFlightOf(
  { inFlight }: IncidentFacts,
  ended: ReadonlyMap<string, TransferRow> | null,
): DerivedIncident["inFlight"] {
  const { payments, phones, notListed } = inFlight;
  const sum = (of: (each: (typeof payments)[number]) => number): number =>
    payments.reduce((total, each) => total + of(each), 0);
  const endedAs = (end: string): number => payments.filter((each) => each.end === end).length;
  const checked = (check: string): number => payments.filter((each) => each.check === check).length;
  return {
    phones,
    payments: payments.length + notListed,
    booked: endedAs("booked"),
    refused: endedAs("refused"),
    cancelled: endedAs("cancelled"),
    other: endedAs("other"),
    open: endedAs("open"),
    verified: checked("verified"),
    missing: checked("missing") + checked("forged"),
    forged: checked("forged"),
    archived: checked("archived"),
    notYet: checked("not-yet"),
    sentBeforeMs: sum(({ sentBeforeMs }) => sentBeforeMs),
    endedAfterMs: sum(({ endedAfterMs }) => endedAfterMs ?? 0),
    contradicted: contradictedIn(payments, ended),
  };
}

const groupOf = {
  person: "people",
  synthetic: "synthetic",
  house: "house",
  "not-known": "notKnown",
} as const;

function countRows(rows: readonly TransferRow[]): NonNullable<Derived["transfers"]> {
  const booked = { people: 0, synthetic: 0, house: 0, notKnown: 0 };
  const bookedCents = { people: 0, synthetic: 0, house: 0, notKnown: 0 };
  let openings = 0;
  let refused = 0;
  let cancelled = 0;
  for (const row of rows) {
    if (row.kind === "opening") openings += 1;
    else if (isBooked(row)) {
      booked[groupOf[row.who]] += 1;
      bookedCents[groupOf[row.who]] += row.amountCents;
    } else if (row.result === "cancelled") cancelled += 1;
    else refused += 1;
  }
  return { openings, booked, bookedCents, refused, cancelled };
}
