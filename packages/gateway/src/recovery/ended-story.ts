import type { LoggedIncident, MeasureSource, TimelineLine } from "@cablecut/protocol";
import type { Start } from "./measuring.ts";

/** Of two signs of life the later one is nearer to the loss (T2), so neither is better by itself. */
const ranks: Readonly<Record<MeasureSource, number>> = {
  fabric: 2,
  "path-silence": 1,
  "last-heartbeat": 1,
  suspicion: 0,
};

/** One start, reckoned twice, ms. */
const sameStartMs = 1;
/** A start that is reckoned from an end follows it, as that is told better, by no smaller steps: all lines go with it, ms. */
const steadyMs = 25;
/** One moment, as somebody saw it and as rooms tell it, ms. */
const sameMomentMs = 400;
/** Whoever took the figure may have heard of the end so late: what two saw by the same means is no other start for that, ms. */
const lateEndMs = 1_000;

/**
 * What was known of the last incident when it had ended stays known: of cables, of rooms and of what this gateway saw so much is
 * remembered and no more, and a booth goes on for days after an incident.
 */
export class EndedStory {
  #number = 0;
  #start: Start | null = null;
  /** As the log's measurement has it, where that is another moment than this gateway's own. */
  #measuredStart: Start | null = null;
  #restoredByHand = false;
  #lines: readonly TimelineLine[] = [];
  /** The start that they count from. */
  #linesFromMs = Number.NEGATIVE_INFINITY;

  /**
   * The figure in the log counts, whoever took it: a gateway that came later may know the beginning less well, and would tell
   * another end than the figure. `endMs`: null where nobody knows when it ended.
   */
  start(incident: LoggedIncident, start: Start | null, endMs: number | null): Start | null {
    if (!this.#isOf(incident)) return start;
    if (start !== null && (this.#start === null || isNoWorse(start, this.#start)))
      this.#start = start;
    const { measured } = incident;
    if (measured === null || endMs === null) return this.#start;
    const atMs = endMs - measured.durationMs;
    // The fabric's word of a cut is exact; all others are what a late gateway knows less well.
    const isSameWord = measured.source === "fabric" && this.#start?.source === "fabric";
    if (isWithin(isSameWord ? lateEndMs : sameMomentMs, this.#start, atMs)) return this.#start;
    if (!isWithin(steadyMs, this.#measuredStart, atMs))
      this.#measuredStart = { atMs, source: measured.source };
    return this.#measuredStart;
  }

  /** Before it is known when the incident ended, a cable that is restored may be one of afterwards. */
  restoredByHand(incident: LoggedIncident, isSeen: boolean, endIsKnown: boolean): boolean {
    if (!this.#isOf(incident) || !endIsKnown) return isSeen;
    this.#restoredByHand ||= isSeen;
    return this.#restoredByHand;
  }

  /** Lines may come and be told more exactly; where one is missing that was told, something has been forgotten. */
  lines(
    incident: LoggedIncident | null,
    lines: readonly TimelineLine[],
    startMs: number,
  ): readonly TimelineLine[] {
    if (incident === null || !this.#isOf(incident)) return lines;
    const isFromAnotherStart = Math.abs(startMs - this.#linesFromMs) > sameStartMs;
    if (isFromAnotherStart || this.#lines.every((line) => isAmong(line, lines))) {
      this.#lines = lines;
      this.#linesFromMs = startMs;
    }
    return this.#lines;
  }

  #isOf({ number, endedAt }: LoggedIncident): boolean {
    if (endedAt === 0) return false;
    if (number === this.#number) return true;
    this.#number = number;
    this.#start = null;
    this.#measuredStart = null;
    this.#restoredByHand = false;
    this.#lines = [];
    this.#linesFromMs = Number.NEGATIVE_INFINITY;
    return true;
  }
}

/** The same source may have learned better; what has forgotten something has no better word. */
function isNoWorse(start: Start, known: Start): boolean {
  if (start.source === known.source) return true;
  const more = ranks[start.source] - ranks[known.source];
  return more > 0 || (more === 0 && start.atMs >= known.atMs);
}

function isWithin(ms: number, start: Start | null, atMs: number): boolean {
  return start !== null && Math.abs(start.atMs - atMs) <= ms;
}

function isAmong(line: TimelineLine, lines: readonly TimelineLine[]): boolean {
  return lines.some(
    ({ kind, room, cable, atMs }) =>
      kind === line.kind &&
      room === line.room &&
      cable === line.cable &&
      Math.abs(atMs - line.atMs) <= sameMomentMs,
  );
}
