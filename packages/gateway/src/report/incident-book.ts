import {
  pastIncidentsMax,
  type AudienceVerification,
  type FundsFacts,
  type IncidentFacts,
  type IncidentView,
  type LoggedIncident,
  type PastIncident,
  type RoomStatus,
  type AccountId,
  type ToldInFlight,
} from "@cablecut/protocol";
import { endedAfter } from "../recovery/incident-timeline.ts";
import { addedVerification } from "../views/counts.ts";

/** How many payments one phone keeps. */
export interface PhoneKept {
  readonly account: AccountId;
  readonly kept: number;
}

/** What is now, as far as this gateway knows it. */
export interface Present {
  readonly view: IncidentView | null;
  readonly best: RoomStatus | null;
  /** Payments that phones keep, here and together; null where nobody has looked. */
  readonly phones: {
    readonly kept: number;
    readonly keptHere: number;
    readonly outboxesHere: () => readonly PhoneKept[];
    /** What phones at other gateways have found. */
    readonly verifiedElsewhere: AudienceVerification | null;
  } | null;
}

/** What phones told of one incident. */
export interface ToldByPhones {
  readonly inFlight: ToldInFlight;
  /** What those that are here have found; null where nobody here remembers it. */
  readonly verification: AudienceVerification | null;
}

/** The most that phones kept at one time, and which of those that are here kept how many when those kept the most. */
class Kept {
  most = 0;
  #mostHere = 0;
  rows: readonly PhoneKept[] = [];

  see(phones: Present["phones"]): void {
    if (phones === null) return;
    this.most = Math.max(this.most, phones.kept);
    if (phones.keptHere <= this.#mostHere) return;
    this.#mostHere = phones.keptHere;
    this.rows = phones.outboxesHere();
  }
}

/** What this gateway saw of one incident. */
interface Seen {
  logged: LoggedIncident;
  view: IncidentView | null;
  /** Told before it had a number; one that is short may never be looked at while it goes on. */
  readonly startedAtMs: number | null;
  fundsAtCut: FundsFacts | null;
  fundsAtEnd: FundsFacts | null;
  /** Null where it had ended when this gateway came. */
  readonly kept: Kept | null;
  verifiedElsewhere: AudienceVerification | null;
}

/**
 * What a gateway has seen of each incident, for the report. Rooms remember every shard of the last incident and the others in
 * short, so of those before its time a gateway has the short form, and null for what nobody can tell any more.
 */
export class IncidentBook {
  readonly #seen = new Map<number, Seen>();
  /** Since rooms were lost and the log has not decided on them yet. */
  #undecided: {
    readonly funds: FundsFacts | null;
    readonly startedAtMs: number | null;
    readonly kept: Kept;
    /** The log's last incident until then; null where no room could tell. */
    after: number | null;
  } | null = null;
  /** When incidents began that had ended before this gateway looked at them. */
  readonly #unseen = new Map<number, number>();

  /** To be called often: at every look at the incidents. */
  note({ view, best, phones }: Present): void {
    const logged = best?.incident ?? null;
    if (view !== null && view.id === null) {
      const { startedAtMs } = view;
      this.#undecided ??= {
        funds: best && fundsOf(best),
        startedAtMs,
        kept: new Kept(),
        after: null,
      };
      if (best !== null) this.#undecided.after ??= logged?.number ?? 0;
      this.#undecided.kept.see(phones);
    } else if (this.#isBack(view?.id ?? logged?.number ?? 0)) this.#undecided = null;
    if (best === null || logged === null) return;
    const seen = this.#follow(logged, view);
    // What was undecided has become this incident.
    if (view?.id === logged.number) this.#undecided = null;
    if (view?.id === logged.number) seen.view = view;
    if (view?.state === "running" && view.id === logged.number) seen.kept?.see(phones);
    if (logged.endedAt > 0 && best.appliedIndex >= logged.endedAt)
      seen.fundsAtEnd ??= fundsOf(best);
    const elsewhere = phones?.verifiedElsewhere ?? null;
    const verified = elsewhere === null ? undefined : this.#seen.get(elsewhere.incident);
    if (verified !== undefined) verified.verifiedElsewhere = elsewhere;
  }

