import type { IncidentView, LogEvent, MeasureSource } from "@cablecut/protocol";
import type { Cluster } from "../processes/cluster.ts";
import type { IncidentPicture } from "./incident-checks.ts";
import { Violation } from "./violation.ts";

/**
 * A figure may be so much off: feeds and statuses travel, and rooms tell ages by clocks that run up to a tenth faster or
 * slower than they should here.
 */
const toleranceMs = 400;
const toleranceShare = 0.15;

const flappingMs = 2_000;

/** When the log had what an incident is measured by. */
interface Witnessed {
  readonly hitMs: number;
  readonly rooms: Set<number>;
  backMs: number;
  /** The entry of the last return, the rooms that have applied it, and when a second one had. */
  backAt: number;
  readonly haveIt: Set<number>;
  twiceMs: number;
}

/**
 * What gateways show of incidents, compared with what the log says by a reading of its own. Whatever is shown, the log must
 * have said, and at one and the same time; a gateway never goes back to what the log said before.
 */
export class PictureChecks {
  readonly #cluster: Cluster;
  /** The earliest of the log's pictures that each life of a gateway may still show. */
  readonly #floors = new Map<string, number>();
  readonly #witnessed = new Map<number, Witnessed>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** `life`: of that gateway. */
  shown(gateway: number, life: number, view: IncidentView | null): void {
    if (view === null || view.id === null) return;
    this.#cluster.coverage.note("pictures of incidents judged");
    const key = `${gateway}/${life}`;
    const { pictures } = this.#cluster.ledger.incidents;
    const floor = this.#floors.get(key) ?? 0;
    for (let at = floor; at < pictures.length; at += 1) {
      if (!isSame(view, pictures[at]!.picture)) continue;
      this.#floors.set(key, at);
      return;
    }
    throw new Violation(
      "incidents",
      `gateway ${gateway} shows ${said(view)}: the log never was so`,
    );
  }

  /** At its first commit. */
  event(event: LogEvent): void {
    const { nowMs } = this.#cluster.clock;
    if (event.kind === "room-suspected") {
      const story = this.#witnessed.get(event.incident);
      if (story === undefined)
        this.#witnessed.set(event.incident, {
          hitMs: nowMs,
          rooms: new Set(),
          backMs: 0,
          backAt: 0,
          haveIt: new Set(),
          twiceMs: 0,
        });
      this.#witnessed.get(event.incident)!.rooms.add(event.room);
    } else if (event.kind === "shard-back") {
      const story = this.#witnessed.get(event.incident);
      if (story === undefined) return;
      story.backMs = nowMs;
      story.backAt = event.index;
      story.haveIt.clear();
      story.twiceMs = nowMs;
    } else if (event.kind === "incident-measured") {
      const story = this.#witnessed.get(event.incident);
      if (story !== undefined) this.#judge(event.incident, story, event);
    }
  }

  /** A room has applied the log up to there. */
  applied(room: number, index: number): void {
    for (const story of this.#witnessed.values()) {
      if (story.backAt === 0 || index < story.backAt || story.haveIt.size > 1) continue;
      story.haveIt.add(room);
      if (story.haveIt.size === 2) story.twiceMs = this.#cluster.clock.nowMs;
    }
  }

  /** A figure is never shorter than what the log saw, and longer only by what came before the suspicion. */
  #judge(
    incident: number,
    { hitMs, backMs, twiceMs, rooms }: Witnessed,
    { source, durationMs }: { readonly source: MeasureSource; readonly durationMs: number },
  ): void {
    const seenMs = backMs - hitMs;
    const ownMs = source === "fabric" ? this.#darkSinceMs(rooms, hitMs) : hitMs;
    const startMs = Math.min(ownMs, this.#cutBeganMs(incident));
    const isSignOfLife = source === "last-heartbeat" || source === "path-silence";
    // What one room alone had when it was cut, nobody was told.
    const longestMs = isSignOfLife ? Number.POSITIVE_INFINITY : twiceMs - startMs;
    const tooShort = durationMs < seenMs * (1 - toleranceShare) - toleranceMs;
    const tooLong = durationMs > longestMs * (1 + toleranceShare) + toleranceMs;
    if (!tooShort && !tooLong) return;
    throw new Violation(
      "figures",
      `${durationMs} ms by ${source}, between ${seenMs.toFixed(0)} and ${longestMs.toFixed(0)}`,
    );
  }

  /** When the cut began that this incident belongs to: its rooms were lost before the one before it had ended. */
  #cutBeganMs(incident: number): number {
    const { hitMs, rooms } = this.#witnessed.get(incident)!;
    const ownMs = this.#darkSinceMs(rooms, hitMs);
    const before = this.#witnessed.get(incident - 1);
    if (before === undefined || ownMs >= before.backMs) return hitMs;
    return Math.min(this.#darkSinceMs(before.rooms, before.hitMs), this.#cutBeganMs(incident - 1));
  }

  /** When the first of them lost its last cable; one that was back for less than two seconds had not come back. */
  #darkSinceMs(rooms: ReadonlySet<number>, untilMs: number): number {
    let sinceMs = untilMs;
    for (const room of rooms) {
      const { id } = this.#cluster.topology.rooms[room]!;
      let darkMs = untilMs;
      let litMs = Number.NEGATIVE_INFINITY;
      for (const event of this.#cluster.fabric.events) {
        const atMs = event.atMs ?? 0;
        if (!("room" in event) || event.room !== id || atMs > untilMs) continue;
        if (event.kind === "room-lit") litMs = atMs;
        else if (atMs - litMs > flappingMs) darkMs = atMs;
      }
      sinceMs = Math.min(sinceMs, darkMs);
    }
    return sinceMs;
  }

  /** After the healing: whether a gateway shows the end of the last incident, with the log's figure. */
  isTheLogs(view: IncidentView | null): boolean {
    const last = this.#cluster.ledger.incidents.pictures.at(-1)?.picture;
    if (last === undefined) return view === null;
    return (
      view !== null &&
      last.hasEnded &&
      view.state !== "running" &&
      isSame(view, last) &&
      view.elapsedMs === last.measuredMs
    );
  }
}

function isSame(view: IncidentView, logged: IncidentPicture): boolean {
  const isSo =
    view.id === logged.number &&
    view.shardsHit === logged.hit &&
    view.shardsMoved === logged.moved &&
    view.shardsBack === logged.back &&
    view.accountsHit === logged.peopleHit &&
    view.accountsBack === logged.peopleBack &&
    view.suspectedRooms.toSorted((a, b) => a - b).join() === logged.rooms.join();
  if (!isSo) return false;
  if (view.state === "running") return true;
  const isRight = (view.state === "recovered") === logged.moved > 0;
  // A figure of one's own is shown until the log has one, and then the log's.
  const isFigure = logged.measuredMs === null || view.elapsedMs === logged.measuredMs;
  return logged.hasEnded && isRight && isFigure;
}

function said(view: IncidentView): string {
  const { id, state, suspectedRooms, shardsHit, shardsMoved, shardsBack, accountsHit } = view;
  const counts = {
    shardsHit,
    shardsMoved,
    shardsBack,
    accountsHit,
    accountsBack: view.accountsBack,
  };
  const all = { id, state, elapsedMs: view.elapsedMs, rooms: suspectedRooms, ...counts };
  return JSON.stringify(all);
}
