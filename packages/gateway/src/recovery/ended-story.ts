import type { LoggedIncident, TimelineLine } from "@cablecut/protocol";
import type { Start } from "./measuring.ts";

/**
 * What was known of the last incident when it had ended stays known: of cables, of rooms and of what this gateway saw so much is
 * remembered and no more, and a booth goes on for days after an incident.
 */
export class EndedStory {
  #number = 0;
  #start: Start | null = null;
  #restoredByHand = false;
  #lines: readonly TimelineLine[] = [];

  /** The fabric's word is better than any other, and a later one of it than an earlier. */
  start(incident: LoggedIncident, start: Start | null): Start | null {
    if (!this.#isOf(incident)) return start;
    const isBetter = start?.source === "fabric" || this.#start?.source !== "fabric";
    if (start !== null && isBetter) this.#start = start;
    return this.#start;
  }

  restoredByHand(incident: LoggedIncident, isSeen: boolean): boolean {
    if (!this.#isOf(incident)) return isSeen;
    this.#restoredByHand ||= isSeen;
    return this.#restoredByHand;
  }

  lines(incident: LoggedIncident | null, lines: readonly TimelineLine[]): readonly TimelineLine[] {
    if (incident === null || !this.#isOf(incident)) return lines;
    if (lines.length >= this.#lines.length) this.#lines = lines;
    return this.#lines;
  }

  #isOf({ number, endedAt }: LoggedIncident): boolean {
    if (endedAt === 0) return false;
    if (number === this.#number) return true;
    this.#number = number;
    this.#start = null;
    this.#restoredByHand = false;
    this.#lines = [];
    return true;
  }
}
