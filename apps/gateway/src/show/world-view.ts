import { quorumOf, asRoomIndex, type Cents, type World } from "@cablecut/protocol";
import type { RoomWatch } from "../rooms/room-watch.ts";

/** What every phone is told of the rooms. */
export function worldOf(
  watch: RoomWatch,
  cue: { readonly on: boolean; readonly amountCents: Cents },
): World {
  const best = watch.best();
  const answering = watch.answering.length;
  return {
    atMs: Date.now(),
    conditions: watch.topology.rooms.map((_, room) => watch.condition(asRoomIndex(room))),
    shards: best?.shards ?? "",
    answering,
    quorum: answering >= quorumOf(watch.topology),
    incident: best?.incident ?? 0,
    cue,
  };
}

/** The world without its time: equal texts need not be told again. */
export function fingerprint(world: World): string {
  return JSON.stringify({ ...world, atMs: 0 });
}
