import {
  asCents,
  passingRefusals,
  type AccountId,
  type RoomIndex,
  type ShardId,
  type TransferAnswer,
} from "@cablecut/protocol";
import type { OpenedAccount } from "../client/open-accounts.ts";
import { nowMs, type RoomLine } from "../client/room-line.ts";
import type { ShardMap } from "../client/shard-map.ts";
import type { History, NumberRecord } from "./history.ts";
import { endNameOf } from "./history.ts";
import type { SeededRandom } from "./seeded-random.ts";

export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What all payers share. */
export interface Market {
  readonly line: RoomLine;
  readonly shards: ShardMap;
  readonly history: History;
  accounts: readonly OpenedAccount[];
  /** Mean pause between two things that one payer does, ms. */
  readonly pauseMs: number;
  restless: boolean;
  /** Nobody begins anything new. */
  closing: boolean;
  /** Nobody tries any longer. */
  closed: boolean;
}

const amountCentsMax = 1_000_000;
/** Numbers that a payer may ask about again: the rooms keep so many ends, less one in flight. */
const keptEnds = 30;

type Heard =
  | { readonly kind: "ended" }
  | { readonly kind: "refused"; readonly refusal: string }
  | { readonly kind: "silent" };

/**
 * One account holder, more restless than any phone: retries what is unknown with the same number until it is definite,
 * sometimes at the wrong room, in two rooms at once, or too early; cancels; asks for old numbers again; reads.
 */
export class Payer {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly #market: Market;
  readonly #random: SeededRandom;
  /** Pays the highest amount always, so that the account runs dry. */
  readonly #spendthrift: boolean;
  #listening: { readonly sequence: number; readonly done: (heard: Heard) => void } | null = null;

  constructor(account: AccountId, shard: ShardId, market: Market, random: SeededRandom) {
    this.account = account;
    this.shard = shard;
    this.#market = market;
    this.#random = random;
    this.#spendthrift = random.chance(0.1);
  }

