import type { IncidentAges, LogEvent, LoggedIncident } from "@cablecut/protocol";

/** Entries remembered before those that the incident no longer names are forgotten. */
const entriesKeptMax = 1_024;

const kinds: ReadonlySet<LogEvent["kind"]> = new Set<LogEvent["kind"]>([
  "room-suspected",
  "suspicion-withdrawn",
  "shard-moved",
  "format-adopted",
  "shard-back",
  "incident-ended",
  "incident-measured",
]);

/**
 * When this room applied the entries of an incident, by its own monotonic clock and in memory only. What was not seen
 * coming is not in here: nobody knows how long ago it was.
 */
export class IncidentClock {
  readonly #appliedMs = new Map<number, number>();

  /** For entries that this room is a witness of. `incident`: the last one, as the entry left it. */
  applied(events: readonly LogEvent[], incident: () => LoggedIncident | null, nowMs: number): void {
    const event = events.find(({ kind }) => kinds.has(kind));
    if (event === undefined) return;
    this.#appliedMs.set(event.index, nowMs);
    if (this.#appliedMs.size > entriesKeptMax) this.#forgetAllBut(incident());
  }

  agesOf(incident: LoggedIncident, nowMs: number): IncidentAges {
    const age = (entry: number): number | null => {
      const atMs = this.#appliedMs.get(entry);
      return atMs === undefined ? null : Math.max(0, Math.round(nowMs - atMs));
    };
    return {
      firstHitMs: age(Math.min(...incident.shards.map(({ hitAt }) => hitAt))),
      endedMs: age(incident.endedAt),
      measuredMs: age(incident.measured?.at ?? 0),
      shards: incident.shards.map(({ settledAt, backAt }) => ({
        settledMs: age(settledAt),
        backMs: age(backAt),
      })),
    };
  }

  #forgetAllBut(incident: LoggedIncident | null): void {
    const named = new Set<number>();
    for (const { hitAt, settledAt, backAt } of incident?.shards ?? []) {
      for (const entry of [hitAt, settledAt, backAt]) named.add(entry);
    }
    if (incident !== null) named.add(incident.endedAt).add(incident.measured?.at ?? 0);
    for (const entry of this.#appliedMs.keys()) {
      if (!named.has(entry)) this.#appliedMs.delete(entry);
    }
  }
}
