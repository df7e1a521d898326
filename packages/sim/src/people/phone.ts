import {
  asCents,
  receiptsPerAccountMax,
  transferMaxCents,
  asAccountId,
  asSequenceNumber,
  type AccountId,
  type Receipt,
  type TransferRequest,
} from "@cablecut/protocol";
import type { Prng } from "../world/prng.ts";

/** Receipts that a phone keeps to have them verified: as many as the rooms do. */
const receiptsKept = receiptsPerAccountMax;

/** What a phone is about to do, or is doing until it has a definite answer. */
export interface Errand {
  readonly request: TransferRequest;
  /**
   * `pay`: the next number. `replay`: a number that has ended, unchanged. `conflict`: such a number under another
   * payload. `gap`: a number too high.
   */
  readonly purpose: "pay" | "replay" | "conflict" | "gap";
  /** A cancel of this number was sent at some time. */
  cancelSent: boolean;
  tries: number;
}

/** One attendee's phone: takes a number once and asks until it knows how it ended. */
export class Phone {
  readonly account: AccountId;
  readonly shard: number;
  /** The last number that is known to have ended. */
  last = 0;
  errand: Errand | null = null;
  readonly receipts: Receipt[] = [];
  readonly #prng: Prng;
  readonly #ended: TransferRequest[] = [];
  /** Numbers that were sent under another payload or too early: a late answer to that may come at any time. */
  readonly #odd = new Set<number>();

  constructor(account: AccountId, shard: number, prng: Prng) {
    this.account = account;
    this.shard = shard;
    this.#prng = prng;
  }

  /** The next errand: mostly a payment, sometimes what a confused or a hostile phone would send. */
  plan(payees: readonly AccountId[]): Errand {
    const prng = this.#prng;
    const ended = this.#ended.at(-1 - prng.integer(0, 3));
    if (ended === undefined || prng.chance(0.8)) {
      return this.#set("pay", this.#payment(payees, this.last + 1));
    }
    if (prng.chance(0.6)) return this.#set("replay", ended);
    if (prng.chance(0.5)) {
      const { amountCents } = ended;
      // Beyond the most that may be paid at once no gateway passes it on.
      const other = asCents(amountCents < transferMaxCents ? amountCents + 1 : amountCents - 1);
      return this.#set("conflict", { ...ended, amountCents: other });
    }
    return this.#set("gap", this.#payment(payees, this.last + 2 + prng.integer(0, 5)));
  }

  /** A payment that nothing but a lack of funds can refuse. */
  planPayment(payee: AccountId): Errand {
    return this.#set("pay", { ...this.#payment([payee], this.last + 1), payee });
  }

  /** The errand has a definite end. */
  done(receipt: Receipt | null): void {
    const { errand } = this;
    if (errand === null) return;
    this.errand = null;
    if (errand.purpose === "pay") {
      this.last = errand.request.sequence;
      // What was cancelled answers `cancelled` to any payload: no use for replays and conflicts.
      if (receipt !== null) this.#ended.push({ ...errand.request, kind: "transfer" });
    }
    if (receipt !== null) this.keep(receipt);
  }

  keep(receipt: Receipt): void {
    this.receipts.push(receipt);
    if (this.receipts.length > receiptsKept) this.receipts.shift();
  }

  /** Whether a refusal of this number may be the answer to an earlier, wrong request. */
  wasSentWrongly(sequence: number): boolean {
    return this.#odd.has(sequence);
  }

  /** Somebody else pays something else under this number of the account. */
  sharesNumber(sequence: number): void {
    this.#odd.add(sequence);
  }

  #set(purpose: Errand["purpose"], request: TransferRequest): Errand {
    if (purpose === "conflict" || purpose === "gap") this.#odd.add(request.sequence);
    this.errand = { purpose, request, cancelSent: false, tries: 0 };
    return this.errand;
  }

  #payment(payees: readonly AccountId[], sequence: number): TransferRequest {
    const prng = this.#prng;
    // Now and then a payment that must be refused on its merit: to itself, or to nobody.
    const odd = prng.chance(0.05) ? prng.pick([this.account, asAccountId(80_000)]) : null;
    return {
      kind: "transfer",
      payer: this.account,
      payee: odd ?? prng.pick(payees),
      amountCents: asCents(
        prng.chance(0.9) ? prng.integer(1, 5_000) : prng.integer(900_000, 1_000_000),
      ),
      sequence: asSequenceNumber(sequence),
    };
  }
}
