import {
  addCents,
  forgersMax,
  inFlightEnds,
  type AccountId,
  type AudienceVerification,
  type GatewayCounts,
  type ShowSnapshot,
} from "@cablecut/protocol";
import type { Cue } from "../people/cue.ts";
import type { KeptFate } from "../people/kept-fate.ts";
import type { ReceiptRound } from "../people/receipt-round.ts";
import type { Sessions } from "../people/sessions.ts";
import type { PeoplePorts } from "../ports.ts";
import type { OtherGateways } from "../routing/other-gateways.ts";

interface CountParts {
  readonly sessions: Pick<Sessions, "of" | "totals" | "peopleOnline" | "outboxes">;
  readonly cue: Pick<Cue, "tapped">;
  readonly receiptRound: Pick<ReceiptRound, "totals" | "forgers" | "inFlight">;
  readonly keptFate: Pick<KeptFate, "begin" | "totals" | "open">;
  readonly people: Pick<PeoplePorts, "screenCount" | "knownScreenCount">;
  readonly others: Pick<OtherGateways, "words" | "awaited">;
}

/** What phones have told one gateway, and all of them together (C3). */
export class Counts {
  readonly #parts: CountParts;
  readonly #isHere = (account: AccountId): boolean => this.#parts.sessions.of(account) !== null;

  constructor(parts: CountParts) {
    this.#parts = parts;
  }

  /** Of the phones here. */
  own(): GatewayCounts {
    const { sessions, cue, receiptRound } = this.#parts;
    const { kept, keptCents, checking, peopleTold } = sessions.totals();
    const verification = receiptRound.totals();
    return {
      people: sessions.peopleOnline,
      told: peopleTold,
      kept,
      keptCents,
      checking,
      tapped: cue.tapped,
      verification,
      inFlight: receiptRound.inFlight.totals(verification?.incident ?? 0),
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

  incidentBegan(): void {
    this.#parts.keptFate.begin(this.#isHere);
  }

  /**
   * While an incident goes on: a phone that is locked meanwhile has paid nothing. One that left may have gone to another gateway, so
   * only where all phones are here; 0 elsewhere.
   */
  get keptHereOrGone(): number {
    const { keptFate, others } = this.#parts;
    return others.words.length > 0 ? 0 : keptFate.open(this.#isHere);
  }

  /** Only where all phones are here. */
  get keptFate(): ShowSnapshot["traffic"]["keptFate"] {
    const { keptFate, others } = this.#parts;
    return others.words.length > 0 ? null : keptFate.totals(this.#isHere);
  }

  /** Screens at any gateway; strangers' only where none has one of the show's own. */
  get stages(): number {
    const told = [this.#stagesHere, ...this.#parts.others.words.map(({ counts }) => counts)];
    const known = told.reduce((sum, { stages, knownStages = stages }) => sum + knownStages, 0);
    return known > 0 ? known : told.reduce((sum, { stages }) => sum + stages, 0);
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
  return {
    incident: one.incident,
    phones: one.phones + other.phones,
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
