import { asRoomIndex, shardAt, type RoomIndex, type ShardId, type World } from "@cablecut/protocol";

/** What the last failover did to this phone and its partner, as far as this page has seen it. */
export interface Episode {
  /** Since then another room serves the own account than before. */
  readonly servedBy: RoomIndex | null;
  /** The room that the account left because it was out, and in which incident; null where this page has not seen it go. */
  readonly left: { readonly room: RoomIndex; readonly incident: number } | null;
  /** The partner's account was switching and serves again. */
  readonly partnerIsBack: boolean;
  /** The rooms whose cut that was; null from when they have come back: if they are cut again it is another cut. */
  readonly out: { readonly own: RoomIndex | null; readonly partner: RoomIndex | null };
}

export const noEpisode: Episode = {
  servedBy: null,
  left: null,
  partnerIsBack: false,
  out: { own: null, partner: null },
};

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
  const own = changeOf(before, after, shards.own);
  const partner = changeOf(before, after, shards.partner);
  const ownOut = ifOut(after, episode.out.own);
  const partnerOut = ifOut(after, episode.out.partner);
  const { servedBy } = isNew && ownOut === null ? noEpisode : episode;
  const wasBack = episode.partnerIsBack && !(isNew && partnerOut === null);
  return {
    servedBy: own.movedTo ?? servedBy,
    // Of an incident that takes the next room as well, the first.
    left: own.left?.incident === episode.left?.incident ? episode.left : (own.left ?? episode.left),
    partnerIsBack: (wasBack && !partner.stopped) || partner.returned,
    out: {
      own: own.movedTo === null ? ownOut : own.out,
      partner: partner.returned ? partner.out : partnerOut,
    },
  };
}

/**
 * What a page that was loaded again reads of it from the map of shards: whoever is served away from home was moved, and that
 * is news until everybody is home. Which room it left then nobody says: it may have been away before.
 */
export function episodeInLog(
  world: World,
  { own, partner }: { readonly own: ShardId | null; readonly partner: ShardId | null },
): Episode {
  return {
    servedBy: awayRoomOf(world, own),
    left: null,
    partnerIsBack: awayRoomOf(world, partner) !== null,
    out: { own: ifOut(world, homeOf(world, own)), partner: ifOut(world, homeOf(world, partner)) },
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

function homeOf({ conditions }: World, shard: ShardId | null): RoomIndex | null {
  return shard === null ? null : asRoomIndex(shard % conditions.length);
}

/** The room, where it is out. */
function ifOut({ conditions }: World, room: RoomIndex | null): RoomIndex | null {
  return room === null || conditions[room] === "normal" ? null : room;
}

interface Change {
  readonly movedTo: RoomIndex | null;
  readonly stopped: boolean;
  readonly returned: boolean;
  /** The room that served it before, where that is out. */
  readonly out: RoomIndex | null;
  /** As in Episode. */
  readonly left: Episode["left"];
}

function changeOf(before: World, after: World, shard: ShardId | null): Change {
  const was = shard === null ? null : shardAt(before.shards, shard);
  const is = shard === null ? null : shardAt(after.shards, shard);
  if (was === null || is === null)
    return { movedTo: null, stopped: false, returned: false, out: null, left: null };
  const movedTo = is.status === "serving" && is.owner !== was.owner ? is.owner : null;
  const wasSwitching = was.status === "switching";
  const out = ifOut(after, was.owner);
  // A room that is well was left on the way home; a page that slept through two incidents cannot say in which one.
  const isKnown = movedTo !== null && (wasSwitching || after.incident <= before.incident + 1);
  const { incident } = wasSwitching ? before : after;
  return {
    movedTo,
    stopped: is.status === "switching",
    returned: wasSwitching && is.status === "serving",
    out,
    left: isKnown && out !== null ? { room: out, incident } : null,
  };
}
