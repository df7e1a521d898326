import type { Pulse } from "./frame.ts";
import type { LinkTiming } from "./limits.ts";

const flightBytesMin = 256 * 1024;
const flightBytesStart = 1024 * 1024;
const flightBytesMax = 16 * 1024 * 1024;
/**
 * Beyond the shortest round trip: below the first the path takes more, above the second it is given less. A busy peer
 * answers late as well, so both are longer than a busy turn of an event loop.
 */
const queueingLowMs = 60;
const queueingHighMs = 150;
/** The shortest round trip is that of the last one to two of these spans. */
const baseSpanMs = 5_000;

/**
 * What is known of one path. Silence is measured from the last proof that bytes travel **both** ways: a new echo of
 * our pulse, or a grown count of our bytes at the other end. A path that is dead in one direction is dead.
 */
export class PathHealth {
  /** Last proof of a round trip; the handshake is the first. */
  answeredAt: number;
  pingedAt = Number.NEGATIVE_INFINITY;
  /** When the spare paths were asked because the one in use had become silent; null while it answers. */
  probedAt: number | null = null;
  /** `sentAt` of the peer's last pulse, to be echoed. */
  echo = -1;
  /** Bytes that may be on their way on this path. Keeps pings from waiting behind seconds of data. */
  flightBytesMax = flightBytesStart;
  /** Since the last round trip was measured, sending had to wait for `flightBytesMax`. */
  wasLimited = false;
  #echoed = -1;
  #bytesAtPeer = 0;
  #smoothedMs: number | null = null;
  #baseMs: readonly [previous: number, current: number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  #baseSince: number;

  constructor(nowMs: number) {
    this.answeredAt = nowMs;
    this.#baseSince = nowMs;
  }

  get rttMs(): number | null {
    return this.#smoothedMs;
  }

  silentMs(nowMs: number): number {
    return nowMs - this.answeredAt;
  }

  pulse(pulse: Pulse, nowMs: number): void {
    this.echo = pulse.sentAt;
    if (pulse.echo > this.#echoed) {
      this.#echoed = pulse.echo;
      this.#answered(nowMs);
      if (!pulse.wantsAnswer) this.#roundTrip(Math.max(0, nowMs - pulse.echo), nowMs);
    }
    if (pulse.bytesIn > this.#bytesAtPeer) {
      this.#bytesAtPeer = pulse.bytesIn;
      this.#answered(nowMs);
    }
  }

  #answered(nowMs: number): void {
    this.answeredAt = nowMs;
    this.probedAt = null;
  }

  #roundTrip(ms: number, nowMs: number): void {
    this.#smoothedMs = this.#smoothedMs === null ? ms : this.#smoothedMs * 0.75 + ms * 0.25;
    const [previous, current] = this.#baseMs;
    if (nowMs - this.#baseSince >= baseSpanMs) {
      this.#baseMs = [current, ms];
      this.#baseSince = nowMs;
    } else {
      this.#baseMs = [previous, Math.min(current, ms)];
    }
    const queueingMs = ms - Math.min(...this.#baseMs);
    if (queueingMs > queueingHighMs) {
      this.flightBytesMax = Math.max(flightBytesMin, this.flightBytesMax / 2);
    } else if (queueingMs < queueingLowMs && this.wasLimited) {
      this.flightBytesMax = Math.min(flightBytesMax, this.flightBytesMax * 2);
    }
    this.wasLimited = false;
  }
}

/** A later path is preferred to an earlier one only if its round trip is clearly shorter. */
function clearlyFaster(one: PathHealth, other: PathHealth): boolean {
  return one.rttMs !== null && other.rttMs !== null && one.rttMs * 3 + 20 < other.rttMs;
}

function preferred<Key>(candidates: readonly (readonly [Key, PathHealth])[]): Key | null {
  let best: readonly [Key, PathHealth] | null = null;
  for (const candidate of candidates) {
    if (best === null || clearlyFaster(candidate[1], best[1])) best = candidate;
  }
  return best?.[0] ?? null;
}

function answeredLast<Key>(paths: readonly (readonly [Key, PathHealth])[]): Key | null {
  const [last] = paths.toSorted(([, one], [, other]) => other.answeredAt - one.answeredAt);
  return last?.[0] ?? null;
}

/**
 * The path that traffic should take: the one in use while it answers. After `switchAfterMs` of silence, one that has
 * answered since the spare paths were probed; if none has, the silence is not the path's (the peer is busy, or all
 * is cut) and nothing changes. Null: no path is up.
 *
 * `paths` holds those that are up, in order of preference. `restedMs`: time since the last change; a path that works is
 * left for a clearly faster one at most once a second.
 */
export function choosePath<Key>(
  paths: readonly (readonly [Key, PathHealth])[],
  inUse: Key | null,
  nowMs: number,
  restedMs: number,
  timing: Pick<LinkTiming, "switchAfterMs">,
): Key | null {
  const current = paths.find(([key]) => key === inUse)?.[1];
  const fresh = paths.filter(([, health]) => health.silentMs(nowMs) < timing.switchAfterMs);
  // Those that are not in use are asked less often than that: without a fresh one, whichever answered last.
  if (current === undefined) return preferred(fresh) ?? answeredLast(paths);
  if (current.silentMs(nowMs) >= timing.switchAfterMs) {
    const { probedAt } = current;
    if (probedAt === null) return inUse;
    return preferred(paths.filter(([, health]) => health.answeredAt > probedAt)) ?? inUse;
  }
  if (restedMs < 1_000) return inUse;
  const faster = preferred(fresh);
  const health = fresh.find(([key]) => key === faster)?.[1];
  return health !== undefined && clearlyFaster(health, current) ? faster : inUse;
}
