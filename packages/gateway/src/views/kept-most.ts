import type { IncidentView } from "@cablecut/protocol";

/** The most payments that phones kept at one time in the last incident: what became of them is told by what is left. */
export class KeptMost {
  #most = 0;
  #incident: number | null = null;
  #running = false;
  readonly #began: () => void;

  /** `began`: called when a new incident is seen. */
  constructor(began: () => void) {
    this.#began = began;
  }

  /** What phones keep now, and the incident that goes on or was the last. */
  see(kept: number, incident: IncidentView | null): number {
    const running = incident?.state === "running";
    // Its number comes with the first suspicion: with it the same incident goes on.
    const isNew =
      running && (!this.#running || (this.#incident !== null && incident.id !== this.#incident));
    if (isNew) {
      this.#most = 0;
      this.#began();
    }
    this.#running = running;
    this.#incident = incident?.id ?? null;
    if (incident !== null) this.#most = Math.max(this.#most, kept);
    return this.#most;
  }
}
