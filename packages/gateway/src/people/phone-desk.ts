import {
  accountIdOf,
  asCents,
  asSequenceNumber,
  cameMax,
  phonesMax,
  resultMeanings,
  type AccountAnswer,
  type AccountId,
  type Came,
  type Cents,
  type DoorRefusal,
  type EnterAnswer,
  type FindMeAnswer,
  type Hall,
  type LookUpAnswer,
  type MoveLinkAnswer,
  type OutboxCounts,
  type PayAnswer,
  type PhoneTells,
  type ShowDescription,
  type TakeMoveAnswer,
  type TransferRequest,
  type VerifyAnswer,
  type VerifyRequest,
  type World,
} from "@cablecut/protocol";
import type { ConnectionId, PeoplePorts } from "../ports.ts";
import type { RoutedAnswer, RouteTransfer } from "../routing/transfer-router.ts";
import type { Balances } from "./balances.ts";
import type { Cue } from "./cue.ts";
import type { KeptFate } from "./kept-fate.ts";
import type { Directory } from "./directory.ts";
import type { Enter, Entered } from "./enter.ts";
import { Entering } from "./entering.ts";
import type { FindMe } from "./find-me.ts";
import type { Moves } from "./moves.ts";
import type { OpeningBudget } from "./opening-budget.ts";
import type { Partners } from "./partners.ts";
import { payAnswer } from "./pay-answer.ts";
import type { RandomAttendee } from "./random-attendee.ts";
import type { ReceiptRound } from "./receipt-round.ts";
import { ToldAgain } from "./told-again.ts";
import { cameBefore, isEarlierVisit } from "./visits.ts";
import { openedAtOf, tellOutbox, type Session, type Sessions } from "./sessions.ts";

/** Connections of phones, those that have not entered included. */
const connectionsMax = 2 * phonesMax;

/** What the presenter has set for phones. */
interface Doors {
  /** Somebody who has no account yet may open one. */
  readonly doorsOpen: boolean;
  /** Nobody pays. What is under way is found out all the same. */
  readonly paused: boolean;
  isRemoved(account: AccountId): boolean;
}

interface EnterInput {
  readonly token: string;
  readonly showId: string | null;
  readonly synthetic: boolean;
  /** Null where the page says nothing of itself. */
  readonly tells?: PhoneTells | null;
  /** The page came from another gateway, and only its socket is here. */
  readonly moved?: boolean;
}
interface Payment {
  readonly sequence: number;
  /** Account number. */
  readonly payee: number;
  readonly amountCents: Cents;
}

/** One phone's connection: who it is, once it has entered. */
interface Line {
  readonly connection: ConnectionId;
  /** Where it comes from, as budgets count it. */
  readonly address: string;
  /** Random, of its page's load; null where that does not say. */
  readonly page: string | null;
  /** With which it entered or tries to; it stays the only one. */
  token: string | null;
  session: Session | null;
  entering: Entering | null;
}

interface DeskParts {
  readonly show: Pick<ShowDescription, "showId" | "topology" | "rehearsal" | "keyFingerprint">;
  readonly sessions: Sessions;
  readonly directory: Directory;
  readonly enter: Enter;
  readonly openings: Pick<OpeningBudget, "refusalOf" | "giveBack">;
  readonly partners: Partners;
  readonly router: RouteTransfer;
  readonly balances: Pick<Balances, "entered">;
  readonly receiptRound: ReceiptRound;
  readonly cue: Pick<Cue, "entered">;
  readonly keptFate: Pick<KeptFate, "told">;
  readonly findMe: Pick<FindMe, "ask">;
  readonly moves: Pick<Moves, "give" | "take">;
  readonly randomAttendee: RandomAttendee;
  readonly doors: Doors;
  readonly people: Pick<PeoplePorts, "toPhone">;
  /** What every phone is told of the rooms. */
  readonly world: () => World;
  readonly hall: () => Hall;
}

