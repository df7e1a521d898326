import { BatchWriter } from "@cablecut/ledger";
import type { AccountId, Receipt } from "@cablecut/protocol";
import type { RoomFixture } from "./room-fixture.ts";

/** Of a person: the first bit is 0. */
export const token = "2b".repeat(32);
/** Shard 0 is at home in room 0; its canary and till are accounts 0 and 1. */
export const shard = 0;

export function opened(fixture: RoomFixture): { account: AccountId; receipt: Receipt } {
  fixture.messages();
  fixture.ask({ kind: "open", id: 1, tokenHash: token, shard });
  const answer = fixture.messages().find((message) => message.kind === "opened");
  if (answer === undefined || answer.receipt === null) throw new Error("no account was opened");
  return { account: answer.account.account, receipt: answer.receipt };
}

/** The shard is handed to another room, as the log has it. */
export function handAway(fixture: RoomFixture): void {
  const { rooms, shards } = fixture.room.ledger.failoverView();
  const { owner, epoch } = shards[shard]!;
  const writer = new BatchWriter();
  const to = (owner + 2) % rooms.length;
  const { lastHeartbeat: ownerHeartbeat } = rooms[owner]!;
  writer.moveShard({
    shard,
    from: owner,
    to,
    by: owner,
    epoch,
    reason: "handover",
    ownerHeartbeat,
  });
  fixture.log.inject(writer.finish());
}
