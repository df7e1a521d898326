/** Between two paintings, ms: forty a second move smoothly, and leave the machine to the rooms. */
const paceMs = 25;

/** Which frames of the screen are painted: so many a second on average, whatever the screen's own rate is. */
export class FramePace {
  #dueMs = Number.NEGATIVE_INFINITY;

  isDue(nowMs: number): boolean {
    // A frame comes a little early or late: what is due within a millisecond is painted.
    if (nowMs < this.#dueMs - 1) return false;
    const isLate = nowMs - this.#dueMs > paceMs;
    this.#dueMs = (isLate ? nowMs : this.#dueMs) + paceMs;
    return true;
  }
}
