import {
  receiptsPerAccountMax,
  receiptsPerRequestMax,
  type AccountId,
  type Receipt,
  type RoomIndex,
} from "@cablecut/protocol";
import type { CallOutcome, RoomCall, RoomLine } from "../client/room-line.ts";
import type { LogStory } from "./check-log.ts";
import { receiptOf, type History } from "./history.ts";
import { wait } from "./payer.ts";

const attemptsMax = 5;

/** Asks every single room: each acknowledged number by its receipt, every account, all funds added up anew. */
export async function checkRooms(
  line: RoomLine,
  history: History,
  story: LogStory,
): Promise<{ readonly receipts: number }> {
  const counts = await Promise.all(
    line.topology.rooms.map(async (_, index) => {
      const room = index as RoomIndex;
      await checkFunds(line, room, history);
      await checkAccounts(line, room, history, story);
      return checkReceipts(line, room, history);
    }),
  );
  return { receipts: counts.reduce((sum, count) => sum + count, 0) };
}

async function checkFunds(line: RoomLine, room: RoomIndex, history: History): Promise<void> {
  const answer = await ask(line, room, { kind: "audit" });
  if (answer.kind !== "audited")
    return history.violation(`room ${room}: no audit, ${named(answer)}`);
  const { funds, sound } = answer;
  if (!sound) history.violation(`room ${room}: its own audit found its accounts unsound`);
  const { people, house } = funds;
  for (const count of [people, house]) {
    if (count.actualCents !== count.expectedCents) {
      history.violation(`room ${room}: ${count.actualCents} instead of ${count.expectedCents}`);
    }
  }
  if (people.accounts !== history.openings.size) {
    history.violation(`room ${room}: ${people.accounts} accounts, ${history.openings.size} opened`);
  }
}

async function checkAccounts(
  line: RoomLine,
  room: RoomIndex,
  history: History,
  story: LogStory,
): Promise<void> {
  for (const [account, expected] of story.accounts) {
    const answer = await ask(line, room, { kind: "stale-read", account: account as AccountId });
    if (answer.kind !== "read") {
      history.violation(`room ${room}: does not show ${account}, ${named(answer)}`);
      continue;
    }
    const { balanceCents, sentCents, receivedCents, lastSequence } = answer.account;
    const seen = JSON.stringify({ balanceCents, sentCents, receivedCents, lastSequence });
    if (seen === JSON.stringify(expected)) continue;
    history.violation(
      `room ${room}: account ${account} is ${seen}, the log makes it ${JSON.stringify(expected)}`,
    );
  }
}

async function checkReceipts(line: RoomLine, room: RoomIndex, history: History): Promise<number> {
  let verified = 0;
  for (const [account, records] of history.numbers) {
    const receipts = records.map(receiptOf).filter((receipt) => receipt !== null);
    const opening = history.openings.get(account)!;
    const kept = receipts.slice(-receiptsPerRequestMax + 1);
    const checks = await checksOf(line, room, [opening, ...kept]);
    if (checks === null) {
      history.violation(`room ${room}: does not check the receipts of ${account}`);
      continue;
    }
    for (const [at, receipt] of [opening, ...kept].entries()) {
      const check = checks[at];
      const old = at > 0 && receipt.sequence <= records.length - receiptsPerAccountMax;
      if (check === "verified" || (check === "archived" && (old || at === 0))) verified += 1;
      else history.violation(`room ${room}: receipt ${check}: ${JSON.stringify(receipt)}`);
    }
  }
  return verified;
}

async function checksOf(
  line: RoomLine,
  room: RoomIndex,
  receipts: Receipt[],
): Promise<readonly string[] | null> {
  const answer = await ask(line, room, { kind: "verify", receipts });
  return answer.kind === "checked" ? answer.checks : null;
}

/** All cables are whole by now; a busy machine may still be slow. */
async function ask(line: RoomLine, room: RoomIndex, request: RoomCall): Promise<CallOutcome> {
  let answer: CallOutcome = { kind: "not-sent" };
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    answer = await line.call(room, request);
    if (answer.kind !== "not-sent" && answer.kind !== "no-answer") return answer;
    await wait(200);
  }
  return answer;
}

function named(answer: CallOutcome): string {
  return answer.kind === "refused" ? answer.refusal : answer.kind;
}
