import { statusIntervalMs, type RoomStatus } from "@cablecut/protocol";

/** A word that was so much longer on its way than those before it is late, ms. */
const lateMs = 60;
/** Words are compared with those of this time before them and twice as long at most: clocks of two machines run apart. */
const comparedMs = 500;
/** What a line brings at once when it is no longer silent may all be late: after this another word has followed, ms. */
const followedMs = statusIntervalMs + 50;

/**
 * Whether the last word of a room was long on its way, by the age of an incident's beginning, which all of its words tell: it
 * grows as time passes here, unless a word lay on the way.
 */
export class Lateness {
  /** Whose age is told: of this incident, in this life of the room. */
  #of = "";
  #firstMs = 0;
  /** The moment of the beginning by the quickest words lately and before that, ms on this gateway's clock. */
  #latelyMs = 0;
  #beforeMs = 0;
  #latelySinceMs = 0;
  /** Null while it tells no age. */
  #behindMs: number | null = null;
  /** The incident whose end it tells; 0 where it tells of none. */
  #endOf = 0;

  told({ boot, incident }: RoomStatus, nowMs: number): void {
    this.#endOf = incident !== null && incident.endedAt > 0 ? incident.number : 0;
    const ageMs = incident?.ages.firstHitMs ?? null;
    if (incident === null || ageMs === null) {
      this.#of = "";
      this.#behindMs = null;
      return;
    }
    const of = `${incident.number} ${boot}`;
    const beganMs = nowMs - ageMs;
    if (of !== this.#of) {
      this.#of = of;
      this.#firstMs = nowMs;
      this.#compareFrom(beganMs, beganMs, nowMs);
    } else if (nowMs - this.#latelySinceMs > comparedMs) {
      this.#compareFrom(beganMs, this.#latelyMs, nowMs);
    }
    this.#latelyMs = Math.min(this.#latelyMs, beganMs);
    this.#behindMs = beganMs - Math.min(this.#latelyMs, this.#beforeMs);
  }

  #compareFrom(latelyMs: number, beforeMs: number, nowMs: number): void {
    this.#latelyMs = latelyMs;
    this.#beforeMs = beforeMs;
    this.#latelySinceMs = nowMs;
  }

  /** A room that tells no age tells nothing that could be old. */
  get isLate(): boolean {
    return this.#behindMs !== null && this.#behindMs > lateMs;
  }

  tellsEndOf(incident: number): boolean {
    return this.#endOf === incident;
  }

  /** Not late, and not among the first words either, which all may have been as late. */
  isInTime(nowMs: number): boolean {
    return !this.isLate && !(this.#behindMs !== null && nowMs - this.#firstMs < followedMs);
  }
}
