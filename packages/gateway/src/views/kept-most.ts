import type { IncidentView } from "@cablecut/protocol";

/** The most payments that phones kept at one time in the last incident: what became of them is told by what is left. */
export class KeptMost {
  #most = 0;
  /** The one of the last look. */
  #before: Pick<IncidentView, "id" | "state" | "startedAtMs"> | null = null;
  readonly #began: () => void;

  /** `began`: called when a new incident is seen. */
  constructor(began: () => void) {
    this.#began = began;
  }

  /** What phones keep now, and the incident that goes on or was the last. */
  see(kept: number, incident: IncidentView | null): number {
    if (this.#isNew(incident)) {
      this.#most = 0;
      this.#began();
    }
    this.#before = incident;
    if (incident !== null) this.#most = Math.max(this.#most, kept);
    return this.#most;
  }

  /** One cut may be two incidents, of which the second goes on from the beginning of the first: then it is none of its own. */
  #isNew(incident: IncidentView | null): boolean {
    if (incident?.state !== "running") return false;
    const before = this.#before;
    const sinceMs = before?.startedAtMs ?? null;
    if (sinceMs !== null && sinceMs === incident.startedAtMs) return false;
    // Its number comes with the first suspicion: with it the same incident goes on.
    return before?.state !== "running" || (before.id !== null && incident.id !== before.id);
  }
}
