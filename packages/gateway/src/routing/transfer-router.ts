import {
  encodeTransfers,
  passingRefusals,
  resultMeanings,
  transfersPerFrameMax,
  type PassingRefusal,
  type RoomIndex,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { GatewayPorts } from "../ports.ts";
import type { ShardOwners } from "./room-watch.ts";

/** After this long without an answer nobody can say what became of the transfer, ms of awake time. */
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
  /** Rooms that were handed a copy and have not answered it, once per copy: while there are any, silence means unknown. */
  unanswered: RoomIndex[];
}

type RouterPorts = Pick<GatewayPorts, "after" | "defer" | "toRoom">;

/** Having a transfer decided; `done` is called exactly once, perhaps within the call. */
export type RouteTransfer = Pick<TransferRouter, "route">;

/**
 * Finds the room that serves the payer's shard, sends the transfer there, and waits. If the shard is moved meanwhile the
 * new owner is asked; otherwise an unknown outcome is the payer's to find out, with the same number.
 */
export class TransferRouter {
  readonly #owners: ShardOwners;
  readonly #awake: AwakeClock;
  readonly #ports: RouterPorts;
  /** By payer. All wait equally long, so the first is the first to be overdue. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #outgoing = new Map<RoomIndex, Waiting[]>();
  #flushing = false;

  constructor(owners: ShardOwners, awake: AwakeClock, ports: RouterPorts) {
    this.#owners = owners;
    this.#awake = awake;
    this.#ports = ports;
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
      deadlineMs: this.#awake.nowMs + answerTimeoutMs,
      done,
      reroutes: 0,
      unanswered: [],
    };
    this.#waiting.set(request.payer, waiting);
    this.#dispatch(waiting);
  }

  answered(room: RoomIndex, answers: readonly TransferAnswer[]): void {
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.payer);
      if (waiting === undefined || waiting.request.sequence !== answer.sequence) continue;
      if (isOfAnotherPayload(waiting.request, answer)) continue;
      const copy = waiting.unanswered.indexOf(room);
      if (copy !== -1) waiting.unanswered.splice(copy, 1);
      if (answer.answer === "not-serving" && waiting.reroutes < reroutesMax) {
        this.#dispatchLater(waiting);
        continue;
      }
      const outcome = ended(answer);
      if (outcome.kind === "not-now") this.#endWithout(waiting, outcome.refusal);
      else this.#end(waiting, outcome);
    }
  }

  /**
   * The shard has a new owner: whoever still waits for the old one asks the new one, with the same number. The fence makes
   * this safe: what the old owner proposed and was not committed before the move is refused at apply.
   */
  moved(shard: number): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.shard === shard && waiting.unanswered.length > 0) this.#dispatch(waiting);
    }
  }

  tick(): void {
    for (const waiting of this.#waiting.values()) {
      if (this.#awake.nowMs < waiting.deadlineMs) return;
      this.#endWithout(waiting, "not-serving");
    }
  }

  close(): void {
    for (const waiting of this.#waiting.values()) this.#end(waiting, { kind: "unknown" });
  }

  #dispatch(waiting: Waiting): void {
    const owner = this.#owners.owner(waiting.shard);
    if (owner === null) return this.#endWithout(waiting, "not-serving");
    if (owner.status === "switching") return this.#endWithout(waiting, "payer-switching");
    const batch = this.#outgoing.get(owner.owner);
    if (batch === undefined) this.#outgoing.set(owner.owner, [waiting]);
    else batch.push(waiting);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#ports.defer(() => this.#flush());
  }

  #dispatchLater(waiting: Waiting): void {
    waiting.reroutes += 1;
    this.#ports.after(rerouteMs, () => {
      if (this.#isWaiting(waiting)) this.#dispatch(waiting);
    });
  }

  #flush(): void {
    this.#flushing = false;
    const outgoing = [...this.#outgoing];
    this.#outgoing.clear();
    for (const [room, planned] of outgoing) {
      // Whoever has been answered since is asked for no more: no copy may follow an answer.
      const batch = planned.filter((waiting) => this.#isWaiting(waiting));
      for (const receipts of [true, false]) {
        const part = batch.filter((waiting) => waiting.receipts === receipts);
        for (let at = 0; at < part.length; at += transfersPerFrameMax) {
          this.#sendFrame(room, part.slice(at, at + transfersPerFrameMax), receipts);
        }
      }
    }
  }

  #sendFrame(room: RoomIndex, part: readonly Waiting[], receipts: boolean): void {
    const requests = part.map((waiting) => waiting.request);
    const frame = encodeTransfers(requests, { receipts });
    for (const waiting of part) waiting.unanswered.push(room);
    if (this.#ports.toRoom(room, frame)) return;
    for (const waiting of part) {
      waiting.unanswered.splice(waiting.unanswered.lastIndexOf(room), 1);
      this.#endWithout(waiting, "not-serving");
    }
  }

  /** Nothing was decided by this try; where a copy is still under way, that is all anybody can say. */
  #endWithout(waiting: Waiting, refusal: PassingRefusal): void {
    this.#end(
      waiting,
      waiting.unanswered.length > 0 ? { kind: "unknown" } : { kind: "not-now", refusal },
    );
  }

  #isWaiting(waiting: Waiting): boolean {
    return this.#waiting.get(waiting.request.payer) === waiting;
  }

  #end(waiting: Waiting, answer: RoutedAnswer): void {
    if (!this.#isWaiting(waiting)) return;
    this.#waiting.delete(waiting.request.payer);
    waiting.done(answer);
  }
}

/**
 * A late answer to an earlier request of that number, which asked for something else: this one's is still to come. What has
 * ended the number answers a cancel whatever it was; where nothing has ended, the answer carries what was asked.
 */
function isOfAnotherPayload(request: TransferRequest, answer: TransferAnswer): boolean {
  if (answer.answer === "cancelled") return false;
  const hasEnded = answer.index !== 0;
  if (hasEnded && request.kind === "cancel") return false;
  // Rooms of earlier builds tell nothing of what was asked.
  if (!hasEnded && answer.payee === 0 && answer.amountCents === 0) return false;
  return answer.payee !== request.payee || answer.amountCents !== request.amountCents;
}

/** What the log has not decided is told as such; everything else is for the asker to read. */
function ended(answer: TransferAnswer): RoutedAnswer {
  const passing = passingRefusals.find((refusal) => refusal === answer.answer);
  if (passing !== undefined) return { kind: "not-now", refusal: passing };
  return resultMeanings[answer.answer].certainty === "unknown"
    ? { kind: "unknown" }
    : { kind: "answered", answer };
}
