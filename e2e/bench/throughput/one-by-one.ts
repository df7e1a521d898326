import { setTimeout as pause } from "node:timers/promises";
import {
  asCents,
  transfersPerFrameMax,
  type AccountId,
  type RoomIndex,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import { nowMs, type RoomLine } from "../../client/room-line.ts";
import type { Payers } from "./payers.ts";

const answerTimeoutMs = 5_000;

export interface ClientTrial {
  readonly transfers: number;
  readonly seconds: number;
  /** From sending to the answer with its receipt, ms. */
  readonly latenciesMs: readonly number[];
}

/**
 * Clients that each pay, wait for the receipt and pay again. As in a gateway, what they ask for within one turn of the
 * event loop travels together.
 */
export class OneByOne {
  readonly #line: RoomLine;
  readonly #payers: Payers;
  readonly #sentMs = new Map<number, number>();
  readonly #outgoing = new Map<RoomIndex, TransferRequest[]>();
  #running = false;
  #flushPlanned = false;
  #latenciesMs: number[] = [];
  #failure: string | null = null;

  constructor(line: RoomLine, payers: Payers) {
    this.#line = line;
    this.#payers = payers;
  }

  /** For the line's owner. */
  answer(answer: TransferAnswer): void {
    const { payer, sequence } = answer;
    const sentMs = this.#sentMs.get(payer);
    if (sentMs === undefined) return;
    this.#sentMs.delete(payer);
    this.#latenciesMs.push(nowMs() - sentMs);
    if (answer.answer !== "booked" || !this.#payers.booked(payer, sequence)) {
      this.#failure ??= `payer ${payer}, number ${sequence} was answered ${answer.answer}`;
    } else if (answer.mac.every((byte) => byte === 0)) {
      this.#failure ??= `payer ${payer}, number ${sequence} was booked without a receipt`;
    } else if (this.#running) {
      this.#pay(payer);
    }
  }

  /** One client per account in `clients`. Throws where a transfer was not booked. */
  async run(clients: readonly number[], seconds: number): Promise<ClientTrial> {
    this.#latenciesMs = [];
    this.#running = true;
    const startMs = nowMs();
    for (const client of clients) this.#pay(client);
    while (nowMs() - startMs < seconds * 1_000 && this.#failure === null) await pause(20);
    this.#running = false;
    const stoppedMs = nowMs();
    const transfers = this.#latenciesMs.length;
    while (this.#sentMs.size > 0 && this.#failure === null) {
      await pause(1);
      if (nowMs() - stoppedMs > answerTimeoutMs) this.#failure = "answers are missing";
    }
    if (this.#failure !== null) throw new Error(this.#failure);
    return {
      transfers,
      seconds: (stoppedMs - startMs) / 1_000,
      latenciesMs: this.#latenciesMs,
    };
  }

  #pay(payer: number): void {
    const payers = this.#payers;
    const sequence = payers.next(payer);
    const request: TransferRequest = {
      kind: "transfer",
      payer: payer as AccountId,
      payee: payers.payee[payer] as AccountId,
      amountCents: asCents(payers.amountCents[payer]!),
      sequence,
    };
    this.#sentMs.set(payer, nowMs());
    const room = payers.roomOf[payer] as RoomIndex;
    const batch = this.#outgoing.get(room);
    if (batch === undefined) this.#outgoing.set(room, [request]);
    else batch.push(request);
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushPlanned = false;
    for (const [room, batch] of this.#outgoing) {
      for (let at = 0; at < batch.length; at += transfersPerFrameMax) {
        this.#line.pay(room, batch.slice(at, at + transfersPerFrameMax));
      }
    }
    this.#outgoing.clear();
  }
}
