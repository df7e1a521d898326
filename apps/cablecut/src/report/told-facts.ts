import {
  pastIncidentsMax,
  quorumOf,
  reportFactsSchema,
  reportPiecesMax,
  type IncidentFacts,
  type ReportFacts,
  type ReportRequest,
} from "@cablecut/protocol";
import { mergedPhones, parsePhonesCsv, type GatewaysTold, type PhoneRow } from "@cablecut/report";
import * as z from "zod";
import { asPresenter, type SessionRefusal } from "../show/presenter-session.ts";
import { within } from "../show/within.ts";

/** Patience with a gateway that gathers what it tells, for each piece, ms. */
const answerTimeoutMs = 5_000;
/** A gateway answers only so many questions a second, and tells anew for whoever asks next, ms until the next try. */
const againMs = 200;
/** A question that comes too fast is answered within a second or two. */
const triesMax = 20;
/** Tellings that somebody else has ended by asking for another. */
const tellingsMax = 10;

/** What gateways tell together: of the show, and of each phone. */
export interface Told {
  readonly told: ReportFacts;
  readonly phones: readonly PhoneRow[];
}

export type ToldFacts =
  /** `gateways`: how many told, and how many did not answer. */
  | (Told & { readonly ok: true; readonly gateways: GatewaysTold })
  | { readonly ok: false; readonly refusal: ToldRefusal };

type ToldRefusal = SessionRefusal | PiecesRefusal;

/** One gateway's addresses: where it is asked first, and where it may be reached otherwise. */
type GatewayAddresses = readonly string[];

type Answer =
  | (Told & { readonly ok: true })
  | { readonly ok: false; readonly refusal: ToldRefusal };

export interface ToldPatience {
  /** Whoever hangs is silent after that, where another one has told or none can any more. Until then those that only start are asked again. */
  readonly withinMs: number;
  /** Nobody waits longer, also where none has told and one that runs still may. */
  readonly atMostMs: number;
  /** Whether one that could still tell runs: on a busy machine its word comes late. */
  readonly mayStillTell: () => boolean;
  /** Called once where `withinMs` is over and the wait goes on. */
  readonly waitsLonger: () => void;
  /** Nobody wants to wait any more. */
  readonly signal: AbortSignal;
}

/**
 * What the show's gateways tell for its report: each knows its own phones. Without `patience` each is asked once, and has its
 * own.
 */
export async function askGateways(
  gateways: readonly GatewayAddresses[],
  token: string,
  patience: ToldPatience | null = null,
): Promise<ToldFacts> {
  const answers =
    patience === null
      ? await Promise.all(gateways.map((addresses) => askGateway(addresses, token)))
      : await askPatiently(gateways, token, patience);
  const told = answers.flatMap((answer) => (answer.ok ? [answer] : []));
  const merged = mergedTold(told);
  const silent = gateways.length - told.length;
  if (merged !== null) return { ok: true, ...merged, gateways: { told: told.length, silent } };
  const refused = answers.find((answer) => !answer.ok);
  return refused !== undefined && !refused.ok ? refused : { ok: false, refusal: "gateway-silent" };
}

async function askPatiently(
  gateways: readonly GatewayAddresses[],
  token: string,
  patience: ToldPatience,
): Promise<readonly Answer[]> {
  const { withinMs, atMostMs, signal } = patience;
  const over = new AbortController();
  const giveUp = (): void => over.abort();
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp);
  let toldMs: number | null = null;
  const untilMs = performance.now() + atMostMs;
  let isLong = false;
  const look = (): void => {
    const nowMs = performance.now();
    // Where one came late, so do the others.
    const isEnough = toldMs !== null && (!isLong || nowMs - toldMs >= withinMs);
    if (isEnough || nowMs >= untilMs || !patience.mayStillTell()) return giveUp();
    if (!isLong) patience.waitsLonger();
    isLong = true;
    timer = setTimeout(look, againMs);
  };
  let timer = setTimeout(look, withinMs);
  const ask = async (addresses: GatewayAddresses): Promise<Answer> => {
    for (;;) {
      const answer =
        (await within(askGateway(addresses, token), atMostMs, over.signal)) ?? silentAnswer;
      if (answer.ok) toldMs ??= performance.now();
      if (answer.ok || toldMs !== null || !mayTellSoon.has(answer.refusal)) return answer;
      await within(new Promise<never>(() => undefined), againMs, over.signal);
      if (over.signal.aborted) return answer;
    }
  };
  try {
    return await Promise.all(gateways.map(ask));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
  }
}

