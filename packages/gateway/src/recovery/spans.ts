import type { RoomIndex } from "@cablecut/protocol";
import type { CableHistory } from "./cable-history.ts";
import type { Start } from "./measuring.ts";

/** Incidents of which is remembered when they began and ended. */
const spansMax = 4;

interface Span {
  readonly start: Start;
  /** While it goes on, the last moment at which it was known to. */
  readonly endMs: number;
}

/**
 * One cut may be several incidents: at full speed the shards of the first room are back before the second one is suspected.
 * SPEC.md, T12: the timer goes on then, and does not begin anew with the second room.
 */
export class Spans {
  readonly #spans = new Map<number, Span>();

  /** Until then at least; null where nobody here knows. */
  add(incident: number, start: Start | null, endMs: number | null): void {
    if (start === null || endMs === null) return;
    this.#spans.set(incident, { start, endMs });
    const [oldest] = this.#spans.keys();
    if (this.#spans.size > spansMax && oldest !== undefined) this.#spans.delete(oldest);
  }

  /**
   * The start of an incident whose own rooms were lost at `start`. Only by the fabric's word: a last heartbeat lies before the
   * loss, and so may lie before an end that the loss lies behind.
   */
  goingOn(start: Start | null, incident: number): Start | null {
    const before = this.#spans.get(incident - 1);
    if (start?.source !== "fabric" || before === undefined) return start;
    return start.atMs < before.endMs ? before.start : start;
  }
}

/** When the first of these rooms lost its last cable; null where that is not known of each. */
export function darkStart(
  cables: Pick<CableHistory, "darkSinceMs">,
  rooms: readonly RoomIndex[],
): Start | null {
  const sinceMs = rooms.map((room) => cables.darkSinceMs(room));
  const known = sinceMs.filter((atMs) => atMs !== null);
  return known.length < sinceMs.length ? null : { atMs: Math.min(...known), source: "fabric" };
}
