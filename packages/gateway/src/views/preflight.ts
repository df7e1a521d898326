import type {
  MeasureSource,
  PastIncident,
  PreflightItem,
  RoomStatus,
  ShowSnapshot,
  VenueCheck,
} from "@cablecut/protocol";

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
  // Where no room answers what was heard last is not how it is.
  const isTold = snapshot.funds !== null && snapshot.funds.ageMs === undefined;
  const home =
    best === null || !isTold
      ? 0
      : Array.from(best.shards).filter((owner, shard) => owner === String(shard % rooms)).length;
  const shards = best?.shards.length ?? 1;
  const balanced = isTold && snapshot.funds?.differenceCents === 0;
  const { digests } = snapshot.copies.compared ?? { digests: [] };
  const equal = mostOfOneKind(digests);
  const isDiverged = snapshot.rooms.some((room) => room.condition === "diverged");
  const differ = isDiverged || equal < digests.length;
  return [
    item("rooms-answering", snapshot.quorum.answering, rooms),
    item("leader", isTold && snapshot.leader !== null ? 1 : 0, 1),
    item(
      "cables-whole",
      snapshot.cables.filter((cable) => cable.fault === "none").length,
      snapshot.cables.length,
    ),
    item("funds-balanced", balanced ? 1 : 0, 1, isTold ? "failed" : "waiting"),
    item("canaries-paying", observed.freshCanaries, shards),
    item("shards-home", home, shards),
    item(
      "digests-equal",
      isDiverged ? Math.min(equal, rooms - 1) : equal,
      rooms,
      differ ? "failed" : "waiting",
    ),
    item("stage-connected", observed.stages, 1),
    item("phone-connected", snapshot.people.online, 1),
  ];
}

/** Of digests of one entry; none where nothing was compared. */
function mostOfOneKind(digests: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/**
 * A cut was played to its end in this show: shards have moved, and all were back. Whose rooms were back before anything had
 * moved is counted as none, and so is what began without a cut, with a room that was slow or killed. Real cables tell of no
 * cut: there every run counts, since a plug that was pulled may be known by the last heartbeat alone. `past` is what the log
 * remembers; of an incident that has just ended it may not be known yet.
 * `before`: cuts of shows that a reset has ended since; they count until one was played in this show.
 */
export function rehearsalOf(
  { incident }: Pick<ShowSnapshot, "incident">,
  past: readonly Pick<PastIncident, "number" | "shardsMoved" | "measured">[],
  { cablesAreReal, before = 0 }: { readonly cablesAreReal: boolean; readonly before?: number },
): VenueCheck {
  const beganWithCut = (source: MeasureSource | null | undefined): boolean =>
    cablesAreReal || source === "fabric";
  const played = new Set(
    past
      .filter(({ shardsMoved, measured }) => shardsMoved > 0 && beganWithCut(measured?.source))
      .map(({ number }) => number),
  );
  const isOver = incident?.state === "recovered" && beganWithCut(incident.startSource);
  if (isOver && incident.id !== null) played.add(incident.id);
  const check = "rehearsal" as const;
  if (played.size > 0) return { check, found: "done", runs: played.size };
  return before > 0
    ? { check, found: "done", runs: before, before: true }
    : { check, found: "none" };
}

/** A sync that takes longer delays every payment's answer, ms. */
const syncMsMax = 20;

/** Of the slowest room: a payment waits for the third fastest, but any of them may be among these. */
export function diskSyncOf(statuses: readonly (RoomStatus | null)[]): VenueCheck {
  const check = "disk-sync" as const;
  const times = statuses.flatMap((status) => status?.diskSyncMs?.p99Ms ?? []);
  if (times.length === 0) return { check, found: "unknown" };
  const ms = Math.max(...times);
  return { check, found: ms <= syncMsMax ? "fast" : "slow", ms };
}
