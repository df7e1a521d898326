import {
  encodeTransfers,
  passingRefusals,
  roomIn,
  transfersPerFrameMax,
  type PassingRefusal,
  type RoomIndex,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import { nowMs } from "../clock.ts";
import type { RoomWatch } from "./room-watch.ts";

/** After this long without an answer nobody can say what became of the transfer, ms. */
const answerTimeoutMs = 2_500;
/** While a shard changes hands its new owner is asked again this often, this many ms apart. */
const reroutesMax = 8;
const rerouteMs = 60;
const waitingMax = 50_000;

export type RoutedAnswer =
  | { readonly kind: "answered"; readonly answer: TransferAnswer }
  /** Certainly not booked by this try. */
  | { readonly kind: "not-now"; readonly refusal: PassingRefusal }
  /** It may have been booked, or may yet be. */
  | { readonly kind: "unknown" };

interface Waiting {
  readonly request: TransferRequest;
  readonly shard: number;
  readonly receipts: boolean;
  readonly deadlineMs: number;
  readonly done: (answer: RoutedAnswer) => void;
  reroutes: number;
  /** It was handed to a link at least once, so silence means unknown. */
  sent: boolean;
}

/**
 * Finds the room that serves the payer's shard, sends the transfer there, and waits. If the shard is moved meanwhile the
 * new owner is asked; otherwise an unknown outcome is the payer's to find out, with the same number.
 */
export class RouteTransfer {
  readonly #watch: RoomWatch;
  readonly #send: (room: string, bytes: Uint8Array) => boolean;
  readonly #waiting = new Map<number, Waiting>();
  readonly #outgoing = new Map<RoomIndex, Waiting[]>();
  #flushing = false;
  readonly #sweep: NodeJS.Timeout;

  constructor(watch: RoomWatch, send: (room: string, bytes: Uint8Array) => boolean) {
    this.#watch = watch;
    this.#send = send;
    this.#sweep = setInterval(() => this.#endOverdue(), 100);
  }

  get open(): number {
    return this.#waiting.size;
  }

  /** One transfer per payer at a time; another number of the same payer meanwhile is answered `busy`. */
  route(request: TransferRequest, shard: number, receipts: boolean, done: Waiting["done"]): void {
    if (this.#waiting.has(request.payer) || this.#waiting.size >= waitingMax) {
      return done({ kind: "not-now", refusal: "busy" });
    }
    const waiting: Waiting = {
      request,
      shard,
      receipts,
      deadlineMs: nowMs() + answerTimeoutMs,
      done,
      reroutes: 0,
      sent: false,
    };
    this.#waiting.set(request.payer, waiting);
    this.#dispatch(waiting);
  }

  answered(answers: readonly TransferAnswer[]): void {
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.payer);
      if (waiting === undefined || waiting.request.sequence !== answer.sequence) continue;
      if (answer.answer === "not-serving" && waiting.reroutes < reroutesMax) {
        this.#dispatchLater(waiting);
        continue;
      }
      this.#end(waiting, ended(answer));
    }
  }

  /**
   * The shard has a new owner: whoever still waits for the old one asks the new one, with the same number. The fence makes
   * this safe: what the old owner proposed and was not committed before the move is refused at apply.
   */
  moved(shard: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.shard === shard && waiting.sent) this.#dispatch(waiting);
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const waiting of this.#waiting.values()) this.#end(waiting, { kind: "unknown" });
  }

  #dispatch(waiting: Waiting): void {
    const owner = this.#watch.owner(waiting.shard);
    if (owner === null) return this.#end(waiting, { kind: "not-now", refusal: "not-serving" });
    if (owner.status === "switching") {
      return this.#end(waiting, notBooked(waiting, "payer-switching"));
    }
    const batch = this.#outgoing.get(owner.owner);
    if (batch === undefined) this.#outgoing.set(owner.owner, [waiting]);
    else batch.push(waiting);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  #dispatchLater(waiting: Waiting): void {
    waiting.reroutes += 1;
    // That room did nothing with it, so another may be asked.
    waiting.sent = false;
    setTimeout(() => {
      if (this.#waiting.get(waiting.request.payer) === waiting) this.#dispatch(waiting);
    }, rerouteMs);
  }

  #flush(): void {
    this.#flushing = false;
    for (const [room, batch] of this.#outgoing) {
      for (const receipts of [true, false]) {
        const part = batch.filter((waiting) => waiting.receipts === receipts);
        for (let at = 0; at < part.length; at += transfersPerFrameMax) {
          this.#sendFrame(room, part.slice(at, at + transfersPerFrameMax), receipts);
        }
      }
    }
    this.#outgoing.clear();
  }

  #sendFrame(room: RoomIndex, part: readonly Waiting[], receipts: boolean): void {
    const requests = part.map((waiting) => waiting.request);
    const sent = this.#send(
      roomIn(this.#watch.topology, room).id,
      encodeTransfers(requests, { receipts }),
    );
    for (const waiting of part) {
      if (sent) waiting.sent = true;
      else this.#end(waiting, { kind: "not-now", refusal: "not-serving" });
    }
  }

  #endOverdue(): void {
    const now = nowMs();
    for (const waiting of this.#waiting.values()) {
      if (now < waiting.deadlineMs) continue;
      this.#end(
        waiting,
        waiting.sent ? { kind: "unknown" } : { kind: "not-now", refusal: "not-serving" },
      );
    }
  }

  #end(waiting: Waiting, answer: RoutedAnswer): void {
    if (this.#waiting.get(waiting.request.payer) !== waiting) return;
    this.#waiting.delete(waiting.request.payer);
    waiting.done(answer);
  }
}

function notBooked(waiting: Waiting, refusal: PassingRefusal): RoutedAnswer {
  return waiting.sent ? { kind: "unknown" } : { kind: "not-now", refusal };
}

/** An answer that ends nothing is told as such; everything else is for the asker to read. */
function ended(answer: TransferAnswer): RoutedAnswer {
  if (answer.answer === "unknown") return { kind: "unknown" };
  const passing = passingRefusals.find((refusal) => refusal === answer.answer);
  return passing === undefined
    ? { kind: "answered", answer }
    : { kind: "not-now", refusal: passing };
}
