import {
  openPaymentsMax,
  receiptChecks,
  type AccountId,
  type AudienceVerification,
  type Came,
  type InFlight,
  type InFlightTotals,
  type LogIndex,
  type LoggedIncident,
  type Receipt,
  type ReceiptCheck,
  type SealedChecks,
  type VerifyAnswer,
  type VerifyRequest,
} from "@cablecut/protocol";
import type { GatewayPorts, PeoplePorts } from "../ports.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { ShardOwners } from "../routing/room-watch.ts";
import { InFlightCount } from "./in-flight-count.ts";
import type { Session, Sessions } from "./sessions.ts";
import {
  countChecks,
  VerificationCount,
  type CheckCounts,
  type NotHeard,
  type PhoneVerification,
} from "./verification-count.ts";

/** After an incident every phone has its own receipts checked; their answers are added up. */
export class ReceiptRound {
  readonly #sessions: Sessions;
  readonly #owners: ShardOwners;
  readonly #calls: AskRoom;
  readonly #people: Pick<PeoplePorts, "toPhone">;
  readonly #seal: GatewayPorts["seal"];
  readonly #startedAgoMs: (incident: number) => number | null;
  readonly #wallMs: GatewayPorts["wallMs"];
  /** What was under way when incidents began. */
  readonly inFlight = new InFlightCount();
  readonly #count = new VerificationCount();
  /** Of the incident that is checked. */
  #endedAt = 0;
  /** Who came in since and was asked then: another gateway may count what it told there. */
  readonly #cameSince = new Set<AccountId>();
  /** They told here what was in flight, and are at another gateway, which counts them among those that it asks. */
  readonly #toldAndWent = new Set<AccountId>();
  /** The other way round: they brought another gateway's answer, and are counted here, also when they have left. */
  readonly #cameTold = new Set<AccountId>();

  constructor(parts: {
    sessions: Sessions;
    owners: ShardOwners;
    calls: AskRoom;
    people: Pick<PeoplePorts, "toPhone">;
    seal: GatewayPorts["seal"];
    /** Since an incident began, ms; null where nobody here knows. */
    startedAgoMs: (incident: number) => number | null;
    /** Only told. */
    wallMs: GatewayPorts["wallMs"];
  }) {
    this.#sessions = parts.sessions;
    this.#owners = parts.owners;
    this.#calls = parts.calls;
    this.#people = parts.people;
    this.#seal = parts.seal;
    this.#startedAgoMs = parts.startedAgoMs;
    this.#wallMs = parts.wallMs;
  }

