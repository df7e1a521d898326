import type { PreflightItem, RoomStatus, ShowSnapshot } from "@cablecut/protocol";

/** A canary that has paid within this time shows that its shard can be paid in, ms. */
export const canaryFreshMs = 3_000;

/** What must be right before a cut. Every item is observed at this moment. */
export function preflightOf(observed: {
  readonly snapshot: ShowSnapshot;
  readonly best: RoomStatus | null;
  /** Canaries that have paid within `canaryFreshMs`. */
  readonly freshCanaries: number;
  readonly stages: number;
}): readonly PreflightItem[] {
  const { snapshot, best } = observed;
  const rooms = snapshot.rooms.length;
  const item = (
    check: PreflightItem["check"],
    have: number,
    want: number,
    bad: PreflightItem["state"] = "waiting",
  ): PreflightItem => ({
    check,
    state: have >= want ? "ok" : bad,
    have,
    want,
  });
  const home =
    best === null
      ? 0
      : Array.from(best.shards).filter((owner, shard) => owner === String(shard % rooms)).length;
  const shards = best?.shards.length ?? 1;
  const balanced = snapshot.funds !== null && snapshot.funds.differenceCents === 0;
  const diverged = snapshot.rooms.filter((room) => room.condition === "diverged").length;
  return [
    item("rooms-answering", snapshot.quorum.answering, rooms),
    item("leader", snapshot.leader === null ? 0 : 1, 1),
    item(
      "cables-whole",
      snapshot.cables.filter((cable) => cable.fault === "none").length,
      snapshot.cables.length,
    ),
    item("funds-balanced", balanced ? 1 : 0, 1, snapshot.funds === null ? "waiting" : "failed"),
    item("canaries-paying", observed.freshCanaries, shards),
    item("shards-home", home, shards),
    item("digests-equal", rooms - diverged, rooms, "failed"),
    item("stage-connected", observed.stages, 1),
    item("phone-connected", snapshot.people.online, 1),
  ];
}
