import {
  endedIndexAt,
  recordKinds,
  resultCodeAt,
  type Applied,
  type BatchReader,
  type Ledger,
} from "@cablecut/ledger";
import type { RoomFailover } from "@cablecut/failover";
import {
  accountsMax,
  ledgerResultCodes as codes,
  roomAnswerCodes,
  shardIn,
  shardsMax,
  transfersPerFrameMax,
  visitTransfers,
  asShardId,
  type RoomAnswerCode,
  type ShardId,
} from "@cablecut/protocol";
import type { AppendOutcome } from "@cablecut/replicated-log/port";
import type { Gateways } from "./gateways.ts";
import type { PendingTransfers } from "./pending-transfers.ts";
import type { RoomPorts } from "./ports.ts";
import type { Proposer } from "./proposer.ts";
import { fromHex, receiptFor } from "./receipt-check.ts";

/** A transfer that was fenced because its shard's epoch changed under way is stamped anew this often. */
const stampsMax = 3;
const notServing = roomAnswerCodes["not-serving"];

/** Somebody waits for this number, and a record of it did nothing. */
interface Passing {
  readonly sequence: number;
  /** Where the record stands in the log. */
  readonly index: number;
  readonly cancel: boolean;
  /** Of a cancel both are 0. */
  readonly payee: number;
  readonly amountCents: number;
  readonly code: RoomAnswerCode;
}

