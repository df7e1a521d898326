import { randomBytes } from "node:crypto";
import {
  shardCountOf,
  type AccountId,
  type Receipt,
  type ShardId,
  type TokenHash,
} from "@cablecut/protocol";
import { tokenHashOfPerson } from "./person-token.ts";
import { nowMs, type RoomLine } from "./room-line.ts";
import type { ShardMap } from "./shard-map.ts";

/** Only bounds how long a failing start takes. */
const timeoutMs = 120_000;
const pauseMs = 20;

const pause = (): Promise<void> => new Promise((done) => setTimeout(done, pauseMs));

export interface OpenedAccount {
  readonly account: AccountId;
  readonly shard: ShardId;
  readonly receipt: Receipt;
}

/** Resolves when all rooms have caught up after their start and serve. */
export async function roomsReady(line: RoomLine): Promise<void> {
  const rooms = line.topology.rooms.length;
  const deadlineMs = nowMs() + timeoutMs;
  while (line.statuses.filter((status) => status?.ready === true).length < rooms) {
    if (nowMs() > deadlineMs) throw new Error("the rooms did not get ready");
    await pause();
  }
}

/** Opens `count` accounts, spread evenly over all shards. */
export function openAccounts(
  line: RoomLine,
  shards: ShardMap,
  count: number,
): Promise<OpenedAccount[]> {
  const shardCount = shardCountOf(line.topology);
  return Promise.all(
    Array.from({ length: count }, (_, number) =>
      openAccount(line, shards, (number % shardCount) as ShardId),
    ),
  );
}

function openAccount(line: RoomLine, shards: ShardMap, shard: ShardId): Promise<OpenedAccount> {
  const token = randomBytes(16);
  return openAccountOf(line, shards, tokenHashOfPerson(token), shard);
}

/** Opens the account of a token, or finds the one that it has; asks until it is told. */
export async function openAccountOf(
  line: RoomLine,
  shards: ShardMap,
  tokenHash: TokenHash,
  shard: ShardId,
): Promise<OpenedAccount> {
  const deadlineMs = nowMs() + timeoutMs;
  while (nowMs() < deadlineMs) {
    const room = shards.placeOf(shard)?.owner;
    if (room !== undefined) {
      const answer = await line.call(room, { kind: "open", tokenHash, shard });
      if (answer.kind === "opened" && answer.receipt !== null) {
        return { account: answer.account.account, shard, receipt: answer.receipt };
      }
    }
    await pause();
  }
  throw new Error(`no account could be opened in shard ${shard}`);
}