  /** Every phone checks its own receipts now. */
  begin({ number, endedAt }: Pick<LoggedIncident, "number" | "endedAt">): void {
    this.#count.begin(number, this.#notHeard());
    this.#endedAt = endedAt;
    this.#cameSince.clear();
    this.#toldAndWent.clear();
    this.#cameTold.clear();
    for (const session of this.#sessions.all) this.#ask(session);
  }

  /**
   * Whoever enters after an incident is asked as well, once, unless it brings what a room has said of its receipts: a gateway
   * that was started anew has heard nobody yet.
   */
  entered(session: Session, told: SealedChecks | null): void {
    this.#toldAndWent.delete(session.account);
    if (this.#count.incident === 0 || !this.#concerns(session)) return;
    const isSealed =
      told !== null && told.seal === this.#sealOf(session.account, told.incident, told.checks);
    if (isSealed) {
      this.#count.heard(told.incident, session.account, told.checks, null);
      const isOfNow = told.incident === this.#count.incident;
      if (isOfNow && !session.synthetic) this.#cameTold.add(session.account);
    }
    if (this.#count.hasHeard(session.account)) return;
    this.#cameSince.add(session.account);
    this.#ask(session);
  }

  /** The account has come in at another gateway, and has told it of `inFlightOf` since. */
  wentElsewhere({ account, inFlightOf = 0 }: Pick<Came, "account" | "inFlightOf">): void {
    this.#count.forget(account);
    this.#cameSince.delete(account);
    this.#cameTold.delete(account);
    this.inFlight.wentElsewhere(account, inFlightOf);
    if (this.inFlight.hasTold(this.#count.incident, account)) this.#toldAndWent.add(account);
    else this.#toldAndWent.delete(account);
  }

  /** It came in after the incident and has told here what was in flight then: another gateway is to count that no more. */
  hasToldAgain(account: AccountId, incident: number): boolean {
    return this.#cameSince.has(account) && this.inFlight.hasTold(incident, account);
  }

  /** Whoever shows forged receipts to spoil the picture is removed with what they told. */
  removed(account: AccountId): void {
    this.#count.removed(account);
    this.inFlight.forget(account);
    this.#toldAndWent.delete(account);
    this.#cameTold.delete(account);
  }

  /** Asks the room that serves the account now; only that room's word counts as the audience's verification. */
  verify(
    session: Pick<Session, "account" | "shard" | "synthetic" | "openedAt" | "lastSequence">,
    { incident, receipts, inFlight }: Pick<VerifyRequest, "incident" | "receipts" | "inFlight">,
    done: (answer: VerifyAnswer) => void,
  ): void {
    if (receipts.some((receipt) => receipt.account !== session.account))
      return done({ ok: false, refusal: "malformed" });
    const owner = this.#owners.owner(session.shard);
    if (owner === null) return done({ ok: false, refusal: "unknown" });
    if (owner.status === "switching") return done({ ok: false, refusal: "switching" });
    const room = owner.owner;
    this.#calls.call(room, { kind: "verify", receipts: [...receipts] }, (answer) => {
      if (answer.kind !== "checked") return done({ ok: false, refusal: "unknown" });
      const { account } = session;
      const { newest, ...counted } = countedOf(receipts, answer.checks);
      const checks = countChecks(counted.checks);
      // Removed meanwhile, or at another gateway, which counts it.
      const isHere = this.#sessions.of(account) !== null;
      const isConcerned = isHere && this.#concerns(session);
      if (isConcerned) this.#count.heard(incident, account, checks, newest);
      // Of another incident than the one that phones are asked about now none of ours tells, and whoever came later had nothing.
      const isAsked = isConcerned && incident > 0 && incident === this.#count.incident;
      if (isAsked && inFlight !== undefined && !session.synthetic) {
        const shown = { receipts, checks: answer.checks };
        this.inFlight.heard(incident, account, canHave(session, inFlight, shown), shown);
      }
      const sealed = { incident, checks, seal: this.#sealOf(account, incident, checks) };
      done({ ok: true, checks: answer.checks, room, atMs: this.#wallMs(), sealed });
    });
  }

  /** Null before the first incident was over. */
  totals(): AudienceVerification | null {
    return this.#count.totals(this.#receiptsNotHeard());
  }

  /** Of the same incident, as far as phones have told: of these, and of those here that have not. Null before the first was over. */
  inFlightTotals(): InFlightTotals | null {
    const { incident } = this.#count;
    if (incident === 0) return null;
    const told = this.inFlight.totals(incident);
    let silent = 0;
    for (const session of this.#sessions.all) {
      const { account, synthetic } = session;
      const isSilent = this.#concerns(session) && !this.inFlight.hasTold(incident, account);
      silent += Number(!synthetic && isSilent);
    }
    for (const account of this.#cameTold) {
      const hasLeft = this.#sessions.of(account) === null;
      silent += Number(hasLeft && !this.inFlight.hasTold(incident, account));
    }
    return { ...told, of: told.phones - this.#toldAndWent.size + silent };
  }

  /** What was found after an incident, added up; null where nobody here remembers it. */
  foundOf(incident: number): AudienceVerification | null {
    return this.#count.foundOf(incident, () => this.#receiptsNotHeard());
  }

  #receiptsNotHeard(): number {
    let notHeard = 0;
    for (const { receipts } of this.#silent()) notHeard += receipts;
    return notHeard;
  }

  /** Whose receipts were forged. */
  get forgers(): readonly AccountId[] {
    return this.#count.forgers;
  }

  /** What was found after an incident, phone by phone; null where nobody here remembers it. */
  rowsOf(incident: number): readonly PhoneVerification[] | null {
    return this.#count.rowsOf(incident, () => this.#notHeard());
  }

  #notHeard(): readonly NotHeard[] {
    const notHeard: NotHeard[] = [];
    for (const { account, receipts } of this.#silent())
      if (receipts > 0) notHeard.push({ account, notHeard: receipts });
    return notHeard;
  }

  /** Who is here, was asked and has not answered. */
  *#silent(): Iterable<Session> {
    for (const session of this.#sessions.all)
      if (this.#concerns(session) && !this.#count.hasHeard(session.account)) yield session;
  }

  /** One whose account was opened after the incident has nothing to check (C7). */
  #concerns({ openedAt }: Pick<Session, "openedAt">): boolean {
    return openedAt === null || openedAt <= this.#endedAt;
  }

  #sealOf(account: AccountId, incident: number, checks: CheckCounts): string {
    const counts = receiptChecks.map((check) => checks[check]);
    return this.#seal(["cablecut-verified-1", account, incident, ...counts].join("|"));
  }

  /** Spread so that the hall does not all ask at once. */
  #ask({ connection }: Session): void {
    const { incident } = this.#count;
    const spreadMs = Math.min(10_000, 500 + this.#sessions.online * 2);
    const agoMs = this.#startedAgoMs(incident);
    const startedAgo = agoMs === null ? {} : { startedAgoMs: Math.max(0, Math.round(agoMs)) };
    this.#people.toPhone(connection, "verifyReceipts", { incident, spreadMs, ...startedAgo });
  }
}

/** What it says was in flight is taken as far as its account can have it: it is added up on the stage. */
function canHave(
  { lastSequence }: Pick<Session, "lastSequence">,
  inFlight: readonly InFlight[],
  { receipts, checks }: { receipts: readonly Receipt[]; checks: readonly ReceiptCheck[] },
): readonly InFlight[] {
  // Of an account that was read from a room which was behind, a receipt knows more.
  const isProven = (number: number): boolean =>
    receipts.some(({ sequence }, at) => sequence === number && checks[at] === "verified");
  return inFlight.filter(({ sequence, end }) => {
    if (sequence <= lastSequence || isProven(sequence)) return true;
    return end === "open" && sequence <= lastSequence + openPaymentsMax;
  });
}

/** What is counted: one receipt for each number, however often it was sent, and the newest entry of those that are the show's. */
function countedOf(
  receipts: readonly Receipt[],
  checks: readonly ReceiptCheck[],
): { readonly checks: readonly ReceiptCheck[]; readonly newest: LogIndex | null } {
  const counted = new Map<number, { readonly check: ReceiptCheck; readonly index: LogIndex }>();
  for (const [at, { sequence, index }] of receipts.entries()) {
    const check = checks[at];
    if (check !== undefined && !counted.has(sequence)) counted.set(sequence, { check, index });
  }
  const entries = [...counted.values()].flatMap(({ check, index }) =>
    check === "verified" || check === "archived" ? index : [],
  );
  const newest = entries.toSorted((one, other) => other - one)[0] ?? null;
  return { checks: [...counted.values()].map(({ check }) => check), newest };
}