  /** Which phones here kept how many, when they kept the most; null where nobody here saw it. */
  keptOf(incident: number): readonly PhoneKept[] | null {
    return this.#seen.get(incident)?.kept?.rows ?? null;
  }

  /** Oldest first. `past`: what rooms remember of those that have ended. */
  facts(
    past: readonly PastIncident[],
    toldBy: (incident: number) => ToldByPhones,
  ): IncidentFacts[] {
    const told = new Map<number, IncidentFacts>();
    for (const each of past) {
      const startedAtMs = this.#unseen.get(each.number) ?? null;
      told.set(each.number, { ...shortFacts(each, toldBy(each.number)), startedAtMs });
    }
    const newest = Math.max(0, ...this.#seen.keys());
    for (const [number, seen] of this.#seen) {
      const short = told.get(number) ?? null;
      const facts = factsOf(seen, toldBy(number), short);
      // The next one began before this gateway heard how this one ended: of its end it has the short form, or nothing.
      const wasMissed = seen.logged.endedAt === 0 && (short !== null || number < newest);
      told.set(number, wasMissed ? withoutEnd(facts, short) : facts);
    }
    return [...told.values()]
      .toSorted((one, other) => one.number - other.number)
      .slice(-pastIncidentsMax);
  }

  #follow(logged: LoggedIncident, view: IncidentView | null): Seen {
    const { number } = logged;
    const known = this.#seen.get(number);
    if (known !== undefined) {
      known.logged = logged;
      return known;
    }
    const undecided = this.#isUndecided(number, view) ? this.#undecided : null;
    if (undecided !== null) this.#noteUnseen(number, undecided);
    // One that had ended when this gateway came: what was kept then, nobody here knows.
    const sawIt = logged.endedAt === 0 || undecided !== null;
    const seen: Seen = {
      logged,
      view: view?.id === number ? view : null,
      startedAtMs: undecided?.startedAtMs ?? null,
      fundsAtCut: undecided?.funds ?? null,
      fundsAtEnd: null,
      kept: sawIt ? (undecided?.kept ?? new Kept()) : null,
      verifiedElsewhere: null,
    };
    if (undecided !== null) this.#undecided = null;
    this.#seen.set(number, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > pastIncidentsMax && oldest !== undefined) this.#seen.delete(oldest);
    return seen;
  }

  /** Rooms that were lost are so no more, and no incident came of it; `last`: the newest that anybody knows of, 0 before the first. */
  #isBack(last: number): boolean {
    return this.#undecided !== null && last <= (this.#undecided.after ?? 0);
  }

  /** What was undecided has become this incident: one that the log had before is another one, also where this gateway came later. */
  #isUndecided(number: number, view: IncidentView | null): boolean {
    const after = this.#undecided?.after ?? null;
    return view?.id === number || (after !== null && number > after);
  }

  /** One cut may be several incidents, and the first ones may be over between two looks: they began with the cut. */
  #noteUnseen(
    number: number,
    { startedAtMs, after }: { readonly startedAtMs: number | null; readonly after: number | null },
  ): void {
    if (startedAtMs === null || after === null) return;
    for (let unseen = Math.max(after + 1, number - pastIncidentsMax); unseen < number; unseen += 1)
      this.#unseen.set(unseen, startedAtMs);
    for (const oldest of this.#unseen.keys())
      if (oldest <= number - pastIncidentsMax) this.#unseen.delete(oldest);
  }
}

export function fundsOf({ appliedIndex, funds }: RoomStatus): FundsFacts {
  return { asOf: appliedIndex, ...funds };
}

