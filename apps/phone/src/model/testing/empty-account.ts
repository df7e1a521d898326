import {
  asCents,
  type AccountId,
  type AccountView,
  type LogIndex,
  type RoomIndex,
  type ShardId,
  type SequenceNumber,
} from "@cablecut/protocol";

/** A person's, from which nothing was ever paid. */
export const emptyAccount: AccountView = {
  account: 500 as AccountId,
  shard: 0 as ShardId,
  room: 0 as RoomIndex,
  synthetic: false,
  balanceCents: asCents(0),
  sentCents: asCents(0),
  receivedCents: asCents(0),
  lastSequence: 0 as SequenceNumber,
  history: [],
  appliedIndex: 0 as LogIndex,
};
