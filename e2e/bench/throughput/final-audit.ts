import { setTimeout as pause } from "node:timers/promises";
import type { AccountId, AccountView, RoomAnswerMessage, RoomIndex } from "@cablecut/protocol";
import { nowMs, type RoomLine } from "../../client/room-line.ts";
import type { Payers } from "./payers.ts";

type Audited = Extract<RoomAnswerMessage, { kind: "audited" }>;

const statusTimeoutMs = 10_000;
const auditTimeoutMs = 60_000;
const staleReadsInFlightMax = 64;
const staleReadTriesMax = 20;
const faultsShownMax = 10;

export interface FinalAudit {
  /** The index at which all rooms were compared, and the state digest of each in the order of the topology. */
  readonly index: number;
  readonly digests: readonly string[];
  readonly accountsCompared: number;
  /** What is wrong, in sentences; empty where nothing is. */
  readonly faults: readonly string[];
}

/**
 * Holds all rooms against each other and against the payers' own books, when nothing is under way any more:
 * every room has booked exactly as many transfers as were acknowledged; every room recounts its funds account by account
 * and computes the digest of its state afresh, all at one index of the log, where all must be equal; and every account,
 * each asked of another room in turn, has ended with exactly the acknowledged number, balance, and sums.
 */
export async function auditRooms(line: RoomLine, payers: Payers): Promise<FinalAudit> {
  const faults: string[] = [];
  await statusesOfAll(line, payers.acknowledgedCount);
  for (const [room, status] of line.statuses.entries()) {
    const booked = status?.transfersBooked ?? 0;
    if (booked !== payers.acknowledgedCount) {
      faults.push(
        `room ${room} booked ${booked} transfers, acknowledged are ${payers.acknowledgedCount}`,
      );
    }
  }
  const audits = await auditsAtOneIndex(line);
  const digests = audits.map((audit) => audit.digest);
  if (new Set(digests).size > 1) faults.push(`the rooms' digests differ: ${digests.join(" ")}`);
  for (const [room, { sound, funds }] of audits.entries()) {
    const { actualCents, expectedCents } = funds.people;
    if (!sound) faults.push(`room ${room} found its own accounts unsound`);
    if (actualCents !== expectedCents) {
      faults.push(`room ${room} holds ${actualCents}, not ${expectedCents}`);
    }
  }
  faults.push(...(await compareAccounts(line, payers)));
  return {
    index: audits[0]!.appliedIndex,
    digests,
    accountsCompared: payers.all.length,
    faults: faults.slice(0, faultsShownMax),
  };
}

/** What the rooms have told may be older than the last answer: waits until they have told of as much, if they ever do. */
async function statusesOfAll(line: RoomLine, booked: number): Promise<void> {
  const startMs = nowMs();
  while (nowMs() - startMs < statusTimeoutMs) {
    if (line.statuses.every((status) => (status?.transfersBooked ?? 0) >= booked)) return;
    await pause(20);
  }
}

/** The log goes on (heartbeats), so rooms are asked together until all have answered for the same index. */
async function auditsAtOneIndex(line: RoomLine): Promise<readonly Audited[]> {
  const rooms = line.topology.rooms.map((_, room) => room as RoomIndex);
  const byIndex = new Map<number, Map<RoomIndex, Audited>>();
  const startMs = nowMs();
  while (nowMs() - startMs < auditTimeoutMs) {
    const answers = await Promise.all(rooms.map((room) => line.call(room, { kind: "audit" })));
    for (const [room, answer] of answers.entries()) {
      if (answer.kind !== "audited") continue;
      const known = byIndex.get(answer.appliedIndex) ?? new Map<RoomIndex, Audited>();
      known.set(room as RoomIndex, answer);
      byIndex.set(answer.appliedIndex, known);
      if (known.size === rooms.length) return rooms.map((each) => known.get(each)!);
    }
    await pause(10 * Math.random());
  }
  throw new Error("the rooms could not be audited at one index of the log");
}

async function compareAccounts(line: RoomLine, payers: Payers): Promise<string[]> {
  const faults: string[] = [];
  let next = 0;
  const compareSome = async (): Promise<void> => {
    while (next < payers.all.length) {
      const turn = next++;
      const account = payers.all[turn]!;
      const room = (turn % line.topology.rooms.length) as RoomIndex;
      const view = await staleRead(line, room, account as AccountId);
      const fault = view === null ? "was not shown" : faultOf(payers, account, view);
      if (fault !== null) faults.push(`account ${account} in room ${room} ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: staleReadsInFlightMax }, compareSome));
  return faults;
}

async function staleRead(
  line: RoomLine,
  room: RoomIndex,
  account: AccountId,
): Promise<AccountView | null> {
  for (let attempt = 0; attempt < staleReadTriesMax; attempt += 1) {
    const answer = await line.call(room, { kind: "stale-read", account });
    if (answer.kind === "read") return answer.account;
  }
  return null;
}

function faultOf(payers: Payers, account: number, view: AccountView): string | null {
  const pairs: readonly (readonly [string, number, number])[] = [
    ["last number", view.lastSequence, payers.acknowledged[account]!],
    ["balance", view.balanceCents, payers.balanceCents(account)],
    ["sum sent", view.sentCents, payers.sentCents[account]!],
    ["sum received", view.receivedCents, payers.receivedCents[account]!],
  ];
  const wrong = pairs.find(([, actual, expected]) => actual !== expected);
  return wrong === undefined
    ? null
    : `has the ${wrong[0]} ${wrong[1]}, acknowledged is ${wrong[2]}`;
}
