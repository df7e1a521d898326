import { shardAt, type RoomIndex, type ShardId, type World } from "@cablecut/protocol";

/** What the last failover did to this phone and its partner, as far as this page has seen it. */
export interface Episode {
  /** Since then another room serves the own account than before. */
  readonly servedBy: RoomIndex | null;
  /** The partner's account was switching and serves again. */
  readonly partnerIsBack: boolean;
}

export const noEpisode: Episode = { servedBy: null, partnerIsBack: false };

/**
 * A new cut forgets the last one, and so does the day on which everybody is home again; a shard that moves is seen
 * in the map of shards. A new incident while the room of the last one is still out belongs to the same cut: at full speed the
 * log may count the rooms of one cut one by one.
 */
export function followWorld(
  episode: Episode,
  before: World | null,
  after: World,
  shards: { readonly own: ShardId | null; readonly partner: ShardId | null },
): Episode {
  if (before === null) return episode;
  if (isEverybodyHome(after)) return noEpisode;
  const isNew = after.incident > before.incident;
  const known: Episode = {
    servedBy: isNew && !isHomeOut(after, shards.own) ? null : episode.servedBy,
    partnerIsBack: episode.partnerIsBack && !(isNew && !isHomeOut(after, shards.partner)),
  };
  const own = changeOf(before, after, shards.own);
  const partner = changeOf(before, after, shards.partner);
  return {
    servedBy: own.movedTo ?? known.servedBy,
    partnerIsBack: (known.partnerIsBack && !partner.stopped) || partner.returned,
  };
}

/**
 * What a page that was loaded again reads of it from the map of shards: whoever is served away from home was moved, and that
 * is news until everybody is home.
 */
export function episodeInLog(
  world: World,
  shards: { readonly own: ShardId | null; readonly partner: ShardId | null },
): Episode {
  return {
    servedBy: awayRoomOf(world, shards.own),
    partnerIsBack: awayRoomOf(world, shards.partner) !== null,
  };
}

function awayRoomOf({ shards, conditions }: World, shard: ShardId | null): RoomIndex | null {
  const at = shard === null ? null : shardAt(shards, shard);
  if (shard === null || at?.status !== "serving") return null;
  return at.owner === shard % conditions.length ? null : at.owner;
}

/** Every shard is served by its first room: shard s by room s mod rooms. False where nothing is known. */
export function isEverybodyHome({ shards, conditions }: World): boolean {
  if (shards === "") return false;
  for (let shard = 0; shard < shards.length; shard += 1) {
    const at = shardAt(shards, shard);
    if (at?.status !== "serving" || at.owner !== shard % conditions.length) return false;
  }
  return true;
}

/** The room in which a shard is at home has not come back. */
function isHomeOut({ conditions }: World, shard: ShardId | null): boolean {
  return shard !== null && conditions[shard % conditions.length] !== "normal";
}

function changeOf(
  before: World,
  after: World,
  shard: ShardId | null,
): { movedTo: RoomIndex | null; stopped: boolean; returned: boolean } {
  const was = shard === null ? null : shardAt(before.shards, shard);
  const is = shard === null ? null : shardAt(after.shards, shard);
  if (was === null || is === null) return { movedTo: null, stopped: false, returned: false };
  return {
    movedTo: is.status === "serving" && is.owner !== was.owner ? is.owner : null,
    stopped: is.status === "switching",
    returned: was.status === "switching" && is.status === "serving",
  };
}
