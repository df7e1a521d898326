import type { LogIndex, Pace } from "@cablecut/protocol";
import type { HeartbeatOutcome } from "./room-failover.ts";

/** Attempts whose end is still remembered; forgetting one can only make the read lease shorter, never longer. */
const attemptsRememberedMax = 16;
/** A room that could not commit for so long may lag far behind: it probes before it calls itself alive (H3). */
export const probeAfterMs = 1_200;
/** A probe may have to wait until everything before it was fetched and applied. */
const probeRetryMs = 1_000;

/** A heartbeat whose end nobody reported is sent again after this; two copies are harmless, one of them is stale. */
function retryMs(pace: Pace): number {
  return Math.max(2 * pace.heartbeatMs, 100);
}

/**
 * One room's own heartbeats (SPEC.md, H). Each names its predecessor and is sent only once that one was applied here,
 * so the chain grows only while this room can commit and can learn of it. At most one is in flight.
 */
export interface HeartbeatChain {
  /** The room's last heartbeat as of the state now applied. */
  applied(lastHeartbeat: LogIndex): void;
  /** All rooms heartbeat at once under a new leader (H4). */
  leaderElected(nowMs: number): void;
  ended(attempt: number, outcome: HeartbeatOutcome, pace: Pace, nowMs: number): void;
  /** The heartbeat to send now, or null. It counts as sent at `nowMs`. */
  send(pace: Pace, nowMs: number): { attempt: number; predecessor: LogIndex } | null;
  wakeMs(pace: Pace): number;
  readonly inFlight: boolean;
  /**
   * When the newest of this process's heartbeats that is known to be committed was *sent*; null before the first.
   * Other rooms count their leases from when they apply it, which is later: on that difference rests the read lease.
   */
  readonly committedSentMs: number | null;
}

interface Attempt {
  readonly sentMs: number;
  readonly probe: boolean;
}

export function createHeartbeatChain(): HeartbeatChain {
  let lastHeartbeat = 0 as LogIndex;
  let attempts = 0;
  let flight: (Attempt & { attempt: number }) | null = null;
  let dueMs = Number.NEGATIVE_INFINITY;
  let committedSentMs: number | null = null;
  /** When the newest entry of this process that came back applied was sent, probes included. */
  let roundTripSentMs: number | null = null;
  /** Committed, but the state in which it is the last heartbeat has not been seen yet. */
  let unconfirmed: { index: number; sentMs: number } | null = null;
  const attemptOf = new Map<number, Attempt>();

  function confirm(): void {
    if (unconfirmed === null || unconfirmed.index !== lastHeartbeat) return;
    committedSentMs = Math.max(committedSentMs ?? unconfirmed.sentMs, unconfirmed.sentMs);
    unconfirmed = null;
  }

  /**
   * A probe is a heartbeat that names no predecessor although there is one: the log takes it and the state refuses it.
   * When it comes back applied, so has everything that was committed before it was sent (H3).
   */
  function mustProbe(pace: Pace, nowMs: number): boolean {
    if (lastHeartbeat === 0) return false;
    return roundTripSentMs === null || nowMs - roundTripSentMs > probeAfterMs + pace.heartbeatMs;
  }

  function wakeMs(pace: Pace): number {
    if (flight === null) return dueMs;
    return flight.sentMs + (flight.probe ? probeRetryMs : retryMs(pace));
  }

  return {
    applied(applied) {
      if (applied !== lastHeartbeat && flight?.probe === false) flight = null;
      lastHeartbeat = applied;
      confirm();
    },

    leaderElected(nowMs) {
      flight = null;
      dueMs = nowMs;
    },

    ended(attempt, outcome, pace, nowMs) {
      const ended = attemptOf.get(attempt);
      if (ended === undefined) return;
      attemptOf.delete(attempt);
      if (flight?.attempt === attempt) flight = null;
      if (outcome.kind !== "committed") {
        dueMs = Math.max(dueMs, nowMs + (outcome.kind === "unavailable" ? pace.heartbeatMs : 0));
        return;
      }
      roundTripSentMs = Math.max(roundTripSentMs ?? ended.sentMs, ended.sentMs);
      if (ended.probe) {
        dueMs = nowMs;
        return;
      }
      // A commit alone proves no life: the entry may have been refused as stale. The state decides (H5).
      unconfirmed = { index: outcome.index, sentMs: ended.sentMs };
      confirm();
    },

    send(pace, nowMs) {
      if (nowMs < wakeMs(pace)) return null;
      const probe = mustProbe(pace, nowMs);
      attempts += 1;
      flight = { attempt: attempts, sentMs: nowMs, probe };
      attemptOf.set(attempts, flight);
      attemptOf.delete(attempts - attemptsRememberedMax);
      // A fixed rhythm, but what was missed is not made up for.
      const nextMs = dueMs + pace.heartbeatMs;
      dueMs = nextMs > nowMs ? nextMs : nowMs + pace.heartbeatMs;
      return { attempt: attempts, predecessor: probe ? (0 as LogIndex) : lastHeartbeat };
    },

    wakeMs,

    get inFlight() {
      return flight !== null;
    },

    get committedSentMs() {
      return committedSentMs;
    },
  };
}
