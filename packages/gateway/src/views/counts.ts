import {
  addCents,
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
  readonly sessions: Pick<Sessions, "totals" | "peopleOnline">;
  readonly cue: Pick<Cue, "tapped">;
  readonly receiptRound: Pick<ReceiptRound, "totals">;
  readonly keptFate: Pick<KeptFate, "begin" | "totals">;
  readonly people: Pick<PeoplePorts, "stageCount" | "mirrorCount">;
  readonly others: Pick<OtherGateways, "words" | "awaited">;
}

/** What phones have told one gateway, and all of them together (C3). */
export class Counts {
  readonly #parts: CountParts;

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
      stages: this.#stagesHere,
    };
  }

  /** Of all phones of the show. */
  together(): GatewayCounts & { readonly heard: ShowSnapshot["people"]["heard"] } {
    const { words, awaited } = this.#parts.others;
    const counts = words.reduce((sum, word) => sumOf(sum, word.counts), this.own());
    const of = Math.max(counts.people, awaited?.phones ?? 0);
    return { ...counts, heard: { phones: counts.told, of } };
  }

  incidentBegan(): void {
    this.#parts.keptFate.begin();
  }

  /** Only where all phones are here. */
  get keptFate(): ShowSnapshot["traffic"]["keptFate"] {
    const { keptFate, others } = this.#parts;
    return others.words.length > 0 ? null : keptFate.totals();
  }

  /** Screens at any gateway. */
  get stages(): number {
    const { words } = this.#parts.others;
    return words.reduce((sum, { counts }) => sum + counts.stages, this.#stagesHere);
  }

  /** A console's mirror is no screen that an audience sees. */
  get #stagesHere(): number {
    const { people } = this.#parts;
    return people.stageCount() - people.mirrorCount();
  }
}

function sumOf(one: GatewayCounts, other: GatewayCounts): GatewayCounts {
  return {
    people: one.people + other.people,
    told: one.told + other.told,
    kept: one.kept + other.kept,
    keptCents: addCents(one.keptCents, other.keptCents),
    checking: one.checking + other.checking,
    tapped: moreOf(one.tapped, other.tapped),
    verification: verifiedBy(one.verification, other.verification),
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
