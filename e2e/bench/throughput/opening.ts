import { setTimeout as pause } from "node:timers/promises";
import { shardAt, type ShardId } from "@cablecut/protocol";
import { tokenHashOfPerson } from "../../client/person-token.ts";
import type { RoomLine } from "../../client/room-line.ts";
import type { Payers } from "./payers.ts";

/** Openings that wait for an answer at once; a room takes 4,096. */
const openingsInFlightMax = 2_000;
const triesMax = 50;
const retryMs = 100;

/** Opens `people` accounts by ordinary requests, evenly over the shards, and enters them in `payers`. */
export async function openAccounts(line: RoomLine, payers: Payers, people: number): Promise<void> {
  let person = 0;
  const openSome = async (): Promise<void> => {
    while (person < people) await openOne(line, payers, person++);
  };
  await Promise.all(Array.from({ length: openingsInFlightMax }, openSome));
}

async function openOne(line: RoomLine, payers: Payers, person: number): Promise<void> {
  const shard = payers.shardOfPerson(person) as ShardId;
  const tokenHash = tokenHashOfPerson(`payer ${person}`);
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    const place = shardAt(line.furthest()?.shards ?? "", shard);
    if (place !== null) {
      const answer = await line.call(place.owner, { kind: "open", tokenHash, shard });
      if (answer.kind === "opened") return payers.opened(answer.account.account, place.owner);
      const passing = answer.kind === "no-answer" || answer.kind === "not-sent";
      if (!passing && answer.kind !== "refused") throw new Error(`opening: ${answer.kind}`);
    }
    await pause(retryMs);
  }
  throw new Error(`account ${person} could not be opened in ${triesMax} attempts`);
}
