import type { VerifyAnswer } from "@cablecut/protocol";
import type { Cluster } from "./cluster.ts";
import type { Phone } from "./phone.ts";
import type { Line } from "./simulated-gateway.ts";
import { Violation } from "./violation.ts";

/** What a phone asks its gateway besides payments; each answer is judged as it comes, and nobody waits for it. */

/** The own last number is the least that a read of one's account must know of. */
export function readAccount(cluster: Cluster, line: Line, phone: Phone): void {
  const floor = phone.last;
  line.send((core) =>
    core.phones.account(line.connection, (answer) =>
      line.back(() =>
        cluster.guard(() => {
          if (!answer.ok) return;
          const { account } = answer;
          cluster.coverage.note("reads answered");
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
  checked: (early: number) => void,
): void {
  if (phone.receipts.length === 0) return;
  const judge = (answer: VerifyAnswer): void => {
    if (!answer.ok) return;
    const bad = answer.checks.find((check) => check === "missing" || check === "forged");
    if (bad !== undefined) throw new Violation("receipts", `room ${answer.room} says ${bad}`);
    const count = (of: string): number => answer.checks.filter((check) => check === of).length;
    cluster.coverage.note("receipts verified", count("verified"));
    checked(count("not-yet"));
  };
  const input = { incident, receipts: [...phone.receipts] };
  line.send((core) =>
    core.phones.verify(line.connection, input, (answer) =>
      line.back(() => cluster.guard(() => judge(answer))),
    ),
  );
}
