import {
  asRoomIndex,
  engineEventsMax,
  type EngineFrame,
  type EngineRoom,
  type EngineSecond,
  type RunMoment,
  withMomentsOf,
} from "@cablecut/protocol";
import type { Canaries } from "../recovery/canaries.ts";
import type { IncidentWatch } from "../recovery/incident-watch.ts";
import type { ShowEventLog } from "../recovery/show-event-log.ts";
import type { RoomWatch } from "../routing/room-watch.ts";
import type { AnswerMeter } from "./answer-meter.ts";
import { heartbeatAgesMs } from "./heartbeat-ages.ts";
import { canaryFreshMs } from "./preflight.ts";
import type { TrafficMeter } from "./traffic-meter.ts";

interface EngineParts {
  readonly rooms: Pick<RoomWatch, "topology" | "best" | "status" | "answering" | "isAnswering">;
  /** Those that are heard. */
  readonly others: { readonly words: readonly unknown[] };
  readonly canaries: Pick<Canaries, "freshness">;
  readonly meter: Pick<TrafficMeter, "history">;
  readonly answers: Pick<AnswerMeter, "at">;
  readonly events: Pick<ShowEventLog, "lines">;
  readonly incidents: Pick<IncidentWatch, "view">;
  /** One monotonic, and one that is only told. */
  readonly clocks: { nowMs: () => number; wallMs: () => number };
}

/** What the engineer's view draws beside the snapshot. */
export class EngineView {
  readonly #parts: EngineParts;
  /** Seconds that began before were told to everybody who was here. */
  #toldUntilMs = 0;
  #moments: readonly RunMoment[] = [];

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** To be called about once a second, also while nobody is here: whoever comes later sees when earlier runs began and ended. */
  note(): void {
    this.#moments = withMomentsOf(this.#moments, this.#parts.incidents.view());
  }

  /** For those who are here: seconds that they have not been told. */
  take(): EngineFrame {
    const from = this.#toldUntilMs;
    const seconds = this.#seconds();
    this.#toldUntilMs = Math.max(from, (seconds.at(-1)?.startMs ?? from - 1) + 1);
    return this.#frame(seconds.filter(({ startMs }) => startMs >= from));
  }

  /** For somebody who has just come. */
  whole(): EngineFrame {
    this.note();
    const moments = this.#moments.filter(({ incident }) => incident !== null);
    return { ...this.#frame(this.#seconds()), moments };
  }

  #frame(seconds: readonly { readonly second: EngineSecond }[]): EngineFrame {
    const { canaries, events, others } = this.#parts;
    return {
      rooms: this.#rooms(),
      canaries: canaries.freshness(canaryFreshMs),
      seconds: seconds.map(({ second }) => second),
      events: events.lines.slice(-engineEventsMax),
      ...(others.words.length > 0 ? { isOneOfSeveral: true } : {}),
    };
  }

  #seconds(): readonly { readonly startMs: number; readonly second: EngineSecond }[] {
    const { meter, answers, clocks } = this.#parts;
    const nowMs = clocks.nowMs();
    const wallMs = clocks.wallMs();
    return meter.history().map(({ agoMs, booked, byRoom }) => {
      const startMs = Math.round(nowMs - agoMs);
      const { answers: counts, answerMs } = answers.at(startMs);
      const atMs = Math.round(wallMs - agoMs);
      return { startMs, second: { atMs, booked, byRoom, answers: counts, answerMs } };
    });
  }

  #rooms(): readonly EngineRoom[] {
    const { rooms } = this.#parts;
    const best = rooms.best();
    const ages = heartbeatAgesMs(rooms);
    return rooms.topology.rooms.map((_, index): EngineRoom => {
      const room = asRoomIndex(index);
      const status = rooms.isAnswering(room) ? rooms.status(room) : null;
      return {
        room,
        heartbeatAgeMs: ages[index] ?? null,
        now: status && {
          role: status.role,
          term: status.term,
          appliedIndex: status.appliedIndex,
          lagEntries: Math.max(0, (best?.appliedIndex ?? 0) - status.appliedIndex),
          commitMs: status.commitMs,
          diskSyncMs: status.diskSyncMs,
        },
      };
    });
  }
}