  async run(): Promise<void> {
    while (!this.#market.closing) {
      await wait(-Math.log(1 - this.#random.next()) * this.#market.pauseMs);
      if (this.#market.closing) return;
      const choice = this.#market.restless ? this.#random.next() : 0;
      if (choice < 0.7) await this.#pay();
      else if (choice < 0.9) await this.#read();
      else await this.#askAgain();
    }
  }

  /** Every answer to this payer, in the order in which it arrives. */
  heard(room: RoomIndex, answer: TransferAnswer): void {
    const { history } = this.#market;
    history.count(answer.answer);
    const end = endNameOf(answer);
    if (end !== null) {
      history.ended(room, answer, end);
      return this.#tell(answer.sequence, { kind: "ended" });
    }
    if (answer.index !== 0) {
      history.violation(`room ${room} answers ${answer.answer} with the index ${answer.index}`);
    }
    if (answer.answer === "unknown") return this.#tell(answer.sequence, { kind: "silent" });
    const record = history.numberOf(this.account, answer.sequence);
    if (record !== undefined && isPassing(answer.answer)) record.refusedCopies += 1;
    else if (record?.end === null) {
      history.violation(
        `room ${room} answers ${answer.answer} to the open number ${answer.sequence} of ${this.account}`,
      );
    }
    if (answer.answer === "sequence-gap") {
      history.violation(
        `number ${answer.sequence} of ${this.account} left a gap, says room ${room}`,
      );
    }
    this.#tell(answer.sequence, { kind: "refused", refusal: answer.answer });
  }

  async #pay(): Promise<void> {
    const { history } = this.#market;
    const { payee, amountCents } = this.#payload();
    const record = history.begin(this.account, payee, amountCents);
    while (record.end === null && !this.#market.closed) {
      const heard = await this.#try(record);
      if (heard.kind === "ended") break;
      if (heard.kind === "silent") record.unknowns += 1;
      this.#changeMind(record, heard);
      await wait(this.#random.between(10, 120));
    }
    // Whoever was just paid looks at once, in a room that may not have heard of it yet.
    const { end } = record;
    const paid = this.#market.accounts.find(({ account }) => account === end?.payee);
    if (end?.name === "booked" && paid !== undefined && this.#random.chance(0.3))
      await this.#readOf(paid);
  }

  /** One in twenty asks for something that is refused on merit. */
  #payload(): { payee: AccountId; amountCents: number } {
    if (!this.#market.restless) return { payee: this.#anotherAccount(), amountCents: 100 };
    const choice = this.#random.next();
    const amountCents = this.#spendthrift ? amountCentsMax : this.#random.between(1, 5_000);
    if (choice < 0.025) return { payee: 89_000 as AccountId, amountCents };
    if (choice < 0.05) return { payee: this.account, amountCents };
    return { payee: this.#anotherAccount(), amountCents };
  }

  #anotherAccount(): AccountId {
    const others = this.#market.accounts.filter(({ account }) => account !== this.account);
    return this.#random.pick(others).account;
  }

  #changeMind(record: NumberRecord, heard: Heard): void {
    if (record.end !== null || !this.#market.restless) return;
    if (this.#random.chance(0.15)) {
      record.cancelAsked = true;
      return;
    }
    // Every copy was refused for certain, so the number is free: if one was booked all the same, this finds out.
    const free = heard.kind === "refused" && record.refusedCopies === record.copies;
    if (!free || record.cancelAsked || !this.#random.chance(0.3)) return;
    const { payee, amountCents } = this.#payload();
    record.payee = payee;
    record.amountCents = amountCents;
  }

  /** Sends one copy, or two at once, and listens for as long as this payer has patience. */
  async #try(record: NumberRecord): Promise<Heard> {
    const rooms = this.#roomsToAsk();
    if (rooms.length === 0) {
      await wait(50);
      return { kind: "refused", refusal: "nobody to ask" };
    }
    const { restless } = this.#market;
    const patienceMs = restless ? this.#random.pick([200, 700, 1_500, 2_500]) : 2_500;
    const answer = this.#listen(record.sequence, patienceMs);
    let sent = 0;
    for (const room of rooms) if (this.#send(room, record, record.cancelAsked)) sent += 1;
    // A cancel that overtakes its transfer, or is overtaken: one of both ends the number.
    if (restless && sent > 0 && !record.cancelAsked && this.#random.chance(0.02)) {
      record.cancelAsked = true;
      this.#send(rooms[0]!, record, true);
    }
    if (sent > 0) return answer;
    this.#tell(record.sequence, { kind: "refused", refusal: "not-sent" });
    return answer;
  }

  #send(room: RoomIndex, record: NumberRecord, cancel: boolean): boolean {
    const sent = this.#market.line.pay(room, [
      {
        kind: cancel ? "cancel" : "transfer",
        payer: this.account,
        payee: record.payee,
        amountCents: asCents(record.amountCents),
        sequence: record.sequence,
      },
    ]);
    if (sent) record.copies += 1;
    return sent;
  }

  /** Mostly the room that serves the shard; sometimes another, or another besides. */
  #roomsToAsk(): RoomIndex[] {
    const place = this.#market.shards.placeOf(this.shard);
    if (!this.#market.restless) return place === null ? [] : [place.owner];
    const other = this.#anotherRoom(this.shard);
    const choice = this.#random.next();
    if (place === null || choice < 0.03) return [other];
    return choice < 0.06 && other !== place.owner ? [place.owner, other] : [place.owner];
  }

  /** A room that lost the shard is the one that might still believe it has it. */
  #anotherRoom(shard: ShardId): RoomIndex {
    const { shards, line } = this.#market;
    const former = shards.formerOwnerOf(shard);
    if (former !== undefined && this.#random.chance(0.7)) return former;
    return this.#random.between(0, line.topology.rooms.length - 1) as RoomIndex;
  }

  /** An ended number once more: the first end is told again, whatever the payload says now. */
  async #askAgain(): Promise<void> {
    const ended = (this.#market.history.numbers.get(this.account) ?? []).slice(-keptEnds);
    if (ended.length === 0) return;
    const record = this.#random.pick(ended);
    const place = this.#market.shards.placeOf(this.shard);
    if (place === null || record.end === null) return;
    const another = this.#random.chance(0.3);
    const answer = this.#listen(record.sequence, 1_000);
    const asked = another
      ? { ...record, amountCents: (record.amountCents % amountCentsMax) + 1 }
      : record;
    if (!this.#send(place.owner, asked, false))
      return this.#tell(record.sequence, { kind: "silent" });
    await answer;
  }

  #read(): Promise<void> {
    return this.#readOf(this.#random.chance(0.6) ? this : this.#random.pick(this.#market.accounts));
  }

  async #readOf({ account, shard }: Pick<Payer, "account" | "shard">): Promise<void> {
    const { line, history, shards } = this.#market;
    const room = this.#random.chance(0.3) ? this.#anotherRoom(shard) : shards.placeOf(shard)?.owner;
    if (room === undefined) return;
    const begun = history.beginRead(account);
    const answer = await line.call(room, { kind: "read", account });
    history.count(`read: ${answer.kind === "refused" ? answer.refusal : answer.kind}`);
    if (answer.kind !== "read") return;
    history.endRead({
      ...begun,
      reader: this.account,
      room,
      view: answer.account,
      endedMs: nowMs(),
    });
  }

  #listen(sequence: number, patienceMs: number): Promise<Heard> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.#tell(sequence, { kind: "silent" }), patienceMs);
      this.#listening = {
        sequence,
        done: (heard) => {
          clearTimeout(timer);
          done(heard);
        },
      };
    });
  }

  #tell(sequence: number, heard: Heard): void {
    if (this.#listening?.sequence !== sequence) return;
    const { done } = this.#listening;
    this.#listening = null;
    done(heard);
  }
}

function isPassing(answer: string): boolean {
  return (passingRefusals as readonly string[]).includes(answer);
}
