import { createHash } from "node:crypto";
import {
  decodeTransferAnswers,
  encodeTransfers,
  frameKinds,
  meritRefusals,
  shardAt,
  asTokenHash,
  asShardId,
  asAccountId,
  type AccountId,
  type AccountView,
  type LedgerResult,
  type RoomMessage,
  type RoomRequest,
  type RoomStatus,
  type TokenHash,
  type TransferAnswer,
  type TransferRequest,
} from "@cablecut/protocol";
import type { Cluster } from "./cluster.ts";
import { hex } from "../checks/ledger-checks.ts";
import { Phone, type Errand } from "../people/phone.ts";
import type { Prng } from "../world/prng.ts";
import { Violation } from "../checks/violation.ts";

/** After this without an answer an outcome is unknown and is asked for again. */
const answerTimeoutMs = 700;
const retryMinMs = 30;
const retryMaxMs = 150;

type OpenedMessage = Extract<RoomMessage, { readonly kind: "opened" }>;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** Some phones that ask the rooms themselves: follows the shard map that rooms tell, retries whatever is unknown, judges every answer. */
export class RoomClients {
  readonly phones: Phone[] = [];
  /** Phones pay whenever they are free; otherwise they only end what they have begun. */
  busy = true;
  readonly #cluster: Cluster;
  readonly #node: number;
  readonly #prng: Prng;
  readonly #thinkMs: number;
  #shards = "";
  #shardsAsOf = -1;
  #requestId = 0;
  /** Of the last incident that these clients measured. */
  #measured = 0;
  /** So many times a phone's receipts are still to be shown by a room. */
  #unverified = 0;
  /** Of phones that opened their account themselves. */
  readonly #tokens = new Map<Phone, TokenHash>();
  readonly #requests = new Map<number, (message: RoomMessage) => void>();
  /** Timers of phones: cancels the pending one. */
  readonly #timers = new Map<Phone, () => void>();

