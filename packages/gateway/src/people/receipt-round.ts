import type { AudienceVerification, Receipt, ReceiptCheck, VerifyAnswer } from "@cablecut/protocol";
import type { PeoplePorts } from "../ports.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { ShardOwners } from "../routing/room-watch.ts";
import type { Session, Sessions } from "./sessions.ts";
import { VerificationCount } from "./verification-count.ts";

/** After an incident every phone has its own receipts checked; their answers are added up. */
export class ReceiptRound {
  readonly #sessions: Sessions;
  readonly #owners: ShardOwners;
  readonly #calls: AskRoom;
  readonly #people: Pick<PeoplePorts, "toPhone">;
  readonly #count = new VerificationCount();

  constructor(parts: {
    sessions: Sessions;
    owners: ShardOwners;
    calls: AskRoom;
    people: Pick<PeoplePorts, "toPhone">;
  }) {
    this.#sessions = parts.sessions;
    this.#owners = parts.owners;
    this.#calls = parts.calls;
    this.#people = parts.people;
  }

  /** Every phone checks its own receipts now. */
  begin(incident: number): void {
    this.#count.begin(incident);
    for (const session of this.#sessions.all) this.#ask(session);
  }

  /**
   * Whoever enters after an incident is asked as well, once: a gateway that was started anew has heard nobody yet. One
   * whose account is younger than the incident has nothing to check.
   */
  entered(session: Session, fresh: boolean): void {
    if (this.#count.incident === 0) return;
    if (fresh) session.youngerThan = this.#count.incident;
    else if (!this.#count.hasHeard(session.account)) this.#ask(session);
  }

  /** Asks the room that serves the account now; only that room's word counts as the audience's verification. */
  verify(
    session: Pick<Session, "account" | "shard">,
    incident: number,
    receipts: readonly Receipt[],
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
      this.#count.heard(incident, session.account, checksOfDistinct(receipts, answer.checks));
      done({ ok: true, checks: answer.checks, room });
    });
  }

  /** Null before the first incident was over. */
  totals(): AudienceVerification | null {
    let notHeard = 0;
    for (const session of this.#sessions.all) {
      const isAwaited =
        session.youngerThan < this.#count.incident && !this.#count.hasHeard(session.account);
      if (isAwaited) notHeard += session.receipts;
    }
    return this.#count.totals(notHeard);
  }

  /** Spread so that the hall does not all ask at once. */
  #ask({ connection }: Session): void {
    const { incident } = this.#count;
    const spreadMs = Math.min(10_000, 500 + this.#sessions.online * 2);
    this.#people.toPhone(connection, "verifyReceipts", { incident, spreadMs });
  }
}

/** What is counted: one receipt for each number, however often it was sent. */
function checksOfDistinct(
  receipts: readonly Receipt[],
  checks: readonly ReceiptCheck[],
): readonly ReceiptCheck[] {
  const counted = new Set<number>();
  return checks.filter((_, at) => {
    const sequence = receipts[at]?.sequence;
    if (sequence === undefined || counted.has(sequence)) return false;
    counted.add(sequence);
    return true;
  });
}
