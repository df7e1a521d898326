import { shardAt, type RoomCondition, type World } from "@cablecut/protocol";

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