  constructor(cluster: Cluster, position: number, thinkMs: number) {
    this.#cluster = cluster;
    this.#node = cluster.rooms.length + position;
    this.#prng = cluster.prng.fork();
    this.#thinkMs = thinkMs;
    cluster.receivers[this.#node] = (from, bytes) =>
      cluster.guard(() => this.#receive(from, bytes));
  }

  get idle(): boolean {
    return this.phones.every((phone) => phone.errand === null);
  }

  /** A phone with an account that exists already. */
  addPhone(account: AccountId, shard: number): Phone {
    const phone = new Phone(account, shard, this.#prng.fork());
    this.phones.push(phone);
    this.#later(phone, this.#prng.between(20, 300), () => this.#next(phone));
    return phone;
  }

  /** One payment, asked for until it has ended. */
  payOnce(payer: AccountId, shard: number, payee: AccountId): void {
    const phone = new Phone(payer, shard, this.#prng.fork());
    this.phones.push(phone);
    this.busy = false;
    this.#send(phone, phone.planPayment(payee));
  }

  /** A phone that first opens its account, asking until it has one. */
  join(token: string, shard: number): void {
    const tokenHash = asTokenHash(createHash("sha256").update(token).digest("hex"));
    this.#open(tokenHash, shard, ({ account, receipt }) => {
      if (receipt === null)
        throw new Violation("receipts", `${account.account} opened without one`);
      const phone = this.addPhone(account.account, account.shard);
      phone.keep(receipt);
      this.#tokens.set(phone, tokenHash);
    });
  }

  /** A second tab, or a phone that has forgotten all but its token: the same account, whoever answers. */
  #joinAgain(phone: Phone, tokenHash: TokenHash): void {
    this.#open(tokenHash, phone.shard, ({ account }) => {
      this.#cluster.coverage.note("accounts opened again");
      if (account.account === phone.account) return;
      throw new Violation(
        "exactly once",
        `a token has account ${phone.account} and account ${account.account}`,
      );
    });
  }

  /** Asks until it is opened. */
  #open(tokenHash: TokenHash, shard: number, opened: (answer: OpenedMessage) => void): void {
    let ended = false;
    const again = (): void => {
      if (!ended) this.#open(tokenHash, shard, opened);
      ended = true;
    };
    const request = { kind: "open", tokenHash, shard: asShardId(shard) } as const;
    this.#ask(this.#roomFor(shard), request, (answer) => {
      if (ended) return;
      if (answer.kind !== "opened") {
        this.#cluster.clock.after(this.#retryMs(), again);
        return;
      }
      ended = true;
      opened(answer);
    });
    this.#cluster.clock.after(answerTimeoutMs, again);
  }

  #receive(from: number, bytes: Uint8Array): void {
    if (bytes[0] === frameKinds.transferAnswers) {
      for (const answer of decodeTransferAnswers(bytes) ?? []) this.#answered(from, answer);
      return;
    }
    const message = JSON.parse(Buffer.from(bytes.subarray(1)).toString()) as RoomMessage;
    if (message.kind === "status") {
      this.#measure(from, message.status);
      if (message.status.appliedIndex <= this.#shardsAsOf) return;
      this.#shardsAsOf = message.status.appliedIndex;
      this.#shards = message.status.shards;
      return;
    }
    if (message.kind === "feed") return;
    const ended = this.#requests.get(message.id);
    this.#requests.delete(message.id);
    ended?.(message);
  }

  /** Once, of whatever room tells first that it has ended: mostly two of these do so at the same time. */
  #measure(room: number, { incident }: RoomStatus): void {
    if (incident === null || incident.endedAt === 0 || incident.number <= this.#measured) return;
    this.#measured = incident.number;
    const shards = incident.shards.map(({ shard }): [typeof shard, number] => [shard, 40 + shard]);
    const { number, endedAt } = incident;
    const told = { source: "suspicion", durationMs: endedAt } as const;
    this.#ask(
      room,
      { kind: "measure-incident", incident: number, ...told, shards },
      () => undefined,
    );
  }

  /** The presenter turns something now and then. */
  #turnDial(): void {
    const value = this.#prng.chance(0.5);
    const dial = this.#prng.pick(["blank", "doorsOpen", "paused"] as const);
    const room = this.#prng.integer(0, this.#cluster.rooms.length - 1);
    this.#ask(room, { kind: "set-dial", change: { dial, value } }, () => undefined);
  }

  #roomFor(shard: number): number {
    const known = shardAt(this.#shards, shard);
    // Without a map, and now and then with one, any room is asked: it says that it does not serve.
    if (known === null || this.#prng.chance(0.03)) {
      return this.#prng.integer(0, this.#cluster.rooms.length - 1);
    }
    return known.owner;
  }

  #next(phone: Phone): void {
    if (!this.busy) return;
    if (this.#prng.chance(0.1)) this.#read(phone);
    if (this.#prng.chance(0.01)) this.#turnDial();
    if (this.#prng.chance(0.05)) this.#verify(phone);
    const token = this.#tokens.get(phone);
    if (token !== undefined && this.#prng.chance(0.05)) this.#joinAgain(phone, token);
    const payees = this.#cluster.ledger.model.accounts.map((_, account) => asAccountId(account));
    this.#send(phone, phone.plan(payees));
  }

  #send(phone: Phone, errand: Errand): void {
    errand.tries += 1;
    const room = this.#roomFor(phone.shard);
    const request: TransferRequest = errand.cancelSent
      ? { ...errand.request, kind: "cancel" }
      : errand.request;
    this.#cluster.note(
      () =>
        `${request.payer} asks room ${room}: ${request.kind} ${request.sequence} (${errand.purpose})`,
    );
    this.#cluster.order.asked(phone.account, errand.request.sequence);
    this.#cluster.send(this.#node, room, encodeTransfers([request], { receipts: true }));
    this.#later(phone, answerTimeoutMs, () => this.#overdue(phone, errand));
  }

  #overdue(phone: Phone, errand: Errand): void {
    if (phone.errand === errand) this.#cluster.coverage.note("answers overdue");
    this.#again(phone, errand);
  }

  /** Not ended yet: the same number again, or a cancel of it, until an answer is definite. */
  #again(phone: Phone, errand: Errand): void {
    if (phone.errand !== errand) return;
    if (errand.purpose !== "pay" && errand.tries >= 3) {
      phone.errand = null;
      return this.#think(phone);
    }
    if (errand.purpose === "pay" && this.#prng.chance(0.1)) errand.cancelSent = true;
    this.#send(phone, errand);
  }

  #answered(room: number, answer: TransferAnswer): void {
    const phone = this.phones.find(({ account }) => account === answer.payer);
    const errand = phone?.errand ?? null;
    if (phone === undefined || errand?.request.sequence !== answer.sequence) return;
    this.#cluster.note(
      () =>
        `${answer.payer} hears of room ${room}: ${answer.sequence} ${answer.answer} at ${answer.index}`,
    );
    if (isFinal(answer.answer)) return this.#ended(room, phone, errand, answer);
    const refused = answer.answer === "sequence-conflict" || answer.answer === "archived";
    if (errand.purpose === "conflict" && refused) return this.#over(phone);
    if (errand.purpose === "replay" && answer.answer === "archived") return this.#over(phone);
    if (errand.purpose === "gap" && answer.answer === "sequence-gap") return this.#over(phone);
    if (answer.answer === "not-serving") this.#cluster.coverage.note("requests to the wrong room");
    if (answer.answer === "unknown-payer") this.#cluster.ledger.unknownPayer(room, answer);
    const mistaken = refused || answer.answer === "sequence-gap";
    if (mistaken && !phone.wasSentWrongly(answer.sequence)) {
      throw new Violation(
        "exactly once",
        `room ${room} says ${answer.answer} to ${errand.purpose} ${answer.sequence} of ${phone.account}`,
      );
    }
    this.#later(phone, this.#retryMs(), () => this.#again(phone, errand));
  }

  #ended(room: number, phone: Phone, errand: Errand, answer: TransferAnswer): void {
    // A late answer to the right request of that number.
    if (errand.purpose === "conflict" && answer.amountCents !== errand.request.amountCents) return;
    if (errand.purpose === "conflict" || errand.purpose === "gap") {
      throw new Violation(
        "exactly once",
        `room ${room} ends a ${errand.purpose}: ${answer.answer}`,
      );
    }
    const { cancelSent } = errand;
    const otherPayloadSent = phone.wasSentWrongly(answer.sequence);
    const asked = { ...errand.request, cancelSent, otherPayloadSent };
    this.#cluster.ledger.answered(`room ${room}`, asked, answer);
    this.#cluster.order.answered(phone.account, answer.sequence);
    const { payee, amountCents } = answer;
    // Whoever was just paid looks at once, in a room that may not have heard of it yet.
    if (answer.answer === "booked" && this.#prng.chance(0.3))
      this.#readAccount(payee, this.#cluster.ledger.model.accounts[payee]!.shard);
    phone.done(
      answer.answer === "cancelled"
        ? null
        : {
            account: phone.account,
            sequence: answer.sequence,
            payee,
            amountCents,
            result: answer.answer as LedgerResult,
            index: answer.index,
            chain: hex(answer.chain),
            mac: hex(answer.mac),
          },
    );
    this.#think(phone);
  }

  #over(phone: Phone): void {
    phone.errand = null;
    this.#think(phone);
  }

  #think(phone: Phone): void {
    this.#later(phone, this.#prng.between(0, 2 * this.#thinkMs), () => this.#next(phone));
  }

  /** The own last number is the least that a read of one's account must know of. */
  #read(phone: Phone): void {
    const floor = phone.last;
    this.#readAccount(phone.account, phone.shard, ({ lastSequence }) => {
      if (lastSequence >= floor) return;
      throw new Violation(
        "reads never go back",
        `${phone.account}: ${lastSequence} after ${floor}`,
      );
    });
  }

  #readAccount(account: AccountId, shard: number, judge?: (view: AccountView) => void): void {
    const { order, coverage } = this.#cluster;
    const read = order.beginRead(account);
    const room = this.#roomFor(shard);
    this.#ask(room, { kind: "read", account }, (answer) => {
      if (answer.kind !== "read") return;
      coverage.note("reads answered");
      order.endRead(read, answer.account.appliedIndex, `room ${room}`);
      judge?.(answer.account);
    });
  }

  /** Any room must show every receipt, or say that it has not come so far yet. */
  #verify(phone: Phone): void {
    if (phone.receipts.length === 0) return;
    const room = this.#prng.integer(0, this.#cluster.rooms.length - 1);
    this.#verifyAt(room, phone, (early) => {
      if (early > 0) this.#cluster.coverage.note("receipts asked for too early", early);
    });
  }

  /** Has every room asked for every receipt that its phones were given; `verified` once all of them were shown. */
  verifyAll(): void {
    for (const { index } of this.#cluster.rooms) {
      for (const phone of this.phones) this.#verifyUntilShown(index, phone);
    }
  }

  get verified(): boolean {
    return this.#unverified === 0;
  }

  #verifyUntilShown(room: number, phone: Phone): void {
    if (phone.receipts.length === 0) return;
    let shown = false;
    this.#unverified += 1;
    this.#verifyAt(room, phone, (early) => {
      if (early > 0 || shown) return;
      shown = true;
      this.#unverified -= 1;
    });
    this.#cluster.clock.after(answerTimeoutMs, () => {
      if (shown) return;
      shown = true;
      this.#unverified -= 1;
      this.#verifyUntilShown(room, phone);
    });
  }

  #verifyAt(room: number, phone: Phone, checked: (early: number) => void): void {
    this.#ask(room, { kind: "verify", receipts: [...phone.receipts] }, (answer) => {
      if (answer.kind !== "checked") return;
      const { checks } = answer;
      const bad = checks.find((check) => check === "missing" || check === "forged");
      if (bad !== undefined) throw new Violation("receipts", `room ${room} says ${bad}`);
      const verified = checks.filter((check) => check === "verified").length;
      if (verified > 0) this.#cluster.coverage.note("receipts verified", verified);
      checked(checks.filter((check) => check === "not-yet").length);
    });
  }

  #ask(
    room: number,
    request: DistributiveOmit<RoomRequest, "id">,
    answered: (message: RoomMessage) => void,
  ): void {
    this.#requestId += 1;
    const id = this.#requestId;
    this.#requests.set(id, answered);
    const bytes = Buffer.from(` ${JSON.stringify({ ...request, id })}`);
    bytes[0] = frameKinds.json;
    this.#cluster.send(this.#node, room, bytes);
    this.#cluster.clock.after(answerTimeoutMs, () => this.#requests.delete(id));
  }

  #retryMs(): number {
    return this.#prng.between(retryMinMs, retryMaxMs);
  }

  /** The one thing that a phone waits for; a new wait ends the former. */
  #later(phone: Phone, delayMs: number, run: () => void): void {
    this.#timers.get(phone)?.();
    this.#timers.set(
      phone,
      this.#cluster.clock.after(delayMs, () => this.#cluster.guard(run)),
    );
  }
}

function isFinal(answer: string): boolean {
  return (
    answer === "booked" ||
    answer === "cancelled" ||
    (meritRefusals as readonly string[]).includes(answer)
  );
}
