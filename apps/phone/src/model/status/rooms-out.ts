import { shardAt, type RoomCondition, type World } from "@cablecut/protocol";
import type { PhoneState } from "../phone-state.ts";

/** The rooms as they are heard of now; null: nothing is. What was said over a line that is lost is not what is. */
export function heardWorld({
  world,
  connection,
}: Pick<PhoneState, "world" | "connection">): World | null {
  return connection === "connected" && world?.starting === false ? world : null;
}

export function isOut(condition: RoomCondition): boolean {
  return condition === "diverged" || isSilent(condition);
}

/** Nothing is heard of it. */
export function isSilent(condition: RoomCondition): boolean {
  return condition === "abnormal" || condition === "switching" || condition === "dark";
}

/** The room that owns a shard is out; false as well where nothing is known of it. */
export function isOwnerOut(world: World | null, shard: number | null): boolean {
  const at = world === null || shard === null ? null : shardAt(world.shards, shard);
  return at !== null && isOut(world?.conditions[at.owner] ?? "normal");
}