const silentAnswer: Answer = { ok: false, refusal: "gateway-silent" };
/** Of a gateway that was killed a moment ago, and is started again. */
const mayTellSoon: ReadonlySet<ToldRefusal> = new Set(["gateway-silent", "starting"]);

async function askGateway(addresses: GatewayAddresses, token: string): Promise<Answer> {
  const outcome = await asPresenter(addresses, token, (socket) =>
    askPieces(
      (request) => socket.timeout(answerTimeoutMs).emitWithAck("report", request),
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  if (!outcome.ok) return outcome;
  if (!("text" in outcome.value)) return { ok: false, refusal: outcome.value.refusal };
  const told = toldOf(outcome.value.text);
  return told === null ? { ok: false, refusal: "gateway-silent" } : { ok: true, ...told };
}

/** What comes over a socket is from another program, and may be from another build. */
const answerSchema = z.union([
  z.object({
    ok: z.literal(true),
    made: z.number().int(),
    pieces: z.number().int().min(1).max(reportPiecesMax),
    text: z.string(),
  }),
  z.object({ ok: z.literal(false), refusal: z.string() }),
]);

type PiecesRefusal = (typeof piecesRefusals)[number] | "gateway-silent";
/** Of a gateway that answers, and tells nothing. */
const piecesRefusals = ["starting", "too-long", "made-anew", "too-fast"] as const;

/** All pieces of one telling; from the first one on again where somebody else has asked meanwhile. */
export async function askPieces(
  request: (asked: ReportRequest) => Promise<unknown>,
  wait: (ms: number) => Promise<void>,
): Promise<{ readonly text: string } | { readonly refusal: PiecesRefusal }> {
  let triesLeft = triesMax;
  let tellingsLeft = tellingsMax;
  let texts: string[] = [];
  let made: number | null = null;
  for (let pieces = 1; texts.length < pieces;) {
    const read = answerSchema.safeParse(await request({ made, piece: texts.length }));
    if (!read.success) return { refusal: "gateway-silent" };
    const answer = read.data;
    if (answer.ok) {
      ({ made, pieces } = answer);
      texts.push(answer.text);
      triesLeft = triesMax;
      continue;
    }
    const refusal = piecesRefusals.find((each) => each === answer.refusal) ?? "gateway-silent";
    if (refusal === "too-fast") triesLeft -= 1;
    else if (refusal === "made-anew") {
      tellingsLeft -= 1;
      [texts, made, pieces] = [[], null, 1];
    } else return { refusal };
    if (triesLeft === 0 || tellingsLeft === 0) return { refusal };
    await wait(againMs);
  }
  return { text: texts.join("") };
}

const toldSchema = z.strictObject({ told: reportFactsSchema, phones: z.string() });

function toldOf(text: string): Told | null {
  try {
    const parsed = toldSchema.safeParse(JSON.parse(text));
    const phones = parsed.success ? parsePhonesCsv(parsed.data.phones) : null;
    if (!parsed.success || phones === null || !phones.ok) return null;
    return { told: parsed.data.told, phones: phones.rows };
  } catch {
    return null;
  }
}

/**
 * The picture of the gateway that has run longest of those that hear the rooms, with what the others alone know: incidents, and
 * what the phones of all of them told; null of none.
 */
export function mergedTold(all: readonly Told[]): Told | null {
  // Each by its own clock: one that goes an hour slow has not run an hour longer.
  const ranMs = ({ told: { toldAtMs, runsSinceMs } }: Told): number => toldAtMs - runsSinceMs;
  const byWorth = all.toSorted(
    (one, other) =>
      Number(hearsQuorum(other.told)) - Number(hearsQuorum(one.told)) || ranMs(other) - ranMs(one),
  );
  const [first, ...others] = byWorth;
  if (first === undefined) return null;
  const told = others.reduce((sum, other) => merged(sum, other.told), first.told);
  const numbers = new Set(told.incidents.map(({ number }) => number));
  const rows = all.map(({ phones }) =>
    phones.filter(({ incident }) => incident === null || numbers.has(incident)),
  );
  return { told, phones: mergedPhones(rows, told.incidents) };
}

/** One that was cut off from the rooms tells of an earlier moment, however long it has run. */
function hearsQuorum({ rooms, topology }: ReportFacts): boolean {
  const answering = rooms.filter((room) => room.answering).length;
  return answering >= quorumOf(topology);
}

function merged(first: ReportFacts, other: ReportFacts): ReportFacts {
  const numbers = [...first.incidents, ...other.incidents].map(({ number }) => number);
  const incidents = [...new Set(numbers)]
    .toSorted((one, another) => one - another)
    .slice(-pastIncidentsMax)
    .flatMap((number) => {
      const ours = first.incidents.find((each) => each.number === number);
      const theirs = other.incidents.find((each) => each.number === number);
      if (theirs === undefined) return ours ?? [];
      const byOurClock = byClockOf(first, theirs);
      if (ours === undefined) return byOurClock;
      return isSameInFull(byOurClock, ours)
        ? withPhonesOf(byOurClock, ours)
        : withPhonesOf(ours, byOurClock);
    });
  return { ...first, incidents };
}

/** Another one's clock may go before this one's: by this one nobody knows when that was. */
function byClockOf({ toldAtMs }: ReportFacts, incident: IncidentFacts): IncidentFacts {
  const { startedAtMs } = incident;
  return startedAtMs !== null && startedAtMs > toldAtMs
    ? { ...incident, startedAtMs: null }
    : incident;
}

/** Part by part, where the other one came later and has it in short. */
function isSameInFull(full: IncidentFacts, short: IncidentFacts): boolean {
  const isSame = full.endedAt === short.endedAt && full.durationMs === short.durationMs;
  return isSame && full.shards !== null && short.shards === null;
}

/** Sums are made anew, phone by phone; here it counts only whether anybody has told at all. */
function withPhonesOf(incident: IncidentFacts, other: IncidentFacts): IncidentFacts {
  return {
    ...incident,
    keptMost: incident.keptMost ?? other.keptMost,
    verification: incident.verification ?? other.verification,
    inFlight: {
      phones: incident.inFlight.phones + other.inFlight.phones,
      payments: paymentsOf(incident, other),
      notListed: incident.inFlight.notListed + other.inFlight.notListed,
    },
  };
}

type Payment = IncidentFacts["inFlight"]["payments"][number];

/** A phone that went from one gateway to the other has told both of them: it counts as it told the one that it told more. */
function paymentsOf(one: IncidentFacts, other: IncidentFacts): Payment[] {
  const ours = byAccount(one.inFlight.payments);
  const theirs = byAccount(other.inFlight.payments);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .toSorted((a, b) => a - b)
    .flatMap((account) => {
      const [here, there] = [ours.get(account) ?? [], theirs.get(account) ?? []];
      return there.length > here.length ? there : here;
    });
}

function byAccount(payments: readonly Payment[]): ReadonlyMap<number, Payment[]> {
  const accounts = new Map<number, Payment[]>();
  for (const payment of payments) {
    const list = accounts.get(payment.account) ?? [];
    accounts.set(payment.account, list);
    list.push(payment);
  }
  return accounts;
}
