import type { Timers } from "./ports.ts";

/** The clock and timers of a real process. */
export const nodeTimers: Timers = {
  now: () => performance.now(),
  after(delayMs, task) {
    // Node rounds down; waking a little late is better than waking twice.
    const timer = setTimeout(task, Math.ceil(delayMs));
    return () => clearTimeout(timer);
  },
  // After the events that this turn's poll has still to deliver, so that they are handled as one.
  defer: (task) => void setImmediate(task),
};