function shortFacts(past: PastIncident, { inFlight, verification }: ToldByPhones): IncidentFacts {
  return {
    number: past.number,
    rooms: [...past.rooms],
    pace: past.pace,
    state: past.shardsMoved > 0 ? "recovered" : "not-known",
    firstHitAt: past.firstHitAt,
    endedAt: past.endedAt,
    startedAtMs: null,
    startSource: past.measured?.source ?? null,
    durationMs: past.measured?.durationMs ?? null,
    measuredAt: null,
    shardsHit: past.shardsHit,
    shardsMoved: past.shardsMoved,
    peopleHit: past.peopleHit,
    shards: null,
    timeline: [],
    fundsAtCut: null,
    fundsAtEnd: null,
    keptMost: null,
    verification,
    inFlight: told(inFlight),
  };
}

/** What this gateway saw of its beginning, and what rooms remember of it now. */
function withoutEnd(facts: IncidentFacts, short: IncidentFacts | null): IncidentFacts {
  const { startedAtMs, startSource, timeline, fundsAtCut, keptMost, verification } = facts;
  const seen = { startedAtMs, timeline, fundsAtCut, keptMost, verification, shards: null };
  if (short === null) return { ...facts, shards: null, state: "not-known" };
  return { ...short, ...seen, startSource: short.startSource ?? startSource };
}

function factsOf(
  seen: Seen,
  { inFlight, verification: here }: ToldByPhones,
  past: IncidentFacts | null,
): IncidentFacts {
  const { logged, view, verifiedElsewhere: elsewhere } = seen;
  const { shards } = logged;
  const hasEnded = logged.endedAt > 0;
  const own = hasEnded && view?.state !== "running" ? (view?.elapsedMs ?? null) : null;
  const durationMs = wholeMs(logged.measured?.durationMs ?? past?.durationMs ?? own);
  return {
    number: logged.number,
    rooms: [...logged.rooms],
    pace: past?.pace ?? view?.pace ?? "custom",
    state: stateOf(seen, past),
    firstHitAt: Math.min(...shards.map(({ hitAt }) => hitAt)),
    endedAt: logged.endedAt,
    startedAtMs: view?.startedAtMs ?? seen.startedAtMs,
    startSource: logged.measured?.source ?? past?.startSource ?? view?.startSource ?? null,
    durationMs,
    measuredAt: logged.measured?.at ?? null,
    shardsHit: shards.length,
    shardsMoved: shards.filter(({ moved }) => moved).length,
    peopleHit: shards.reduce((sum, { people }) => sum + people, 0),
    shards: shards.map((each) => ({ ...each })),
    timeline: timelineOf(view, durationMs),
    fundsAtCut: seen.fundsAtCut,
    fundsAtEnd: seen.fundsAtEnd,
    keptMost: seen.kept?.most ?? null,
    verification:
      here === null || elsewhere === null
        ? (here ?? elsewhere)
        : addedVerification(here, elsewhere),
    inFlight: told(inFlight),
  };
}

/** Rooms may have told another figure since the last look. */
function timelineOf(view: IncidentView | null, durationMs: number | null) {
  const lines = endedAfter(view?.timeline ?? [], durationMs);
  return lines.map((line) => ({ ...line, atMs: Math.round(line.atMs) }));
}

function wholeMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

/** The gateway may have looked for the last time while it went on. */
function stateOf({ logged, view }: Seen, past: IncidentFacts | null): IncidentFacts["state"] {
  // Of an incident whose beginning nobody here knows, nobody knows who put the cables back either.
  const isGuess = view?.state === "returned-by-itself" && view.startedAtMs === null;
  if (view !== null && !isGuess && (view.state === "running") === (logged.endedAt === 0))
    return view.state;
  if (logged.endedAt === 0) return "running";
  return logged.shards.some(({ moved }) => moved) ? "recovered" : (past?.state ?? "not-known");
}

function told({ phones, payments, notListed }: ToldInFlight): IncidentFacts["inFlight"] {
  return { phones, payments: payments.map((each) => ({ ...each })), notListed };
}
