import {
  initialFundsCents,
  shardCountOf,
  type FeedItem,
  type LogEvent,
  type Topology,
} from "@cablecut/protocol";
import { realTimeViolations, type ObservedOperation } from "@cablecut/sim/real-time-checks";
import type { History, NumberRecord, ReadRecord } from "./history.ts";

/** What the log should have made of an account; written from the rules alone, without the ledger's code. */
export interface ExpectedAccount {
  balanceCents: number;
  sentCents: number;
  receivedCents: number;
  lastSequence: number;
}

interface ExpectedShard {
  owner: number;
  epoch: number;
  switching: boolean;
}

/** What the rooms told of the log, in its order. */
export interface ToldLog {
  readonly items: readonly FeedItem[];
  readonly events: readonly LogEvent[];
}

export interface LogStory {
  readonly accounts: ReadonlyMap<number, ExpectedAccount>;
  readonly booked: number;
  readonly moves: number;
  /** Payments and reads whose order in real time, across all accounts and rooms, was compared with the log's. */
  readonly ordered: number;
}

/**
 * Goes through the log in its order with a sequential model: each booking once, by a number that was asked for, with the
 * balances that the rooms told; nothing booked in a shard between its suspicion and its move; one owner per epoch; each
 * read shows the state of the index that it names; and everything can have happened in that order in real time.
 */
export function checkLog(history: History, log: ToldLog, topology: Topology): LogStory {
  const walk = new LogWalk(history, topology);
  const { items, events } = log;
  const ends = [...history.numbers.values()].flat().filter((record) => record.end !== null);
  const endsInOrder = ends.toSorted((left, right) => left.end!.index - right.end!.index);
  const reads = history.reads.toSorted(
    (left, right) => left.view.appliedIndex - right.view.appliedIndex,
  );
  let [atItem, atEvent, atEnd] = [0, 0, 0];
  const goTo = (index: number): void => {
    for (;;) {
      const item = items[atItem]?.index ?? Infinity;
      const event = events[atEvent]?.index ?? Infinity;
      const end = endsInOrder[atEnd]?.end?.index ?? Infinity;
      const next = Math.min(item, event, end);
      if (next > index || next === Infinity) return;
      if (event === next) walk.event(events[atEvent++]!);
      else if (item === next) {
        const from = atItem;
        while (items[atItem]?.index === next) atItem += 1;
        walk.book(items.slice(from, atItem));
      } else walk.end(endsInOrder[atEnd++]!);
    }
  };
  for (const read of reads) {
    goTo(read.view.appliedIndex);
    walk.read(read);
  }
  goTo(Number.MAX_SAFE_INTEGER);
  walk.everyNumber();
  walk.realTimeOrder();
  return walk.story();
}

class LogWalk {
  readonly #history: History;
  readonly #accounts = new Map<number, ExpectedAccount>();
  readonly #shards: ExpectedShard[];
  readonly #shardOf = new Map<number, number>();
  readonly #bookedNumbers = new Map<NumberRecord, FeedItem>();
  #moves = 0;
  #ordered = 0;

