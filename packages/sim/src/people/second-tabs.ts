import {
  asCents,
  asShardId,
  decodeTransferAnswers,
  encodeTransfers,
  frameKinds,
  resultMeanings,
  transferMaxCents,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import { Violation } from "../checks/violation.ts";
import type { Prng } from "../world/prng.ts";
import type { Phone } from "./phone.ts";

/** Of one second tab and the next, on average. */
const betweenMs = 120;

interface Try {
  readonly request: TransferRequest;
  /** The room's word that this copy did nothing. */
  denied: string | null;
}

/**
 * Accounts that are open in two browsers: while one has asked in vain for a payment, the other one pays something else under
 * the same number, through another gateway, and does so once. Whoever was told that its copy did nothing must never find it booked.
 */
export class SecondTabs {
  readonly #cluster: Cluster;
  readonly #node: number;
  readonly #phones: readonly Phone[];
  readonly #prng: Prng;
  readonly #tries = new Map<string, Try>();
  #isOver = false;

  /** `node`: not the one at which the phones are. */
  constructor(cluster: Cluster, node: number, phones: readonly Phone[], prng: Prng) {
    this.#cluster = cluster;
    this.#node = node;
    this.#phones = phones;
    this.#prng = prng;
    const others = cluster.receivers[node];
    cluster.receivers[node] = (from, bytes) => {
      cluster.guard(() => this.#hear(from, bytes));
      others?.(from, bytes);
    };
    this.#later();
  }

  /** Nobody pays any more. */
  finish(): void {
    this.#isOver = true;
  }

  /** When all is over: a copy that did nothing has not come through later either. */
  demandNothingUntold(): void {
    for (const { request, denied } of this.#tries.values()) {
      if (denied === null || !this.#isBooked(request)) continue;
      const { payer, sequence } = request;
      throw new Violation("answers", `number ${sequence} of ${payer} is booked as ${denied}`);
    }
  }

  #later(): void {
    this.#cluster.clock.after(this.#prng.between(0, 2 * betweenMs), () => {
      if (this.#isOver) return;
      this.#pay();
      this.#later();
    });
  }

  #pay(): void {
    const open = this.#phones.filter(
      ({ errand }) =>
        errand?.purpose === "pay" && errand.tries > 1 && !this.#tries.has(keyOf(errand.request)),
    );
    if (open.length === 0) return;
    const phone = this.#prng.pick(open);
    const first = phone.errand!.request;
    // No amount that the phone itself will ever name under this number.
    const step = first.amountCents > transferMaxCents / 2 ? -2 : 2;
    const request = { ...first, amountCents: asCents(first.amountCents + step) };
    this.#tries.set(keyOf(request), { request, denied: null });
    phone.sharesNumber(request.sequence);
    const room = this.#cluster.ownerOf(asShardId(phone.shard));
    const { payer, sequence } = request;
    this.#cluster.note(() => `a second tab of ${payer} asks room ${room}: ${sequence}`);
    this.#cluster.coverage.note("second tabs under one number");
    this.#cluster.send(this.#node, room, encodeTransfers([request], { receipts: true }));
  }

  #hear(room: number, bytes: Uint8Array): void {
    if (bytes[0] !== frameKinds.transferAnswers) return;
    for (const answer of decodeTransferAnswers(bytes) ?? []) {
      const tried = this.#tries.get(keyOf(answer));
      // What another payload came to is no answer to this one.
      if (tried?.request.amountCents === answer.amountCents) this.#judge(room, tried, answer);
    }
  }

  #judge(room: number, tried: Try, answer: TransferAnswer): void {
    const { request } = tried;
    const said = `room ${room} says ${answer.answer} to a second tab`;
    this.#cluster.note(() => `${said} of ${request.payer}: ${request.sequence}`);
    const { certainty, told } = resultMeanings[answer.answer];
    if (certainty === "passing") tried.denied = `asked, and ${said}`;
    else if (told === "booked" || told === "refused") {
      const asked = { ...request, cancelSent: false, otherPayloadSent: true };
      this.#cluster.ledger.answered(`room ${room}`, asked, answer);
    } else if (told === "ended-otherwise" && this.#isBooked(request)) {
      throw new Violation("answers", `${said} of what is booked as it was asked`);
    }
  }

  #isBooked({ payer, sequence, payee, amountCents }: TransferRequest): boolean {
    const ended = this.#cluster.ledger.model.accounts[payer]?.ended[sequence];
    return ended?.result === "booked" && ended.payee === payee && ended.amountCents === amountCents;
  }
}

function keyOf({ payer, sequence }: Pick<TransferRequest, "payer" | "sequence">): string {
  return `${payer}/${sequence}`;
}
