import type { LoggedIncident, PaceName } from "@cablecut/protocol";
import { endMsOf } from "./incident-view.ts";
import type { Moments } from "./moments.ts";

/** So long after the end somebody may still tell, or tell better, how long it took, ms. */
const untoldMaxMs = 2_000;

/** When this gateway learned that the last incident had ended, and whether it had seen it go on. Monotonic moments, ms. */
export class HeardEnd {
  readonly #moments: Moments;
  #wentOn: { readonly number: number; readonly pace: PaceName } | null = null;
  #ended: { readonly number: number; readonly heardMs: number; readonly sawIt: boolean } | null =
    null;

  constructor(moments: Moments) {
    this.#moments = moments;
  }

  goesOn(number: number, pace: PaceName): void {
    this.#wentOn = { number, pace };
  }

  /** False where it was told before. */
  ended(number: number, nowMs: number): boolean {
    if (this.#ended?.number === number) return false;
    this.#ended = { number, heardMs: nowMs, sawIt: this.#wentOn?.number === number };
    return true;
  }

  get sawIt(): boolean {
    return this.#ended?.sawIt === true;
  }

  /** In force while it went on; null where nobody here saw that. */
  paceOf(number: number): PaceName | null {
    return this.#wentOn?.number === number ? this.#wentOn.pace : null;
  }

  /** Somebody may still tell how long an incident took that has just ended. */
  mayBeTold(nowMs: number): boolean {
    return this.#ended !== null && nowMs - this.#ended.heardMs < untoldMaxMs;
  }

  /** As it was told or, by whoever saw the incident go on, when that was heard; null where nobody here knows. */
  endMs(incident: LoggedIncident): number | null {
    const toldMs = endMsOf(incident, this.#moments);
    const ended = this.#ended;
    if (ended?.number !== incident.number || !ended.sawIt) return toldMs;
    return toldMs === null ? ended.heardMs : Math.min(toldMs, ended.heardMs);
  }

  /** It was over when this gateway came, and nobody has told it yet when that was. */
  isAsked(incident: LoggedIncident, nowMs: number): boolean {
    const isUntimed = incident.endedAt > 0 && incident.measured === null;
    return isUntimed && this.endMs(incident) === null && this.mayBeTold(nowMs);
  }
}
