import {
  addCents,
  forgersMax,
  inFlightEnds,
  type AccountId,
  type AudienceVerification,
  type GatewayCounts,
  type IncidentView,
  type ShowSnapshot,
} from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { KeptFate } from "../people/kept-fate.ts";
import type { ReceiptRound } from "../people/receipt-round.ts";
import type { Session, Sessions } from "../people/sessions.ts";
import type { PeoplePorts } from "../ports.ts";
import type { OtherGateways } from "../routing/other-gateways.ts";
import { KeptMost } from "./kept-most.ts";

interface CountParts {
  readonly sessions: Pick<Sessions, "of" | "totals" | "peopleOnline" | "outboxes">;
  readonly cue: Pick<Cue, "tapped">;
  readonly receiptRound: Pick<ReceiptRound, "totals" | "forgers" | "inFlightTotals">;
  readonly keptFate: Pick<KeptFate, "begin" | "totals" | "open" | "outboxes">;
  readonly people: Pick<PeoplePorts, "screenCount" | "knownScreenCount">;
  readonly others: Pick<OtherGateways, "words" | "awaited" | "wordsHeard">;
}

/** What phones have told one gateway, and all of them together (C3). */
export class Counts {
  readonly #parts: CountParts;
  readonly #isHere = (account: AccountId): boolean => this.#parts.sessions.of(account) !== null;
  readonly #keptMost = new KeptMost(() => this.#incidentBegan());
  /** Of other gateways that were silent when the last incident began, or before the first. */
  #wordsBefore = 0;

  constructor(parts: CountParts) {
    this.#parts = parts;
  }

  /** Of the phones here. */
  own(): GatewayCounts {
    const { sessions, cue, receiptRound } = this.#parts;
    const { kept, keptCents, checking, peopleTold } = sessions.totals();
    return {
      people: sessions.peopleOnline,
      told: peopleTold,
      kept,
      keptCents,
      checking,
      tapped: cue.tapped,
      verification: receiptRound.totals(),
      inFlight: receiptRound.inFlightTotals(),
      ...this.#stagesHere,
    };
  }

  /** Of all phones of the show. */
  together(): GatewayCounts & { readonly heard: ShowSnapshot["people"]["heard"] } {
    const { words, awaited } = this.#parts.others;
    const counts = words.reduce((sum, word) => sumOf(sum, word.counts), this.own());
    const of = Math.max(counts.people, awaited?.phones ?? 0);
    return { ...counts, heard: { phones: counts.told, of } };
  }

  /** Who has followed the call to pay. Looks at no phone, unlike the sums. */
  get tapped(): GatewayCounts["tapped"] {
    const { cue, others } = this.#parts;
    return others.words.reduce((sum, { counts }) => moreOf(sum, counts.tapped), cue.tapped);
  }

  /** What has been found of the receipts of all phones, without the other sums. */
  get verification(): AudienceVerification | null {
    const { receiptRound, others } = this.#parts;
    const told = others.words.map(({ counts }) => counts.verification);
    return told.reduce(verifiedBy, receiptRound.totals());
  }

  /** Who showed forged receipts here; not all of very many. */
  get forgersHere(): readonly AccountId[] {
    return this.#parts.receiptRound.forgers.slice(0, forgersMax);
  }

  /** At any gateway, by account. */
  get forgers(): readonly AccountId[] {
    const elsewhere = this.#parts.others.words.flatMap(({ forgers = [] }) => forgers);
    const all = [...new Set([...this.forgersHere, ...elsewhere])];
    return all.toSorted((one, other) => one - other).slice(0, forgersMax);
  }

  /** What phones here keep, one by one. */
  get outboxesHere(): Sessions["outboxes"] {
    return this.#parts.sessions.outboxes;
  }

  /** What phones at other gateways have found of their receipts; null where none has told of it. */
  get verifiedElsewhere(): AudienceVerification | null {
    const told = this.#parts.others.words.flatMap(({ counts }) => counts.verification ?? []);
    const newest = Math.max(0, ...told.map(({ incident }) => incident));
    const [first, ...others] = told.filter(({ incident }) => incident === newest);
    return first === undefined ? null : others.reduce(addedVerification, first);
  }

  /** To be called at every look at the incidents, so that each begins for what is kept. */
  sawIncident(incident: IncidentView | null): void {
    this.#keptMost.see(0, incident);
  }

