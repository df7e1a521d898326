import type { IncidentView, RoomIndex, ShowSnapshot } from "@cablecut/protocol";

/** A switch that takes longer than this is not what was announced: what is missing is said, ms. */
export const awaitedAfterMs = 40_000;

/** What a running incident still lacks, the first cause first. */
export type Awaited =
  | { readonly kind: "quorum"; readonly answering: number; readonly needed: number }
  /** No cable, and nobody has noticed it in the log. */
  | { readonly kind: "suspicion"; readonly rooms: readonly RoomIndex[] }
  | { readonly kind: "lease"; readonly seconds: number }
  | { readonly kind: "moves"; readonly moved: number; readonly hit: number }
  /** Moved, and nobody has paid there yet. */
  | { readonly kind: "payments"; readonly back: number; readonly moved: number };

/** `seenForMs`: how long this page has seen it running, for where nobody knows since when it does. */
export function awaitedOf(
  { incident, quorum }: Pick<ShowSnapshot, "incident" | "quorum">,
  seenForMs: number,
): readonly Awaited[] {
  if (incident?.state !== "running" || (incident.elapsedMs ?? seenForMs) < awaitedAfterMs)
    return [];
  return [...ofQuorum(quorum), ...ofSwitch(incident)];
}

function ofQuorum({ answering, needed }: ShowSnapshot["quorum"]): readonly Awaited[] {
  return answering < needed ? [{ kind: "quorum", answering, needed }] : [];
}

function ofSwitch(incident: IncidentView): readonly Awaited[] {
  const { roomsLost, suspectedRooms, leaseRemainingMs, shardsHit, shardsMoved, shardsBack } =
    incident;
  const rooms = roomsLost.filter((room) => !suspectedRooms.includes(room));
  if (shardsHit === 0) return rooms.length === 0 ? [] : [{ kind: "suspicion", rooms }];
  const awaited: Awaited[] = [];
  if (leaseRemainingMs !== null && leaseRemainingMs > 0)
    awaited.push({ kind: "lease", seconds: Math.ceil(leaseRemainingMs / 1_000) });
  if (shardsMoved < shardsHit) awaited.push({ kind: "moves", moved: shardsMoved, hit: shardsHit });
  if (shardsBack < shardsMoved)
    awaited.push({ kind: "payments", back: shardsBack, moved: shardsMoved });
  return awaited;
}
