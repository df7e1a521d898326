import { nodeTimers } from "../drivers/raft/node-timers.ts";
import type { Timers } from "../drivers/raft/ports.ts";

/** Real timers that fall silent with their owner. */
export function timersUntil(life: { readonly over: boolean }): Timers {
  const whileAlive = (task: () => void) => () => {
    if (!life.over) task();
  };
  return {
    now: () => nodeTimers.now(),
    after: (delayMs, task) => nodeTimers.after(delayMs, whileAlive(task)),
    defer: (task) => nodeTimers.defer(whileAlive(task)),
  };
}
