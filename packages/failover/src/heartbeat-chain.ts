import { asLogIndex, type LogIndex, type Pace } from "@cablecut/protocol";
import type { HeartbeatOutcome } from "./room-failover.ts";

/** Attempts whose end is still remembered; by forgetting one a room can only seem to have been heard earlier than it was. */
const attemptsRememberedMax = 16;
/** A room that could not commit for so long may lag far behind: it probes before it calls itself alive (H3). */
export const probeAfterMs = 1_200;
/** A probe may have to wait until everything before it was fetched and applied. */
const probeRetryMs = 1_000;

/** A heartbeat whose end nobody reported is sent again after this; two copies are harmless, one of them is stale. */
function retryMs(pace: Pace): number {
  return Math.max(2 * pace.heartbeatMs, 100);
}

interface Attempt {
  readonly sentMs: number;
  readonly probe: boolean;
}

/**
 * One room's own heartbeats (SPEC.md, H). Each names its predecessor and is sent only once that one was applied here,
 * so the chain grows only while this room can commit and can learn of it. At most one is in flight.
 */
export class HeartbeatChain {
  #lastHeartbeat = asLogIndex(0);
  #attempts = 0;
  #flight: (Attempt & { attempt: number }) | null = null;
  #dueMs = Number.NEGATIVE_INFINITY;
  #committedSentMs: number | null = null;
  /** When the newest entry of this process that came back applied was sent, probes included. */
  #roundTripSentMs: number | null = null;
  /** Committed, but the state in which it is the last heartbeat has not been seen yet. */
  #unconfirmed: { index: number; sentMs: number } | null = null;
  readonly #attemptOf = new Map<number, Attempt>();

  get inFlight(): boolean {
    return this.#flight !== null;
  }

  /**
   * When the newest of this process's heartbeats that is known to be committed was *sent*; null before the first.
   * Other rooms count their leases from when they apply it, which is later.
   */
  get committedSentMs(): number | null {
    return this.#committedSentMs;
  }

  /** Something that this process sent was committed: everything before it is the past, which was read again. */
  get hasComeBack(): boolean {
    return this.#roundTripSentMs !== null;
  }

  /** The room's last heartbeat as of the state now applied. */
  applied(lastHeartbeat: LogIndex): void {
    if (lastHeartbeat !== this.#lastHeartbeat && this.#flight?.probe === false) this.#flight = null;
    this.#lastHeartbeat = lastHeartbeat;
    this.#confirm();
  }

  /** All rooms heartbeat at once under a new leader (H4). */
  leaderElected(nowMs: number): void {
    this.#flight = null;
    this.#dueMs = nowMs;
  }

  ended(attempt: number, outcome: HeartbeatOutcome, pace: Pace, nowMs: number): void {
    const ended = this.#attemptOf.get(attempt);
    if (ended === undefined) return;
    this.#attemptOf.delete(attempt);
    if (this.#flight?.attempt === attempt) this.#flight = null;
    if (outcome.kind !== "committed") {
      const pauseMs = outcome.kind === "unavailable" ? pace.heartbeatMs : 0;
      this.#dueMs = Math.max(this.#dueMs, nowMs + pauseMs);
      return;
    }
    this.#roundTripSentMs = Math.max(this.#roundTripSentMs ?? ended.sentMs, ended.sentMs);
    if (ended.probe) {
      this.#dueMs = nowMs;
      return;
    }
    // A commit alone proves no life: the entry may have been refused as stale. The state decides (H5).
    this.#unconfirmed = { index: outcome.index, sentMs: ended.sentMs };
    this.#confirm();
  }

  /** The heartbeat to send now, or null. It counts as sent at `nowMs`. */
  send(pace: Pace, nowMs: number): { attempt: number; predecessor: LogIndex } | null {
    if (nowMs < this.wakeMs(pace)) return null;
    const probe = this.#mustProbe(pace, nowMs);
    this.#attempts += 1;
    const attempt = this.#attempts;
    this.#flight = { attempt, sentMs: nowMs, probe };
    this.#attemptOf.set(attempt, this.#flight);
    this.#attemptOf.delete(attempt - attemptsRememberedMax);
    // A fixed rhythm, but what was missed is not made up for.
    const nextMs = this.#dueMs + pace.heartbeatMs;
    this.#dueMs = nextMs > nowMs ? nextMs : nowMs + pace.heartbeatMs;
    return { attempt, predecessor: probe ? asLogIndex(0) : this.#lastHeartbeat };
  }

  wakeMs(pace: Pace): number {
    if (this.#flight === null) return this.#dueMs;
    return this.#flight.sentMs + (this.#flight.probe ? probeRetryMs : retryMs(pace));
  }

  #confirm(): void {
    const confirmed = this.#unconfirmed;
    if (confirmed === null || confirmed.index !== this.#lastHeartbeat) return;
    this.#committedSentMs = Math.max(this.#committedSentMs ?? confirmed.sentMs, confirmed.sentMs);
    this.#unconfirmed = null;
  }

  /**
   * A probe is a heartbeat that names no predecessor although there is one: the log takes it and the state refuses it.
   * When it comes back applied, so has everything that was committed before it was sent (H3).
   */
  #mustProbe(pace: Pace, nowMs: number): boolean {
    if (this.#lastHeartbeat === 0) return false;
    const sentMs = this.#roundTripSentMs;
    return sentMs === null || nowMs - sentMs > probeAfterMs + pace.heartbeatMs;
  }
}