  constructor(history: History, topology: Topology) {
    this.#history = history;
    const rooms = topology.rooms.length;
    this.#shards = Array.from({ length: shardCountOf(topology) }, (_, shard) => ({
      owner: shard % rooms,
      epoch: 1,
      switching: false,
    }));
    for (const account of history.openings.keys()) {
      this.#accounts.set(account, {
        balanceCents: initialFundsCents,
        sentCents: 0,
        receivedCents: 0,
        lastSequence: 0,
      });
    }
  }

  /** All bookings of one entry: the rooms tell the balances after the whole entry. */
  book(items: readonly FeedItem[]): void {
    for (const item of items) this.#bookOne(item);
    for (const item of items) {
      this.#expectBalance(item, item.payer, item.payerBalanceCents);
      this.#expectBalance(item, item.payee, item.payeeBalanceCents);
    }
  }

  #bookOne(item: FeedItem): void {
    const told = `index ${item.index}: number ${item.sequence} of ${item.payer}, ${item.amountCents} to ${item.payee}`;
    const record = this.#history.numberOf(item.payer, item.sequence);
    const payer = this.#accounts.get(item.payer);
    const payee = this.#accounts.get(item.payee);
    if (record === undefined || payer === undefined || payee === undefined) {
      return this.#history.violation(`${told}: booked, but never asked for`);
    }
    const before = this.#bookedNumbers.get(record);
    if (before !== undefined) {
      this.#history.violation(`${told}: booked a second time, first at ${before.index}`);
    }
    this.#bookedNumbers.set(record, item);
    if (record.end === null) this.#history.violation(`${told}: booked, but nobody was told`);
    else if (record.end.name !== "booked") {
      this.#history.violation(`${told}: booked, but answered ${record.end.name}`);
    } else if (record.end.index !== item.index) {
      this.#history.violation(`${told}: answered with index ${record.end.index}`);
    }
    if (record.payee !== item.payee || record.amountCents !== item.amountCents) {
      this.#history.violation(`${told}: asked was ${record.amountCents} to ${record.payee}`);
    }
    this.#expectServing(told, item.payer);
    this.#expectServing(told, item.payee);
    payer.balanceCents -= item.amountCents;
    payer.sentCents += item.amountCents;
    payee.balanceCents += item.amountCents;
    payee.receivedCents += item.amountCents;
    if (payer.balanceCents < 0) this.#history.violation(`${told}: overdrawn`);
  }

  /** Numbers end in their order, each exactly one above the last. */
  end(record: NumberRecord): void {
    const { payer, sequence, end } = record;
    const told = `number ${sequence} of ${payer} ended ${end!.name} at ${end!.index}`;
    if (end!.name === "booked" && !this.#bookedNumbers.has(record)) {
      this.#history.violation(`${told}, but no room has it`);
    }
    const account = this.#accounts.get(payer);
    if (account === undefined) return;
    if (sequence !== account.lastSequence + 1) {
      this.#history.violation(`${told}, after number ${account.lastSequence}`);
    }
    account.lastSequence = sequence;
  }

  event(event: LogEvent): void {
    if (event.kind === "room-suspected") this.#setSwitching(event.room, true);
    else if (event.kind === "suspicion-withdrawn") this.#setSwitching(event.room, false);
    else if (event.kind === "account-opened") this.#shardOf.set(event.account, event.shard);
    else if (event.kind === "room-diverged") {
      this.#history.violation(`room ${event.room} diverged at ${event.atIndex}`);
    } else if (event.kind === "shard-moved") this.#move(event);
  }

  #move(event: Extract<LogEvent, { kind: "shard-moved" }>): void {
    const shard = this.#shards[event.shard]!;
    const told = `index ${event.index}: shard ${event.shard} from ${event.from} to ${event.to}, epoch ${event.epoch}`;
    if (event.from !== shard.owner || event.epoch !== shard.epoch + 1) {
      this.#history.violation(`${told}; it was ${shard.owner}'s in epoch ${shard.epoch}`);
    }
    if (shard.switching !== (event.reason === "failover")) {
      this.#history.violation(`${told}: ${event.reason}, switching: ${shard.switching}`);
    }
    shard.owner = event.to;
    shard.epoch = event.epoch;
    shard.switching = false;
    this.#moves += 1;
  }

  read({ room, view, floorIndex, floorSequence }: ReadRecord): void {
    const told = `read of ${view.account} in room ${room} at ${view.appliedIndex}`;
    const expected = this.#accounts.get(view.account);
    if (expected === undefined) return this.#history.violation(`${told}: an unknown account`);
    const { balanceCents, sentCents, receivedCents, lastSequence } = view;
    const seen = JSON.stringify({ balanceCents, sentCents, receivedCents, lastSequence });
    if (seen !== JSON.stringify(expected)) {
      this.#history.violation(`${told}: ${seen}, the log makes it ${JSON.stringify(expected)}`);
    }
    if (view.appliedIndex < floorIndex) {
      this.#history.violation(`${told}: went back behind ${floorIndex}`);
    }
    if (lastSequence < floorSequence) {
      this.#history.violation(`${told}: number ${lastSequence}, but ${floorSequence} had ended`);
    }
  }

  everyNumber(): void {
    for (const record of [...this.#history.numbers.values()].flat()) {
      if (record.end !== null) continue;
      this.#history.violation(
        `number ${record.sequence} of ${record.payer} is still unknown after ${record.copies} copies`,
      );
    }
  }

  /** Whoever began after another had been answered took place behind it, whichever rooms answered. */
  realTimeOrder(): void {
    const operations = operationsOf(this.#history);
    this.#ordered = operations.length;
    for (const violation of realTimeViolations(operations)) this.#history.violation(violation);
  }

  story(): LogStory {
    return {
      accounts: this.#accounts,
      booked: this.#bookedNumbers.size,
      moves: this.#moves,
      ordered: this.#ordered,
    };
  }

  #setSwitching(room: number, switching: boolean): void {
    for (const shard of this.#shards) if (shard.owner === room) shard.switching = switching;
  }

  #expectServing(told: string, account: number): void {
    const shard = this.#shardOf.get(account);
    if (shard === undefined) return this.#history.violation(`${told}: ${account} was not opened`);
    if (this.#shards[shard]!.switching) {
      this.#history.violation(`${told}: shard ${shard} of ${account} was switching`);
    }
  }

  #expectBalance(item: FeedItem, account: number, toldCents: number): void {
    const expected = this.#accounts.get(account)?.balanceCents;
    if (expected !== undefined && expected !== toldCents) {
      this.#history.violation(
        `index ${item.index}: ${account} has ${toldCents}, the log makes it ${expected}`,
      );
    }
  }
}

function operationsOf({ numbers, reads }: History): ObservedOperation[] {
  const operations: ObservedOperation[] = [];
  for (const { payer, sequence, startedMs, end } of [...numbers.values()].flat()) {
    if (end === null) continue;
    operations.push({
      kind: "change",
      name: `number ${sequence} of ${payer}`,
      index: end.index,
      accounts: end.name === "booked" ? [payer, end.payee] : [payer],
      begunAt: startedMs,
      answeredAt: end.atMs,
    });
  }
  for (const { room, view, startedMs, endedMs } of reads) {
    const name = `a read of ${view.account} in room ${room}, as of ${view.appliedIndex},`;
    const { account, appliedIndex: index } = view;
    operations.push({
      kind: "read",
      name,
      account,
      index,
      begunAt: startedMs,
      answeredAt: endedMs,
    });
  }
  return operations;
}
