import type { PastIncident } from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { BestRoom } from "../routing/room-watch.ts";

/** Before a question that was not answered is asked again, ms of awake time. */
const againMs = 1_000;

/**
 * The incidents of this show that have ended, as the log remembers them. Asked for whenever one has ended or was measured
 * that is not known here as such.
 */
export class IncidentMemory {
  readonly #rooms: BestRoom;
  readonly #calls: AskRoom;
  readonly #awake: AwakeClock;
  /** Null until a room has told them. */
  #known: readonly PastIncident[] | null = null;
  #asking = false;
  #dueMs = 0;

  constructor(rooms: BestRoom, calls: AskRoom, awake: AwakeClock) {
    this.#rooms = rooms;
    this.#calls = calls;
    this.#awake = awake;
  }

  of(incident: number): PastIncident | null {
    return this.#known?.find(({ number }) => number === incident) ?? null;
  }

  /** As the log remembers them, as far as this gateway was told. */
  get all(): readonly PastIncident[] {
    return this.#known ?? [];
  }

  /** To be called now and then while this incident has ended. */
  need(incident: number, measured: boolean): void {
    const known = this.of(incident);
    if (known !== null && (known.measured !== null || !measured)) return;
    const room = this.#rooms.bestAnswering();
    if (this.#asking || room === null || this.#awake.nowMs < this.#dueMs) return;
    this.#asking = true;
    this.#calls.call(room, { kind: "past-incidents" }, (answer) => {
      this.#asking = false;
      this.#dueMs = this.#awake.nowMs + againMs;
      if (answer.kind === "past-incidents") this.#known = answer.incidents;
    });
  }

  /**
   * At full speed, recovered, measured from the fabric's word, and faster than every earlier such run that lost as many
   * rooms and shards. The first of its kind has nobody to beat; what is not known is no record.
   */
  isRecord(incident: number): boolean {
    const run = this.of(incident);
    if (run === null) return false;
    const durationMs = comparableMs(run);
    if (durationMs === null) return false;
    const earlier = (this.#known ?? []).flatMap((each) => {
      const earlierMs = each.number < run.number && isAlike(each, run) ? comparableMs(each) : null;
      return earlierMs === null ? [] : [earlierMs];
    });
    return earlier.length > 0 && earlier.every((earlierMs) => durationMs < earlierMs);
  }
}

/** Null for a run that is compared with none: paced, not recovered, or not measured from the fabric's word. */
function comparableMs({ pace, shardsMoved, measured }: PastIncident): number | null {
  const isRun = pace === "full-speed" && shardsMoved > 0 && measured?.source === "fabric";
  return isRun ? measured.durationMs : null;
}

/** Losing more takes longer: only runs that lost as many rooms and as many shards are measured against each other. */
function isAlike(one: PastIncident, other: PastIncident): boolean {
  return one.rooms.length === other.rooms.length && one.shardsHit === other.shardsHit;
}
