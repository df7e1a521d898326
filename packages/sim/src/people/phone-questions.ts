import { asCents, type Cents, type SealedChecks, type VerifyAnswer } from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import type { Phone } from "./phone.ts";
import type { Line } from "../processes/simulated-gateway.ts";
import { Violation } from "../checks/violation.ts";

/** What a phone asks its gateway besides payments; each answer is judged as it comes, and nobody waits for it. */

/** What a phone says that it keeps: its account alone decides, so that anybody can add it up. */
export function outboxOf(phone: Phone | null): {
  readonly kept: number;
  readonly keptCents: Cents;
  readonly checking: number;
  readonly receipts: number;
} {
  const kept = phone === null ? 0 : 1 + (phone.account % 3);
  const checking = (phone?.errand ?? null) === null ? 0 : 1;
  return { kept, keptCents: asCents(7 * kept), checking, receipts: phone?.receipts.length ?? 0 };
}

export function tellOutbox(line: Line | null, phone: Phone | null): void {
  line?.send((core) => core.phones.outbox(line.connection, outboxOf(phone)));
}

/** People are behind addresses of their own: what one hall's address may do is tested elsewhere. */
export function addressOf(token: string): string {
  const number = Number.parseInt(token.slice(-4), 16);
  return `10.0.${number >> 8}.${number & 0xff}`;
}

/** The own last number is the least that a read of one's account must know of. */
export function readAccount(cluster: Cluster, line: Line, phone: Phone): void {
  const floor = phone.last;
  const read = cluster.order.beginRead(phone.account);
  line.send((core) =>
    core.phones.account(line.connection, (answer) =>
      line.back(() =>
        cluster.guard(() => {
          if (!answer.ok) return;
          const { account } = answer;
          cluster.coverage.note("reads answered");
          cluster.order.endRead(read, account.appliedIndex, line.connection);
          cluster.ledger.demandState(line.connection, account);
          if (account.lastSequence >= floor) return;
          throw new Violation(
            "reads never go back",
            `${phone.account}: ${account.lastSequence} after ${floor}`,
          );
        }),
      ),
    ),
  );
}

/** `checked`: so many were asked for too early. */
export function verifyReceipts(
  cluster: Cluster,
  line: Line,
  phone: Phone,
  incident: number,
  checked: (early: number, sealed: SealedChecks) => void,
): void {
  if (phone.receipts.length === 0) return;
  const judge = (answer: VerifyAnswer): void => {
    if (!answer.ok) return;
    const bad = answer.checks.find((check) => check === "missing" || check === "forged");
    if (bad !== undefined) throw new Violation("receipts", `room ${answer.room} says ${bad}`);
    const count = (of: string): number => answer.checks.filter((check) => check === of).length;
    cluster.coverage.note("receipts verified", count("verified"));
    checked(count("not-yet"), answer.sealed);
  };
  const input = { incident, receipts: [...phone.receipts] };
  line.send((core) =>
    core.phones.verify(line.connection, input, (answer) =>
      line.back(() => cluster.guard(() => judge(answer))),
    ),
  );
}