  /**
   * What phones keep, and the most of it in the last incident. While one goes on with those that left: a phone that is locked
   * meanwhile has paid nothing. `here`: of all phones that are here, at whatever gateway.
   */
  keptIn(
    incident: IncidentView | null,
    here: number,
  ): Pick<ShowSnapshot["traffic"], "kept" | "keptMost"> {
    // A new incident begins with this look.
    this.sawIncident(incident);
    const kept = incident?.state === "running" ? Math.max(here, this.keptHereOrGone) : here;
    return { kept, keptMost: this.#keptMost.see(kept, incident) };
  }

  /** By phones here, and by those that left in an incident that goes on. */
  get keptHereOrGone(): number {
    const { keptFate, sessions } = this.#parts;
    return this.#isAlone ? keptFate.open(this.#isHere) : sessions.totals().kept;
  }

  /** The same, one by one. */
  get outboxesHereOrGone(): readonly Pick<Session, "account" | "kept">[] {
    const { keptFate, sessions } = this.#parts;
    if (this.#isAlone) return keptFate.outboxes(this.#isHere);
    return sessions.outboxes.filter(({ kept }) => kept > 0);
  }

  /** Only where all phones were here. */
  get keptFate(): ShowSnapshot["traffic"]["keptFate"] {
    return this.#isAlone ? this.#parts.keptFate.totals(this.#isHere) : null;
  }

  /**
   * No other gateway was heard since the incident began, so all phones were here. One that left may have gone to another gateway
   * otherwise, and what those of one that fell silent kept nobody here knows.
   */
  get #isAlone(): boolean {
    const { words, wordsHeard } = this.#parts.others;
    return words.length === 0 && wordsHeard === this.#wordsBefore;
  }

  /** Screens at any gateway; strangers' only where none has one of the show's own. */
  get stages(): number {
    const told = [this.#stagesHere, ...this.#parts.others.words.map(({ counts }) => counts)];
    const known = told.reduce((sum, { stages, knownStages = stages }) => sum + knownStages, 0);
    return known > 0 ? known : told.reduce((sum, { stages }) => sum + stages, 0);
  }

  #incidentBegan(): void {
    const { keptFate, others } = this.#parts;
    keptFate.begin(this.#isHere);
    this.#wordsBefore = others.words.length > 0 ? -1 : others.wordsHeard;
  }

  get #stagesHere(): Pick<GatewayCounts, "stages" | "knownStages"> {
    const { people } = this.#parts;
    return { stages: people.screenCount(), knownStages: people.knownScreenCount() };
  }
}

function sumOf(one: GatewayCounts, other: GatewayCounts): GatewayCounts {
  const inFlight = inFlightBy(one.inFlight, other.inFlight);
  return {
    people: one.people + other.people,
    told: one.told + other.told,
    kept: one.kept + other.kept,
    keptCents: addCents(one.keptCents, other.keptCents),
    checking: one.checking + other.checking,
    tapped: moreOf(one.tapped, other.tapped),
    verification: verifiedBy(one.verification, other.verification),
    ...(inFlight === undefined ? {} : { inFlight }),
    stages: one.stages + other.stages,
  };
}

/** Each reads the whole log, so nobody is counted twice; whoever came later has seen less of it (C6). */
function moreOf(
  one: GatewayCounts["tapped"],
  other: GatewayCounts["tapped"],
): GatewayCounts["tapped"] {
  const isSameCall = one.calledAt !== null && one.calledAt === other.calledAt;
  return isSameCall && other.people > one.people ? other : one;
}

function verifiedBy(
  one: AudienceVerification | null,
  other: AudienceVerification | null,
): AudienceVerification | null {
  if (one === null || other === null || one.incident !== other.incident) return one;
  return addedVerification(one, other);
}

/** Of one that does not tell (undefined) nobody can add anything up. */
function inFlightBy(
  one: GatewayCounts["inFlight"],
  other: GatewayCounts["inFlight"],
): GatewayCounts["inFlight"] {
  if (one === undefined || other === undefined) return undefined;
  if (one === null || other === null) return one ?? other;
  // One of them has not heard yet that the newer one is over.
  if (one.incident !== other.incident) return one.incident > other.incident ? one : other;
  const ends = { ...one.ends };
  for (const end of inFlightEnds) ends[end] += other.ends[end];
  const isOfKnown = one.of !== undefined && other.of !== undefined;
  return {
    incident: one.incident,
    phones: one.phones + other.phones,
    ...(isOfKnown ? { of: one.of + other.of } : {}),
    payments: one.payments + other.payments,
    ends,
    missing: one.missing + other.missing,
  };
}

/** Of the same incident. */
export function addedVerification(
  one: AudienceVerification,
  other: AudienceVerification,
): AudienceVerification {
  return {
    incident: one.incident,
    phones: one.phones + other.phones,
    verified: one.verified + other.verified,
    missing: one.missing + other.missing,
    archived: one.archived + other.archived,
    forged: one.forged + other.forged,
    notYetHeard: one.notYetHeard + other.notYetHeard,
  };
}