/** The requests of phones. Each is answered once, by name if refused. */
export class PhoneDesk {
  readonly #parts: DeskParts;
  readonly #lines = new Map<ConnectionId, Line>();
  readonly #came = new ToldAgain<Came>(cameMax, ({ account }) => account);

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** False where this gateway has as many connections as it takes. */
  joined(connection: ConnectionId, address: string, page: string | null = null): boolean {
    if (this.#lines.size >= connectionsMax) return false;
    const line = { connection, address, page, token: null, session: null, entering: null };
    this.#lines.set(connection, line);
    return true;
  }

  left(connection: ConnectionId): void {
    const account = this.#lines.get(connection)?.session?.account;
    this.#lines.delete(connection);
    if (account !== undefined) this.#parts.sessions.left(connection, account);
  }

  /** Enters by token. A second tab takes over from the first. */
  enter(connection: ConnectionId, input: EnterInput, done: (answer: EnterAnswer) => void): void {
    const { show, sessions, enter } = this.#parts;
    const line = this.#lines.get(connection);
    if (line === undefined) return done({ ok: false, refusal: "unknown" });
    if (line.entering !== null) return line.entering.again(input.token, done);
    if (input.showId !== null && input.showId !== show.showId)
      return done({ ok: false, refusal: "new-show" });
    if (line.token !== null && line.token !== input.token)
      return done({ ok: false, refusal: "other-token" });
    const entering = new Entering(input.token, done);
    line.entering = entering;
    line.token = input.token;
    const mayOpen = (): DoorRefusal | null => {
      if (sessions.isFull) return "too-many-phones";
      return input.moved === true ? "opens-elsewhere" : this.#refusalToOpen(line.address);
    };
    const hasLeft = (): boolean => this.#lines.get(connection) !== line;
    enter.byToken(input.token, input.synthetic, { mayOpen, hasLeft }, (entered) => {
      line.entering = null;
      if (entered.openedNothing === true) this.#parts.openings.giveBack(line.address);
      if (!entered.ok) return entering.answered({ ok: false, refusal: entered.refusal });
      const { account } = entered.account;
      if (this.#parts.doors.isRemoved(account))
        return entering.answered({ ok: false, refusal: "removed" });
      // Whoever is in has a place, also over the next connection, and others may have come in meanwhile.
      if (sessions.isFull && sessions.of(account) === null)
        return entering.answered({ ok: false, refusal: "too-many-phones" });
      entering.answered(this.#admit(line, entered, input));
      if (line.session === null) return;
      // After the answer: a page that has no account yet ignores what is told of one.
      this.#parts.balances.entered(line.session.account, entered.account.appliedIndex);
      this.#parts.receiptRound.entered(line.session, input.tells?.verified ?? null);
    });
  }

  pay(connection: ConnectionId, payment: Payment, done: (answer: PayAnswer) => void): void {
    const session = this.#sessionOf(connection);
    if (session === null) return done({ kind: "rejected", refusal: "not-entered" });
    const payee = accountIdOf(payment.payee);
    if (payee === null || this.#parts.directory.isHouse(payee))
      return done({ kind: "rejected", refusal: "malformed" });
    if (this.#parts.doors.paused) return done({ kind: "rejected", refusal: "show-paused" });
    const { amountCents } = payment;
    const sequence = asSequenceNumber(payment.sequence);
    const request = { payer: session.account, payee, amountCents, sequence };
    this.#route(session, { kind: "transfer", ...request }, done);
  }

  /** Ends a number for good, unless it was booked: then it answers `booked`. */
  cancel(connection: ConnectionId, sequence: number, done: (answer: PayAnswer) => void): void {
    const session = this.#sessionOf(connection);
    if (session === null) return done({ kind: "rejected", refusal: "not-entered" });
    const { account } = session;
    const number = asSequenceNumber(sequence);
    const amountCents = asCents(0);
    const request = { payer: account, payee: account, amountCents, sequence: number };
    this.#route(session, { kind: "cancel", ...request }, done);
  }

  /** A fresh linearizable read of the own account. */
  account(connection: ConnectionId, done: (answer: AccountAnswer) => void): void {
    const session = this.#sessionOf(connection);
    if (session === null) return done({ ok: false, refusal: "not-entered" });
    this.#parts.enter.read(session.account, done);
  }

  lookUp(
    connection: ConnectionId,
    accountNumber: number,
    done: (answer: LookUpAnswer) => void,
  ): void {
    if (this.#sessionOf(connection) === null) return done({ ok: false, refusal: "not-entered" });
    const account = accountIdOf(accountNumber);
    if (account === null) return done({ ok: false, refusal: "unknown-payee" });
    this.#parts.directory.find(account, (person, isDefinite) => {
      if (person !== null) return done({ ok: true, person });
      done({ ok: false, refusal: isDefinite ? "unknown-payee" : "unknown" });
    });
  }

  /** Anybody else who is here. */
  randomAttendee(connection: ConnectionId, done: (answer: LookUpAnswer) => void): void {
    const session = this.#sessionOf(connection);
    if (session === null) return done({ ok: false, refusal: "not-entered" });
    this.#parts.randomAttendee.choose(session.account, done);
  }

  /** Shows the own window on the stage for a moment. */
  findMe(connection: ConnectionId, done: (answer: FindMeAnswer) => void): void {
    const session = this.#sessionOf(connection);
    const person = session === null ? null : this.#parts.directory.known(session.account);
    if (person === null) return done({ ok: false, refusal: "not-entered" });
    done(this.#parts.findMe.ask(person));
  }

  /** A one-time link to this account for another browser. */
  moveLink(connection: ConnectionId, done: (answer: MoveLinkAnswer) => void): void {
    const { session = null, token = null } = this.#lines.get(connection) ?? {};
    if (session === null || token === null) return done({ ok: false, refusal: "not-entered" });
    done(this.#parts.moves.give(session.account, token));
  }

  /** Of a browser that has not come in yet; it enters with what it is told. */
  takeMove(connection: ConnectionId, code: string, done: (answer: TakeMoveAnswer) => void): void {
    const line = this.#lines.get(connection);
    if (line?.token !== null) return done({ ok: false, refusal: "other-token" });
    this.#parts.moves.take(code, line.page, done);
  }

  verify(
    connection: ConnectionId,
    request: VerifyRequest,
    done: (answer: VerifyAnswer) => void,
  ): void {
    const session = this.#sessionOf(connection);
    if (session === null) return done({ ok: false, refusal: "not-entered" });
    const { receiptRound } = this.#parts;
    receiptRound.verify(session, request, (answer) => {
      const inFlightOf = request.incident;
      if (receiptRound.hasToldAgain(session.account, inFlightOf))
        this.#sayCame(session, { inFlightOf });
      done(answer);
    });
  }

  outbox(connection: ConnectionId, told: OutboxCounts): void {
    const session = this.#sessionOf(connection);
    if (session !== null) this.#told(session, told);
  }

  #told(session: Session, told: OutboxCounts): void {
    tellOutbox(session, told);
    this.#parts.keptFate.told(session.account, session.kept, session.checking);
  }

  /** Who came in lately, for the next word to other gateways. */
  takeCame(): readonly Came[] {
    return this.#came.take();
  }

  /** Somebody came in at another gateway: over a later connection of a page that is here, or on another page (C5). */
  wentElsewhere(came: Came): void {
    const { account } = came;
    const { sessions, receiptRound, randomAttendee, people } = this.#parts;
    const session = sessions.of(account);
    if (session !== null) {
      const isSamePage = session.visit?.page === came.page;
      if (!(isSamePage ? isEarlierVisit(session.visit, came) : cameBefore(session, came)))
        return this.#sayAgain(session, came);
      const line = this.#lines.get(session.connection);
      if (line !== undefined) line.session = null;
      sessions.left(session.connection, account);
      if (!isSamePage) people.toPhone(session.connection, "superseded");
    }
    randomAttendee.cameElsewhere(account);
    receiptRound.wentElsewhere(came);
  }

  /** Whom the other gateway let in late has come in here since, and that gateway may have been told before it was of use. */
  #sayAgain(session: Session, { page, visit }: Came): void {
    const isTheSame = session.visit?.page === page && session.visit.visit === visit;
    if (!isTheSame) this.#sayCame(session);
  }

  #sayCame({ account, visit, enteredAsOf }: Session, told: Pick<Came, "inFlightOf"> = {}): void {
    if (visit === null) return;
    const { page, visit: number } = visit;
    this.#came.add({ account, asOf: enteredAsOf, page, visit: number, ...told });
  }

  #refusalToOpen(address: string): DoorRefusal | null {
    const { doors, openings } = this.#parts;
    return doors.doorsOpen ? openings.refusalOf(address) : "doors-closed";
  }

  /** Those whom the presenter has removed are told so, and are out. */
  dropRemoved(): void {
    for (const line of this.#lines.values()) {
      const { session, connection } = line;
      if (session === null || !this.#parts.doors.isRemoved(session.account)) continue;
      line.session = null;
      this.#parts.sessions.left(connection, session.account);
      this.#parts.people.toPhone(connection, "removed");
    }
  }

  #sessionOf(connection: ConnectionId): Session | null {
    return this.#lines.get(connection)?.session ?? null;
  }

  #route(session: Session, request: TransferRequest, done: (answer: PayAnswer) => void): void {
    this.#parts.router.route(request, session.shard, true, (routed) => {
      if (usesUp(routed)) session.lastSequence = Math.max(session.lastSequence, request.sequence);
      done(payAnswer(routed));
    });
  }

  #admit(
    line: Line,
    { account, opening, stale }: Entered & { ok: true },
    { synthetic, tells = null }: EnterInput,
  ): EnterAnswer {
    const { directory, sessions, partners, show, people } = this.#parts;
    directory.learn(account);
    const me = directory.known(account.account);
    // Gone while the rooms were asked: there is nobody to hold a session for.
    const gone = this.#lines.get(line.connection) !== line;
    // So has a page that has come in over a later connection meanwhile, though this one does not know it.
    const isLate = isEarlierVisit(tells, sessions.of(account.account)?.visit ?? null);
    if (me === null || gone || isLate) return { ok: false, refusal: "unknown" };
    const session: Session = {
      account: account.account,
      shard: account.shard,
      connection: line.connection,
      kept: 0,
      keptCents: asCents(0),
      checking: 0,
      receipts: 0,
      told: false,
      visit: tells,
      enteredAsOf: account.appliedIndex,
      lastSequence: account.lastSequence,
      partner: sessions.of(account.account)?.partner ?? null,
      openedAt: openedAtOf(account),
      synthetic,
    };
    if (tells !== null) this.#told(session, tells);
    this.#sayCame(session);
    line.session = session;
    this.#parts.cue.entered(account);
    const before = sessions.enter(session);
    if (before !== null) {
      const former = this.#lines.get(before.connection);
      if (former !== undefined) former.session = null;
      people.toPhone(before.connection, "superseded");
    }
    // A synthetic attendee pays whom it likes.
    if (!synthetic) session.partner ??= partners.choose(session.shard);
    const partner = session.partner === null ? null : directory.known(session.partner);
    const world = this.#parts.world();
    const hall = this.#parts.hall();
    const told = toldOfShow(show);
    const old = stale === undefined ? {} : { stale };
    return { ok: true, account, ...old, me, partner, ...told, world, hall, opening };
  }
}

function toldOfShow({ showId, topology, rehearsal, keyFingerprint }: DeskParts["show"]) {
  const key = keyFingerprint === undefined ? {} : { keyFingerprint };
  return { showId, topology, rehearsal, ...key };
}

/** The number has ended, by whatever was asked: there may be a receipt of it. */
function usesUp(routed: RoutedAnswer): boolean {
  return routed.kind === "answered" && resultMeanings[routed.answer.answer].usesTheNumberUp;
}
