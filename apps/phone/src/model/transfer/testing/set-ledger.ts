import {
  asCents,
  type AccountId,
  type AccountView,
  type HistoryLine,
  type LogIndex,
  type PayAnswer,
  type PayInput,
  type RoomIndex,
  type SequenceNumber,
  type ShardId,
} from "@cablecut/protocol";

const me = 500 as AccountId;
export const ownShard = 0 as ShardId;

/** The ledger's rules for one payer: client table, switching shards, cancel. */
export class SetLedger {
  last = 0;
  balanceCents = 100_000_000;
  index = 10;
  readonly ended = new Map<
    number,
    { result: "booked" | "cancelled" | "insufficient-funds"; payload: string; index: number }
  >();
  readonly bookings: { sequence: number; payee: number; amountCents: number }[] = [];
  readonly switching = new Set<number>();

  pay(input: PayInput, payeeShard: number): PayAnswer {
    const payload = `${input.payee}:${input.amountCents}`;
    const known = this.ended.get(input.sequence);
    if (known !== undefined) {
      if (known.payload !== payload && known.result !== "cancelled")
        return { kind: "ended-otherwise", refusal: "sequence-conflict" };
      return this.#answer(input.sequence, known.result, input.amountCents);
    }
    if (input.sequence !== this.last + 1) return { kind: "not-now", refusal: "sequence-gap" };
    if (this.switching.has(ownShard)) return { kind: "not-now", refusal: "payer-switching" };
    if (this.switching.has(payeeShard)) return { kind: "not-now", refusal: "payee-switching" };
    const covered = input.amountCents % 17 !== 0;
    this.#end(input.sequence, covered ? "booked" : "insufficient-funds", payload);
    if (covered) {
      this.balanceCents -= input.amountCents;
      this.bookings.push({
        sequence: input.sequence,
        payee: input.payee - 10_000,
        amountCents: input.amountCents,
      });
    }
    return this.#answer(
      input.sequence,
      covered ? "booked" : "insufficient-funds",
      input.amountCents,
    );
  }

  cancel(sequence: number): PayAnswer {
    const known = this.ended.get(sequence);
    if (known !== undefined) return this.#answer(sequence, known.result, 0);
    if (sequence !== this.last + 1) return { kind: "not-now", refusal: "sequence-gap" };
    if (this.switching.has(ownShard)) return { kind: "not-now", refusal: "payer-switching" };
    this.#end(sequence, "cancelled", "");
    return this.#answer(sequence, "cancelled", 0);
  }

  account(): AccountView | null {
    if (this.switching.has(ownShard)) return null;
    const history = this.bookings
      .slice(-32)
      .toReversed()
      .map((line): HistoryLine => ({
        kind: "sent",
        counterparty: line.payee as AccountId,
        amountCents: asCents(line.amountCents),
        sequence: line.sequence as SequenceNumber,
        index: 1 as LogIndex,
        result: "booked",
      }));
    return {
      account: me,
      shard: ownShard,
      room: 0 as RoomIndex,
      synthetic: false,
      balanceCents: asCents(this.balanceCents),
      sentCents: asCents(0),
      receivedCents: asCents(0),
      lastSequence: this.last as SequenceNumber,
      history,
      appliedIndex: this.index as LogIndex,
    };
  }

  #end(
    sequence: number,
    result: "booked" | "cancelled" | "insufficient-funds",
    payload: string,
  ): void {
    this.last = sequence;
    this.index += 1;
    this.ended.set(sequence, { result, payload, index: this.index });
  }

  #answer(
    sequence: number,
    result: "booked" | "cancelled" | "insufficient-funds",
    amountCents: number,
  ): PayAnswer {
    const balance = {
      balanceCents: asCents(this.balanceCents),
      appliedIndex: this.index as LogIndex,
    };
    if (result === "cancelled") return { kind: "cancelled", ...balance };
    if (result !== "booked") return { kind: "refused", refusal: result, ...balance };
    const receipt = {
      account: me,
      sequence: sequence as SequenceNumber,
      payee: me,
      amountCents: asCents(amountCents),
      result: "booked" as const,
      index: this.ended.get(sequence)!.index as LogIndex,
      chain: "0".repeat(16),
      mac: "0".repeat(32),
    };
    return { kind: "booked", receipt, ...balance };
  }
}
