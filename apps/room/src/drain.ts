import type { LogStatus, ReplicaId } from "@cablecut/replicated-log/port";

/** A room that cannot come to an end, because it is cut off or the log has no leader, is not waited for any longer. */
const drainMs = 500;
/** Handing over takes a round trip; where all rooms stop at once nobody is there to take over. */
const handOverMs = 150;
const lookAgainMs = 5;

/** What of a room and its log has to come to an end before the process stops. */
export interface Draining {
  /** From now on nothing new is taken. */
  readonly drain: () => void;
  /** Requests that were taken and not yet answered. */
  readonly unanswered: () => number;
  readonly log: () => Pick<LogStatus, "role" | "peers">;
  readonly transferLeadership: (to: ReplicaId) => void;
}

interface Clock {
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Lets a room finish: answers what was taken, and hands a leadership over, so that the other rooms need not wait for an
 * election timeout (dissertation 3.10). Resolves at the latest after `drainMs`; whoever then still waits for an answer asks
 * again with the same number.
 */
export async function drained(
  room: Draining,
  { nowMs, pause }: Clock,
): Promise<"drained" | "gave-up"> {
  room.drain();
  const { role, peers } = room.log();
  const successor = role === "leader" ? furthestOf(peers) : null;
  if (successor !== null) room.transferLeadership(successor);
  const sinceMs = nowMs();
  for (;;) {
    // Not the number of looks: on a busy machine each takes longer.
    const passedMs = nowMs() - sinceMs;
    const leads = successor !== null && room.log().role === "leader";
    if (room.unanswered() === 0) {
      if (!leads) return "drained";
      if (passedMs >= handOverMs) return "gave-up";
    }
    if (passedMs >= drainMs) return "gave-up";
    await pause(lookAgainMs);
  }
}

/** The one that has most of the log: it takes over soonest. Null where there is nobody else. */
function furthestOf(peers: LogStatus["peers"]): ReplicaId | null {
  let furthest: LogStatus["peers"][number] | null = null;
  for (const peer of peers) {
    if (furthest === null || peer.matchIndex > furthest.matchIndex) furthest = peer;
  }
  return furthest?.replica ?? null;
}
