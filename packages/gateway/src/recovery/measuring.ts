import {
  measuredMsMax,
  type LoggedIncident,
  type MeasureSource,
  type Measurement,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { AskRoom } from "../routing/room-calls.ts";
import type { BestRoom } from "../routing/room-watch.ts";
import { endMsOf, lastBackOf } from "./incident-view.ts";
import type { Moments } from "./moments.ts";

/** Before a measurement that a room did not take is offered again, ms of awake time. */
const againMs = 500;

export interface Start {
  readonly atMs: number;
  readonly source: MeasureSource;
}

/**
 * How long an incident and its shards took, by the moments that are known here; a shard whose return nobody has told of is
 * left out. Null while it goes on, and where the start or the return of the last shard is not known: that is the figure.
 */
export function measurementOf(
  incident: LoggedIncident,
  start: Start | null,
  moments: Moments,
): Measurement | null {
  if (incident.endedAt === 0 || start === null) return null;
  const endMs = endMsOf(incident, moments);
  if (endMs === null) return null;
  const lastBackAt = lastBackOf(incident);
  const shards: [Measurement["shards"][number][0], number][] = [];
  for (const { shard, backAt } of incident.shards) {
    const backMs = moments.at(backAt) ?? (backAt === lastBackAt ? endMs : null);
    if (backMs === null) continue;
    // A shard cannot have come back before it was lost: then one of the two moments is another's.
    if (backMs < start.atMs) return null;
    shards.push([shard, Math.round(backMs - start.atMs)]);
  }
  const durationMs = Math.max(...shards.map(([, ms]) => ms));
  return { incident: incident.number, source: start.source, durationMs, shards };
}

/** Puts this gateway's measurement of an incident into the log; the first one counts, whoever's it is. */
export class Measuring {
  readonly #rooms: BestRoom;
  readonly #calls: AskRoom;
  readonly #awake: AwakeClock;
  #asking = false;
  #dueMs = 0;
  /** The last incident that the log has a measurement of, as far as this gateway was told. */
  #measured = 0;

  constructor(rooms: BestRoom, calls: AskRoom, awake: AwakeClock) {
    this.#rooms = rooms;
    this.#calls = calls;
    this.#awake = awake;
  }

  /** To be called now and then until the log has a measurement. What took more than a day the log takes from nobody. */
  offer(measurement: Measurement): void {
    const { incident, durationMs } = measurement;
    if (durationMs > measuredMsMax) return;
    const room = this.#rooms.bestAnswering();
    const isWaiting = this.#asking || this.#awake.nowMs < this.#dueMs;
    if (room === null || isWaiting || incident <= this.#measured) return;
    this.#asking = true;
    this.#calls.call(room, { kind: "measure-incident", ...measurement }, (answer) => {
      this.#asking = false;
      this.#dueMs = this.#awake.nowMs + againMs;
      const isTaken =
        answer.kind === "done" ||
        (answer.kind === "refused" && answer.refusal === "already-measured");
      if (isTaken) this.#measured = incident;
    });
  }
}
