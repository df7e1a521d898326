import {
  asCents,
  houseAccountsOf,
  shardCountOf,
  type AccountId,
  type LogEvent,
  type RoomIndex,
  type SequenceNumber,
  type TransferAnswer,
} from "@cablecut/protocol";
import { nowMs, type RoomLine } from "../../client/room-line.ts";
import type { ShardMap } from "../../client/shard-map.ts";

/** As a gateway waits, ms. */
const answerTimeoutMs = 2_500;
const tickMs = 5;
/** After a refusal that ends nothing the same number is tried again, ms. */
const againMs = 60;
const canariesPerSecond = 1;

interface Payer {
  readonly account: AccountId;
  readonly shard: number;
  /** Pays the till beside it; like the gateway's, it pays at once when its shard was moved. */
  readonly canary: boolean;
  sequence: number;
  payment: Payment | null;
  dueMs: number;
}

interface Payment {
  readonly payee: AccountId;
  readonly begunMs: number;
  sentMs: number;
  /** When it is sent (again) if nothing else happens. */
  nextMs: number;
}

export interface Booking {
  readonly shard: number;
  readonly canary: boolean;
  readonly room: RoomIndex;
  readonly index: number;
  /** When the number was first sent, and when the answer came. */
  readonly begunMs: number;
  readonly atMs: number;
}

/**
 * A steady stream of payments: a canary per shard, once a second, and people who make up the rest. What stays open is
 * sent again with the same number, to whoever serves the shard by then, as gateways do.
 */
export class Load {
  readonly #line: RoomLine;
  readonly #shards: ShardMap;
  readonly #payers: Payer[];
  readonly #byAccount = new Map<AccountId, Payer>();
  readonly #people: Payer[];
  readonly #peoplePerSecond: number;
  readonly #timer: NodeJS.Timeout;
  readonly #startedMs = nowMs();
  #begunByPeople = 0;
  /** What was due while everybody had a payment under way. */
  shed = 0;
  onBooked: (booking: Booking) => void = () => undefined;

  constructor(parts: {
    line: RoomLine;
    shards: ShardMap;
    people: readonly { readonly account: AccountId; readonly shard: number }[];
    transfersPerSecond: number;
  }) {
    const { line, shards, people, transfersPerSecond } = parts;
    this.#line = line;
    this.#shards = shards;
    const shardCount = shardCountOf(line.topology);
    const payer = (account: AccountId, shard: number, canary: boolean): Payer => ({
      account,
      shard,
      canary,
      sequence: 0,
      payment: null,
      dueMs: nowMs() + (1_000 * shard) / shardCount / canariesPerSecond,
    });
    const canaries = Array.from({ length: shardCount }, (_, shard) =>
      payer((2 * shard) as AccountId, shard, true),
    );
    this.#people = people.map(({ account, shard }) => payer(account, shard, false));
    this.#payers = [...canaries, ...this.#people];
    for (const each of this.#payers) this.#byAccount.set(each.account, each);
    this.#peoplePerSecond = transfersPerSecond - shardCount * canariesPerSecond;
    if (houseAccountsOf(line.topology) !== 2 * shardCount) throw new Error("no canary per shard");
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Where a shard was moved, what waits for it goes to its new owner at once. */
  event(event: LogEvent): void {
    if (event.kind !== "shard-moved") return;
    const moved = this.#payers.filter(({ shard }) => shard === event.shard);
    for (const payer of moved) if (payer.canary && payer.payment === null) this.#begin(payer);
    this.#send(moved.filter(({ payment }) => payment !== null));
  }

  answered(room: RoomIndex, answer: TransferAnswer): void {
    const payer = this.#byAccount.get(answer.payer);
    const payment = payer?.payment;
    if (payer === undefined || payment === null || payment === undefined) return;
    if (answer.sequence !== payer.sequence) return;
    if (answer.answer === "booked") {
      payer.payment = null;
      if (payer.canary) payer.dueMs = nowMs() + 1_000 / canariesPerSecond;
      const { index } = answer;
      const { shard, canary } = payer;
      const { begunMs } = payment;
      this.onBooked({ shard, canary, room, index, begunMs, atMs: nowMs() });
      return;
    }
    if (answer.index !== 0) throw new Error(`a payment ended as ${answer.answer}`);
    payment.nextMs = nowMs() + againMs;
  }

  #tick(): void {
    const now = nowMs();
    const ready: Payer[] = [];
    for (const payer of this.#payers) {
      if (payer.payment !== null) {
        if (payer.payment.nextMs <= now) ready.push(payer);
      } else if (payer.canary && payer.dueMs <= now) {
        this.#begin(payer);
        ready.push(payer);
      }
    }
    const due = Math.floor(((now - this.#startedMs) / 1_000) * this.#peoplePerSecond);
    for (; this.#begunByPeople < due; this.#begunByPeople += 1) {
      const payer = this.#idlePerson();
      if (payer === null) {
        this.shed += 1;
        continue;
      }
      this.#begin(payer);
      ready.push(payer);
    }
    this.#send(ready);
  }

  #idlePerson(): Payer | null {
    const start = Math.floor(Math.random() * this.#people.length);
    for (let step = 0; step < this.#people.length; step += 1) {
      const payer = this.#people[(start + step) % this.#people.length]!;
      if (payer.payment === null) return payer;
    }
    return null;
  }

  #begin(payer: Payer): void {
    const other = this.#people[Math.floor(Math.random() * this.#people.length)]!;
    const neighbour = this.#people.find(({ account }) => account !== payer.account)!;
    const person = other === payer ? neighbour.account : other.account;
    payer.sequence += 1;
    const now = nowMs();
    const payee = payer.canary ? ((payer.account + 1) as AccountId) : person;
    payer.payment = { payee, begunMs: now, sentMs: 0, nextMs: now };
  }

  /** What belongs to a shard that is switching waits for its move. */
  #send(payers: readonly Payer[]): void {
    const perRoom = new Map<RoomIndex, Payer[]>();
    const now = nowMs();
    for (const payer of payers) {
      const payment = payer.payment!;
      const place = this.#shards.placeOf(payer.shard);
      if (place === null || place.status === "switching") {
        payment.nextMs = now + againMs;
        continue;
      }
      payment.sentMs = now;
      payment.nextMs = now + answerTimeoutMs;
      const batch = perRoom.get(place.owner);
      if (batch === undefined) perRoom.set(place.owner, [payer]);
      else batch.push(payer);
    }
    for (const [room, batch] of perRoom) {
      const requests = batch.map(({ account, sequence, payment }) => ({
        kind: "transfer" as const,
        payer: account,
        payee: payment!.payee,
        amountCents: asCents(1),
        sequence: sequence as SequenceNumber,
      }));
      if (this.#line.pay(room, requests)) continue;
      for (const { payment } of batch) payment!.nextMs = now + againMs;
    }
  }
}
