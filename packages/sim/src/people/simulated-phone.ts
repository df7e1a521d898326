import type { GatewayCore } from "@cablecut/gateway";
import {
  accountNumberOf,
  type AccountId,
  type EnterAnswer,
  type GatewayToPhone,
  type PassingRefusal,
  type PayAnswer,
  type SealedChecks,
} from "@cablecut/protocol";
import type { AnswerChecks } from "../checks/answer-checks.ts";
import type { Cluster } from "../processes/cluster.ts";
import { HeardChecks } from "../checks/heard-checks.ts";
import { Phone, type Errand } from "./phone.ts";
import { addressOf, outboxOf, readAccount, tellOutbox, verifyReceipts } from "./phone-questions.ts";
import type { Prng } from "../world/prng.ts";
import { showId, type Line, type SimulatedGateway } from "../processes/simulated-gateway.ts";
import type { ReadUnderWay } from "../checks/order-checks.ts";
import { Violation } from "../checks/violation.ts";

/** An answer that has not come by then will not come: longer than a gateway waits for its rooms. */
const patienceMs = 3_500;
/** A page that has heard nothing of its gateway for so long tries another one. */
const silenceMs = 3_000;
/** Its former gateway may take it for present so long, ms. */
const unnoticedMaxMs = 18_000;
const retryMinMs = 30;
const retryMaxMs = 200;

export interface PhoneSurroundings {
  readonly cluster: Cluster;
  readonly gateways: readonly SimulatedGateway[];
  readonly answers: AnswerChecks;
  /** Phones pay whenever they are free; otherwise they only end what they have begun. */
  readonly isBusy: () => boolean;
  readonly thinkMs: number;
}

type Ask<Answer> = (core: GatewayCore, done: (answer: Answer) => void) => void;

/**
 * One attendee: enters by a token, pays under numbers of its own until each has ended, keeps receipts and has them
 * verified, and goes to the other gateway when its own is gone or silent.
 */
export class SimulatedPhone {
  readonly token: string;
  readonly synthetic: boolean;
  /** Null until it has its account. */
  phone: Phone | null = null;
  /** What was heard over the present connection; null while it has not entered. */
  heard: HeardChecks | null = null;
  readonly #around: PhoneSurroundings;
  readonly #prng: Prng;
  #at: number;
  #line: Line | null = null;
  #heardMs = 0;
  /** The question whose answer is awaited; an older one's changes nothing any more. */
  #question = 0;
  #visit = 0;
  /** What a gateway has said of its receipts last. */
  #sealed: SealedChecks | null = null;
  #cancelTimer: () => void = () => undefined;

  constructor(
    token: string,
    synthetic: boolean,
    gateway: number,
    around: PhoneSurroundings,
    prng: Prng,
  ) {
    this.token = token;
    this.synthetic = synthetic;
    this.#at = gateway;
    this.#around = around;
    this.#prng = prng;
    this.#later(prng.between(5, 400), () => this.#connect());
    this.#watch();
  }

  /** It is here, and nothing of it is under way. */
  get isIdle(): boolean {
    return this.heard !== null && this.phone !== null && this.phone.errand === null;
  }

  /** Where it is now. */
  get gateway(): SimulatedGateway {
    return this.#around.gateways[this.#at]!;
  }