/** The way of a transfer through this room: taken, stamped with the shards' epochs, proposed, applied, answered. */
export class Transfers {
  readonly #ledger: Ledger;
  readonly #failover: RoomFailover;
  readonly #pending: PendingTransfers;
  readonly #proposer: Proposer;
  readonly #gateways: Gateways;
  readonly #ports: RoomPorts;
  #slot = 0;
  /** By account, 255 where not yet looked up. An account stays in its shard for good, and payees come in no order. */
  readonly #shards = new Uint8Array(accountsMax).fill(255);
  /** By shard, why this room takes no transfers of it; as of the frame being taken, undefined where not yet asked. */
  readonly #refusals: (ReturnType<RoomFailover["transferRefusal"]> | undefined)[] = new Array(
    shardsMax,
  ).fill(undefined);
  /**
   * By payer. Such a record may be a former owner's copy, or one of this room's earlier life, and says nothing of the copy
   * that is under way: whose it was is known when a payload of this process has come through.
   */
  readonly #passing = new Map<number, Passing[]>();
  #draining = false;

  constructor(parts: {
    ledger: Ledger;
    failover: RoomFailover;
    pending: PendingTransfers;
    proposer: Proposer;
    gateways: Gateways;
    ports: RoomPorts;
  }) {
    this.#ledger = parts.ledger;
    this.#failover = parts.failover;
    this.#pending = parts.pending;
    this.#proposer = parts.proposer;
    this.#gateways = parts.gateways;
    this.#ports = parts.ports;
  }

  /** False where the bytes are no frame of transfers; then nothing was done. */
  take(frame: Uint8Array, gatewaySlot: number): boolean {
    this.#slot = gatewaySlot;
    // Nothing is applied while a frame is taken, so what holds for a shard holds for all its transfers in the frame.
    this.#refusals.fill(this.#draining ? "not-serving" : undefined);
    const whole = visitTransfers(frame, this.#takeOne);
    this.#gateways.flushSlot(gatewaySlot);
    return whole;
  }

  /** From now on nothing is taken any more; what was taken is still answered. */
  drain(): void {
    this.#draining = true;
  }

  readonly #takeOne = (
    cancel: boolean,
    payer: number,
    payee: number,
    amountCents: number,
    sequence: number,
    receipt: boolean,
  ): void => {
    const ledger = this.#ledger;
    // A room that has not caught up does not know every account yet: that says nothing about the payer.
    if (payer >= ledger.accountCount)
      return this.#answer(notServing, payer, sequence, payee, amountCents);
    const shard = this.#shardOf(payer);
    const refusal = this.#refusalOf(shard);
    if (refusal !== null) {
      const code = refusal === "switching" ? codes["payer-switching"] : notServing;
      return this.#answer(code, payer, sequence, payee, amountCents);
    }
    if (this.#pending.isWaiting(payer)) {
      if (!this.#pending.waitsFor(payer, sequence))
        return this.#answer(roomAnswerCodes.busy, payer, sequence, payee, amountCents);
      // The same number is on its way already: this asker gets its answer. A cancel is another command, and so is
      // another payload.
      const same = this.#pending.waitsForPayload(payer, payee, amountCents);
      if (cancel === this.#pending.isCancel(payer) && same) {
        this.#pending.add(payer, shard, sequence, payee, amountCents, this.#slot, cancel, receipt);
        return;
      }
    }
    if (this.#proposer.isFull)
      return this.#answer(roomAnswerCodes.busy, payer, sequence, payee, amountCents);
    this.#pending.add(payer, shard, sequence, payee, amountCents, this.#slot, cancel, receipt);
    this.#propose(payer, sequence);
  };

  #shardOf(account: number): ShardId {
    // oxlint-disable-next-line typescript/no-non-null-assertion -- the column has a place for every account there can be
    const known = this.#shards[account]!;
    if (known !== 255) return asShardId(known);
    const shard = this.#ledger.shardOf(account);
    this.#shards[account] = shard;
    return shard;
  }

  #refusalOf(shard: ShardId): ReturnType<RoomFailover["transferRefusal"]> {
    const known = this.#refusals[shard];
    if (known !== undefined) return known;
    const refusal = this.#failover.transferRefusal(shard);
    this.#refusals[shard] = refusal;
    return refusal;
  }

  /** Stamps with the epochs that this room knows now; the ledger refuses (`fenced`) if they are no longer true. */
  #propose(payer: number, sequence: number): void {
    const view = this.#ledger.failoverView();
    const payerEpoch = shardIn(view, this.#shardOf(payer)).epoch;
    const payee = this.#pending.payee(payer);
    this.#pending.proposedIn(payer, this.#proposer.payloadNumber);
    let refusal;
    if (this.#pending.isCancel(payer)) {
      refusal = this.#proposer.writer.cancel(payer, sequence, payerEpoch);
    } else {
      const known = payee < this.#ledger.accountCount;
      const payeeEpoch = known ? shardIn(view, this.#shardOf(payee)).epoch : 0;
      const amount = this.#pending.amountCents(payer);
      refusal = this.#proposer.writer.transfer(
        payer,
        payee,
        amount,
        sequence,
        payerEpoch,
        payeeEpoch,
      );
    }
    if (refusal === null) {
      this.#proposer.scheduleFlush();
      return;
    }
    // Nothing that a gateway checks gets here. An amount of 0 or beyond the limit, or sequence 0, comes into no log and uses up no
    // number, which a refusal on merit would say.
    this.#settle(payer, sequence, codes.malformed);
  }

  /** After the ledger has applied a payload: answers everybody whose number it ended. */
  applied(applied: Applied): void {
    if (this.#pending.count === 0) return;
    const records = applied.records;
    records.rewind();
    let chain: Uint8Array | null = null;
    const { sequences } = this.#pending;
    while (records.nextOf(sequences)) {
      const { payer, sequence } = records;
      // Another payload under this number: what became of it is no answer to what is asked now.
      if (records.kind === recordKinds.transfer) {
        const { payee, amountCents } = records;
        if (!this.#pending.waitsForPayload(payer, payee, amountCents)) continue;
      }
      const code = resultCodeAt(applied, records.position);
      const endedAt = endedIndexAt(applied, records.position);
      if (endedAt > 0) {
        chain ??= this.#ledger.chainHash();
        this.#settleEnded(payer, sequence, code, endedAt, endedAt === applied.index ? chain : null);
      } else {
        const cancel = records.kind === recordKinds.cancel;
        const payee = cancel ? 0 : records.payee;
        const amountCents = cancel ? 0 : records.amountCents;
        const { index } = applied;
        this.#notePassing(payer, { sequence, index, cancel, payee, amountCents, code });
      }
    }
  }

  #notePassing(payer: number, passing: Passing): void {
    const noted = this.#passing.get(payer)?.filter(({ sequence }) => sequence === passing.sequence);
    this.#passing.set(payer, [...(noted ?? []), passing]);
  }

  /** A payload of this process's own has been applied: what did nothing in it has done nothing for good. */
  committed(index: number, payloadNumber: number): void {
    if (this.#passing.size === 0) return;
    for (const [payer, noted] of this.#passing) {
      if (!this.#pending.waitsForPayloadNumber(payer, payloadNumber)) continue;
      const own = noted.find(
        (passing) =>
          passing.index === index &&
          passing.cancel === this.#pending.isCancel(payer) &&
          this.#pending.waitsForPayload(payer, passing.payee, passing.amountCents),
      );
      if (own !== undefined && this.#pending.waitsFor(payer, own.sequence)) {
        this.#passing.delete(payer);
        this.#settlePassing(payer, own.sequence, own.code);
      }
    }
    this.#gateways.flushAnswers();
  }

  /**
   * A payload of this room's did not come through: whoever still waits for one of its records is told. It says nothing to
   * somebody whose own record of that number is in another payload, which is still under way.
   */
  ended(outcome: AppendOutcome, records: BatchReader, payloadNumber: number): void {
    const code =
      outcome.kind === "unavailable" ? roomAnswerCodes["log-unavailable"] : roomAnswerCodes.unknown;
    records.rewind();
    const { sequences } = this.#pending;
    while (records.nextOf(sequences)) {
      const { payer, sequence } = records;
      if (this.#pending.waitsForPayloadNumber(payer, payloadNumber))
        this.#settle(payer, sequence, code);
    }
    this.#gateways.flushAnswers();
  }

  #settlePassing(payer: number, sequence: number, code: RoomAnswerCode): void {
    const shard = this.#ledger.shardOf(payer);
    if (code === codes.fenced && this.#failover.transferRefusal(shard) === null) {
      if (this.#pending.tryAgain(payer) < stampsMax && !this.#proposer.isFull) {
        this.#propose(payer, sequence);
        return;
      }
    }
    this.#settle(payer, sequence, code);
  }

  #settle(payer: number, sequence: number, code: RoomAnswerCode): void {
    const payee = this.#pending.payee(payer);
    const amountCents = this.#pending.amountCents(payer);
    this.#slot = this.#pending.gatewaySlot(payer);
    this.#remove(payer);
    this.#answer(code, payer, sequence, payee, amountCents);
  }

  /** `chainNow`: the chain hash of the entry that ended the number, or null if that was an earlier entry. */
  #settleEnded(
    payer: number,
    sequence: number,
    code: RoomAnswerCode,
    endedAt: number,
    chainNow: Uint8Array | null,
  ): void {
    const pending = this.#pending;
    const writer = this.#writerFor(pending.gatewaySlot(payer));
    const balance = this.#ledger.balanceOf(payer);
    const { appliedIndex } = this.#ledger;
    const asAsked = chainNow !== null && !pending.isCancel(payer) && !pending.wantsReceipt(payer);
    const payee = pending.payee(payer);
    const amountCents = pending.amountCents(payer);
    this.#remove(payer);
    if (asAsked) {
      writer.add(
        code,
        payer,
        sequence,
        payee,
        amountCents,
        balance,
        appliedIndex,
        endedAt,
        chainNow,
      );
      return;
    }
    // A repetition, or a cancel that came too late: what is told is what the first copy did.
    const receipt = receiptFor(this.#ledger, payer, sequence, (text) => this.#ports.mac(text));
    if (receipt === null) {
      writer.add(code, payer, sequence, payee, amountCents, balance, appliedIndex, endedAt);
      return;
    }
    writer.add(
      code,
      payer,
      sequence,
      receipt.payee,
      receipt.amountCents,
      balance,
      appliedIndex,
      receipt.index,
      fromHex(receipt.chain),
      fromHex(receipt.mac),
    );
  }

  #remove(payer: number): void {
    this.#pending.remove(payer);
    if (this.#passing.size > 0) this.#passing.delete(payer);
  }

  /** Nothing has ended by this; it carries what was asked, so that it is not taken for the answer to another request. */
  #answer(
    code: RoomAnswerCode,
    payer: number,
    sequence: number,
    payee: number,
    amountCents: number,
  ): void {
    const known = payer < this.#ledger.accountCount;
    const balance = known ? this.#ledger.balanceOf(payer) : 0;
    this.#writerFor(this.#slot).add(
      code,
      payer,
      sequence,
      payee,
      amountCents,
      balance,
      this.#ledger.appliedIndex,
    );
  }

  #writerFor(slot: number): ReturnType<Gateways["answersTo"]> {
    const writer = this.#gateways.answersTo(slot);
    if (writer.count >= transfersPerFrameMax) this.#gateways.flushSlot(slot);
    return writer;
  }
}
