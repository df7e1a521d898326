import type { ArchivedEntry } from "@cablecut/archive";
import {
  BatchReader,
  createLedger,
  recordKinds,
  type Ledger,
  type TotalsOf,
} from "@cablecut/ledger";
import { present, type FundsFacts, type LoggedIncident, type Pace } from "@cablecut/protocol";
import { balancesText, type LogFacts } from "@cablecut/report";
import { toHex } from "@cablecut/room";
import type { StoredShow } from "../show/show-file.ts";

interface Followed {
  logged: LoggedIncident;
  pace: Pace;
  readonly fundsBefore: FundsFacts;
  fundsAtEnd: FundsFacts | null;
}

/** Entries after which state or chain are to be told. */
export interface Marks {
  /** Of which rooms told a gateway. */
  readonly digestsAt: ReadonlySet<number>;
  /** The last ones of rooms' archives, and the last that is applied. */
  readonly chainsAt: ReadonlySet<number>;
}

/** An archived log, applied once more from its first entry on: what it decided, whatever anybody told of it. */
export class AppliedLog {
  readonly #ledger: Ledger;
  readonly #genesis: string;
  readonly #fundsAtStart: FundsFacts;
  readonly #incidents = new Map<number, Followed>();
  readonly #marks: Marks;
  readonly #digests: LogFacts["digests"] = [];
  readonly #chains: LogFacts["chains"] = [];
  readonly #sha256: (bytes: Uint8Array) => Uint8Array;

  constructor(
    { topology, pace }: Pick<StoredShow, "topology" | "pace">,
    marks: Marks,
    sha256: (bytes: Uint8Array) => Uint8Array,
  ) {
    this.#marks = marks;
    this.#sha256 = sha256;
    this.#ledger = createLedger({ topology, pace, sha256 });
    this.#genesis = toHex(this.#ledger.chainHash());
    this.#fundsAtStart = this.#funds();
  }

  isSynthetic(account: number): boolean {
    return this.#ledger.isSynthetic(account);
  }

  apply({ index, payload }: ArchivedEntry): void {
    const before = mayBeginIncident(payload) ? this.#funds() : null;
    const { events } = this.#ledger.apply(index, payload);
    if (events.length > 0) this.#follow(index, before);
    const { digestsAt, chainsAt } = this.#marks;
    const chain = (): string => toHex(this.#ledger.chainHash());
    if (chainsAt.has(index)) this.#chains.push({ at: index, chain: chain() });
    if (!digestsAt.has(index)) return;
    this.#digests.push({ at: index, state: this.#ledger.digest(), chain: chain().slice(0, 16) });
  }

  facts(): LogFacts {
    const ledger = this.#ledger;
    const view = ledger.failoverView();
    return {
      genesis: this.#genesis,
      lastEntry: ledger.appliedIndex,
      chain: toHex(ledger.chainHash()),
      pace: { ...view.pace },
      failback: view.failback,
      digests: this.#digests,
      chains: this.#chains,
      incidents: [...this.#incidents.values()].map(incidentFacts),
      fundsAtStart: this.#fundsAtStart,
      fundsNow: this.#funds(),
      balances: toHex(this.#sha256(Buffer.from(balancesText(accountsOf(ledger))))),
    };
  }

  #follow(index: number, before: FundsFacts | null): void {
    const logged = this.#ledger.incident();
    if (logged === null) return;
    const { pace } = this.#ledger.failoverView();
    const known = this.#incidents.get(logged.number);
    if (known === undefined) {
      // An incident begins with a suspicion (SPEC.md of the ledger, I1).
      const fundsBefore = present(before, `funds before entry ${index}`);
      this.#incidents.set(logged.number, { logged, pace, fundsBefore, fundsAtEnd: null });
      return;
    }
    known.logged = logged;
    if (logged.endedAt === 0) known.pace = pace;
    if (logged.endedAt !== index) return;
    known.pace = pace;
    known.fundsAtEnd = this.#funds();
  }

  #funds(): FundsFacts {
    const { people, house, synthetic } = this.#ledger.totals();
    return {
      asOf: this.#ledger.appliedIndex,
      people: groupOf(people),
      house: groupOf(house),
      synthetic: groupOf(synthetic),
    };
  }
}

function* accountsOf(ledger: Ledger): Generator<{ cents: number; number: number }> {
  for (let account = 0; account < ledger.accountCount; account += 1)
    yield { cents: ledger.balanceOf(account), number: ledger.lastSequenceOf(account) };
}

const records = new BatchReader();

/** To add up what the house has costs more than to apply a payment. */
function mayBeginIncident(payload: Uint8Array): boolean {
  if (records.load(payload) !== null) return false;
  while (records.next()) if (records.kind === recordKinds.suspectRoom) return true;
  return false;
}

function groupOf({ accounts, expectedCents, actualCents }: TotalsOf): FundsFacts["people"] {
  return { accounts, expectedCents, actualCents };
}

function incidentFacts({ logged, ...rest }: Followed): LogFacts["incidents"][number] {
  const { number, rooms, endedAt, measured, shards } = logged;
  return {
    number,
    rooms: [...rooms],
    endedAt,
    measured: measured && { ...measured },
    shards: shards.map((shard) => ({ ...shard })),
    ...rest,
  };
}