  /** Asks its gateway to check all receipts until each was shown; `done` is called once. */
  verifyAll(done: () => void): void {
    const { phone } = this;
    if (phone === null || phone.receipts.length === 0) return done();
    let isOver = false;
    this.#verify(0, (early) => {
      if (isOver || early > 0) return;
      isOver = true;
      done();
    });
    this.#around.cluster.clock.after(700, () => {
      if (!isOver) this.verifyAll(done);
      isOver = true;
    });
  }

  #connect(): void {
    const { gateways } = this.#around;
    const next = [this.gateway, ...gateways].find(({ isAlive }) => isAlive);
    if (next === undefined) return this.#later(this.#prng.between(50, 300), () => this.#connect());
    if (next.index !== this.#at) this.#note("phones changing their gateway");
    this.#at = next.index;
    this.#heardMs = this.#nowMs;
    const line = next.connect("phones", {
      heard: (name, values) => this.#guard(() => this.#hear(line, name, values)),
      broken: () => this.#guard(() => this.#lost(line)),
    });
    this.#line = line;
    if (line === null) return undefined;
    line.send((core) => core.phones.joined(line.connection, addressOf(this.token)));
    return this.#enter(line);
  }

  #lost(line: Line | null): void {
    if (line !== this.#line) return;
    this.#leave();
    this.#later(this.#prng.between(20, 200), () => this.#connect());
  }

  #leave(noticedAfterMs = 0): void {
    this.#line?.close(noticedAfterMs);
    this.#line = null;
    this.heard = null;
  }

  /** To the other gateway, if it lives, as somebody would who sees nothing move. */
  #move(): void {
    this.#leave(this.#prng.chance(0.5) ? 0 : this.#prng.between(0, unnoticedMaxMs));
    this.#at = (this.#at + 1) % this.#around.gateways.length;
    this.#connect();
  }

  #watch(): void {
    this.#around.cluster.clock.after(500, () => {
      if (this.#line !== null && this.#nowMs - this.#heardMs > silenceMs)
        this.#guard(() => this.#move());
      this.#watch();
    });
  }

  #enter(line: Line): void {
    const { token, synthetic } = this;
    this.#visit += 1;
    const verified = this.#sealed;
    const tells = { ...outboxOf(this.phone), page: token, visit: this.#visit, verified };
    const input = { token, showId: this.phone === null ? null : showId, synthetic, tells };
    const again = (): void => (this.#line === line ? this.#enter(line) : undefined);
    this.#later(patienceMs, () => this.#move());
    const read = this.phone && this.#around.cluster.order.beginRead(this.phone.account);
    line.send((core) =>
      core.phones.enter(line.connection, input, (answer) =>
        line.back(() =>
          this.#guard(() => {
            if (this.#line !== line) return undefined;
            if (answer.ok) return this.#entered(answer, read);
            if (answer.refusal === "new-show" || answer.refusal === "malformed")
              throw new Violation("answers", `a phone that enters is told ${answer.refusal}`);
            return this.#later(this.#prng.between(100, 500), again);
          }),
        ),
      ),
    );
  }

  #entered(answer: EnterAnswer & { ok: true }, read: ReadUnderWay | null): void {
    const { account, me, opening } = answer;
    const { ledger, order } = this.#around.cluster;
    ledger.demandState(this.#teller, account);
    if (read !== null && answer.stale !== true)
      order.endRead(read, account.appliedIndex, `${this.#teller}, on coming in`);
    if (this.phone === null) {
      this.phone = new Phone(account.account, account.shard, this.#prng.fork());
      if (opening !== null) this.phone.keep(opening);
    } else {
      this.#note("accounts opened again");
    }
    const { phone } = this;
    if (phone.account !== account.account || me.account !== account.account) {
      throw new Violation(
        "exactly once",
        `a token has account ${phone.account} and account ${account.account}`,
      );
    }
    this.#around.cluster.note(
      () => `${account.account} is at ${this.#teller}, as of entry ${account.appliedIndex}`,
    );
    this.heard = new HeardChecks(ledger, phone.account, account.appliedIndex, this.#teller);
    if (phone.errand === null) this.#think();
    else this.#send(phone, phone.errand);
  }

  #hear(line: Line | null, name: string, values: readonly unknown[]): void {
    if (line !== this.#line) return;
    this.#heardMs = this.#nowMs;
    if (name === "balance") {
      this.#hearBalance(...(values as Parameters<GatewayToPhone["balance"]>));
    } else if (name === "balances") {
      const [{ updates, complete }] = values as Parameters<GatewayToPhone["balances"]>;
      for (const update of updates) this.#hearBalance(update);
      if (!complete) throw new Violation("balances", `${this.#teller} leaves some of few out`);
    } else if (name === "verifyReceipts") {
      const [{ incident }] = values as Parameters<GatewayToPhone["verifyReceipts"]>;
      this.#note("phones asked to check their receipts");
      const waitMs = this.#prng.between(0, 300);
      this.#around.cluster.clock.after(waitMs, () => this.#guard(() => this.#verify(incident)));
    } else if (name === "superseded") {
      throw new Violation("answers", `${this.#teller} takes a phone's only page for an old one`);
    }
  }

  #hearBalance(update: Parameters<GatewayToPhone["balance"]>[0]): void {
    this.heard?.balance(update);
    if (update.incoming !== null) this.#note("payments told to their payees");
  }

  #next(): void {
    const { phone } = this;
    if (phone === null || !this.#around.isBusy()) return undefined;
    if (this.#prng.chance(0.1)) readAccount(this.#around.cluster, this.#line!, phone);
    if (this.#prng.chance(0.05)) this.#verify(0);
    if (this.#prng.chance(0.02)) {
      this.#leave();
      return this.#connect();
    }
    const { accounts } = this.#around.cluster.ledger.model;
    const payees = accounts.flatMap(({ owner }, account) =>
      owner === "house" ? [] : [account as AccountId],
    );
    return this.#send(phone, phone.plan(payees));
  }

  #send(phone: Phone, errand: Errand): void {
    const { connection } = this.#line!;
    errand.tries += 1;
    const { cancelSent } = errand;
    const { payee, amountCents, sequence } = errand.request;
    const asked = {
      ...errand.request,
      cancelSent,
      otherPayloadSent: phone.wasSentWrongly(sequence),
    };
    this.#around.answers.asked(phone.account, sequence);
    this.#around.cluster.order.asked(phone.account, sequence);
    this.#around.cluster.note(
      () =>
        `${phone.account} asks ${this.#teller}: ${errand.purpose} ${sequence}${cancelSent ? " (cancel)" : ""}`,
    );
    const teller = this.#teller;
    this.#ask<PayAnswer>(
      (core, done) =>
        cancelSent
          ? core.phones.cancel(connection, sequence, done)
          : core.phones.pay(
              connection,
              { sequence, payee: accountNumberOf(payee), amountCents },
              done,
            ),
      (answer, isAwaited) => {
        this.#around.cluster.note(
          () => `${phone.account} hears of ${teller}: ${sequence} ${JSON.stringify(answer)}`,
        );
        this.#around.answers.answered(teller, asked, answer);
        this.#around.cluster.order.told(phone.account, sequence, answer);
        if (isAwaited && phone.errand === errand) this.#answered(phone, errand, answer);
      },
      () => {
        this.#note("answers overdue");
        this.#again(phone, errand);
      },
    );
  }

  #answered(phone: Phone, errand: Errand, answer: PayAnswer): void {
    const { purpose, request } = errand;
    switch (answer.kind) {
      case "booked":
      case "refused":
      case "cancelled":
        if (purpose === "conflict" || purpose === "gap") {
          throw new Violation("exactly once", `${this.#teller} ends a ${purpose}: ${answer.kind}`);
        }
        phone.done(answer.kind === "booked" ? answer.receipt : null);
        return this.#think();
      case "ended-otherwise":
        if (purpose === "pay" && !phone.wasSentWrongly(request.sequence)) {
          throw new Violation(
            "exactly once",
            `${this.#teller} says ${answer.refusal} to number ${request.sequence} of ${phone.account}`,
          );
        }
        if (purpose !== "pay") phone.errand = null;
        return purpose === "pay" ? this.#retry(phone, errand) : this.#think();
      case "not-now":
        if (answer.refusal === "not-serving") this.#note("requests to the wrong room");
        return this.#notNow(phone, errand, answer.refusal);
      case "rejected":
      case "unknown":
        return this.#retry(phone, errand);
    }
  }

  #notNow(phone: Phone, errand: Errand, refusal: PassingRefusal): void {
    const { purpose, request } = errand;
    if (refusal === "not-serving") this.#note("requests to the wrong room");
    if (refusal !== "sequence-gap") return this.#retry(phone, errand);
    if (purpose !== "gap") {
      if (phone.wasSentWrongly(request.sequence)) return this.#retry(phone, errand);
      const what = `${purpose} ${request.sequence} of ${phone.account}`;
      throw new Violation("exactly once", `${this.#teller} says sequence-gap to ${what}`);
    }
    phone.errand = null;
    return this.#think();
  }

  #retry(phone: Phone, errand: Errand): void {
    this.#later(this.#prng.between(retryMinMs, retryMaxMs), () => this.#again(phone, errand));
  }

  /** Not ended yet: the same number again, or a cancel of it, until an answer is definite. */
  #again(phone: Phone, errand: Errand): void {
    // Whoever has no gateway goes on when it has one again.
    if (phone.errand !== errand || this.heard === null) return;
    if (errand.purpose !== "pay" && errand.tries >= 3) {
      phone.errand = null;
      return this.#think();
    }
    if (errand.purpose === "pay" && this.#prng.chance(0.1)) errand.cancelSent = true;
    this.#send(phone, errand);
  }

  /** Nothing is under way: its gateway is told so. */
  #think(): void {
    tellOutbox(this.#line, this.phone);
    this.#later(this.#prng.between(0, 2 * this.#around.thinkMs), () => this.#next());
  }

  #verify(incident: number, checked: (early: number) => void = () => undefined): void {
    const { phone } = this;
    if (phone !== null && this.#line !== null)
      verifyReceipts(this.#around.cluster, this.#line, phone, incident, (early, sealed) => {
        this.#sealed = sealed;
        checked(early);
      });
  }

  /** `overdue`: no answer came. */
  #ask<Answer>(
    ask: Ask<Answer>,
    answered: (answer: Answer, isAwaited: boolean) => void,
    overdue: () => void,
  ): void {
    this.#question += 1;
    const question = this.#question;
    const line = this.#line!;
    this.#later(patienceMs, overdue);
    line.send((core) =>
      ask(core, (answer) =>
        line.back(() =>
          this.#guard(() => {
            const isAwaited = this.#question === question && this.#line === line;
            if (isAwaited) this.#cancelTimer();
            answered(answer, isAwaited);
          }),
        ),
      ),
    );
  }

  get #teller(): string {
    return `gateway ${this.#at}`;
  }

  get #nowMs(): number {
    return this.#around.cluster.clock.nowMs;
  }

  #note(...happening: Parameters<Cluster["coverage"]["note"]>): void {
    this.#around.cluster.coverage.note(...happening);
  }

  /** The one thing that it waits for; a new wait ends the former. */
  #later(delayMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#around.cluster.clock.after(delayMs, () => this.#guard(run));
  }

  #guard(check: () => void): void {
    this.#around.cluster.guard(check);
  }
}
