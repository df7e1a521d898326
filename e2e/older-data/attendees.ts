import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  initialFundsCents,
  shardCountOf,
  type AccountId,
  type Receipt,
  type RoomIndex,
  type SequenceNumber,
  type ShardId,
  type TokenHash,
  type TransferAnswer,
  asCents,
} from "@cablecut/protocol";
import { openAccountOf } from "../client/open-accounts.ts";
import { nowMs, type RoomLine } from "../client/room-line.ts";
import type { ShardMap } from "../client/shard-map.ts";

const numberTimeoutMs = 30_000;
const answerTimeoutMs = 1_000;
const againMs = 30;
/** Of the transfers; the opening's is kept besides. */
const receiptsKept = 2;

/** Somebody with an account, and what the own phone and the answers to others say about it. */
export interface Person {
  readonly tokenHash: TokenHash;
  readonly account: AccountId;
  readonly shard: ShardId;
  /** The last number that ended. */
  sequence: number;
  sentCents: number;
  receivedCents: number;
  /** The opening's, then the newest ones. */
  readonly receipts: Receipt[];
}

export function balanceOf({ sentCents, receivedCents }: Person): number {
  return initialFundsCents - sentCents + receivedCents;
}

/** People who pay one number after the other, each until it has ended, and keep their books by the answers alone. */
export class Attendees {
  readonly people: Person[];
  readonly #line: RoomLine;
  readonly #shards: ShardMap;
  readonly #listening = new Map<AccountId, (answer: TransferAnswer | null) => void>();
  /** The last entry that ended a number of theirs. */
  lastIndex = 0;

  constructor(line: RoomLine, shards: ShardMap, people: readonly Person[] = []) {
    this.#line = line;
    this.#shards = shards;
    this.people = people.map((person) => ({ ...person, receipts: [...person.receipts] }));
  }

  /** For the line's owner. */
  answered(answer: TransferAnswer): void {
    this.#listening.get(answer.payer)?.(answer);
  }

  /**
   * Opens accounts, spread over the shards; person n has the same token in every show. By the first bit of their hashes
   * about half of them count as synthetic attendees, so that a show has both.
   */
  async open(count: number): Promise<void> {
    const shardCount = shardCountOf(this.#line.topology);
    for (let number = 0; number < count; number += 1) {
      const tokenHash = createHash("sha256").update(`person ${number}`).digest("hex") as TokenHash;
      const shard = ((7 * number) % shardCount) as ShardId;
      const { account, receipt } = await openAccountOf(this.#line, this.#shards, tokenHash, shard);
      const books = { sequence: 0, sentCents: 0, receivedCents: 0, receipts: [receipt] };
      this.people.push({ tokenHash, account, shard, ...books });
      this.lastIndex = Math.max(this.lastIndex, receipt.index);
    }
  }

  /** Everybody pays the next person, all at the same time. */
  async payRound(amountCents: number): Promise<void> {
    const { people } = this;
    await Promise.all(
      people.map((payer, at) =>
        this.pay(payer, people[(at + 1) % people.length]!.account, amountCents + at),
      ),
    );
  }

  /** Resolves when the number has ended, whatever it came to. */
  pay(payer: Person, payee: AccountId, amountCents: number): Promise<Receipt> {
    return this.#end(payer, "transfer", payee, amountCents);
  }

  cancel(payer: Person): Promise<Receipt> {
    return this.#end(payer, "cancel", payer.account, 0);
  }

  async #end(
    payer: Person,
    kind: "transfer" | "cancel",
    payee: AccountId,
    amountCents: number,
  ): Promise<Receipt> {
    const sequence = (payer.sequence + 1) as SequenceNumber;
    const request = {
      kind,
      payer: payer.account,
      payee,
      amountCents: asCents(amountCents),
      sequence,
    };
    const deadlineMs = nowMs() + numberTimeoutMs;
    let last = "nobody was asked";
    while (nowMs() < deadlineMs) {
      const place = this.#shards.placeOf(payer.shard);
      const isServed = place !== null && place.status === "serving";
      const answer = isServed ? await this.#ask(place.owner, request) : null;
      if (answer !== null && answer.index > 0) return this.#ended(payer, answer);
      last = answer?.answer ?? "no answer";
      await pause(againMs);
    }
    throw new Error(`number ${sequence} of ${payer.account} did not end: ${last}`);
  }

  #ask(
    room: RoomIndex,
    request: Parameters<RoomLine["pay"]>[1][number],
  ): Promise<TransferAnswer | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => told(null), answerTimeoutMs);
      const told = (answer: TransferAnswer | null): void => {
        if (answer !== null && answer.sequence !== request.sequence) return;
        clearTimeout(timer);
        this.#listening.delete(request.payer);
        resolve(answer);
      };
      this.#listening.set(request.payer, told);
      if (!this.#line.pay(room, [request])) told(null);
    });
  }

  #ended(payer: Person, answer: TransferAnswer): Receipt {
    const { sequence, payee, amountCents, index } = answer;
    const receipt: Receipt = {
      account: payer.account,
      sequence,
      payee,
      amountCents,
      result: answer.answer as Receipt["result"],
      index,
      chain: Buffer.from(answer.chain).toString("hex"),
      mac: Buffer.from(answer.mac).toString("hex"),
    };
    payer.sequence = sequence;
    payer.receipts.push(receipt);
    if (payer.receipts.length > 1 + receiptsKept) payer.receipts.splice(1, 1);
    this.lastIndex = Math.max(this.lastIndex, index);
    if (answer.answer !== "booked") return receipt;
    payer.sentCents += amountCents;
    const to = this.people.find(({ account }) => account === payee);
    if (to !== undefined) to.receivedCents += amountCents;
    return receipt;
  }
}
