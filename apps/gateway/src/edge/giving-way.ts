import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { addressKey } from "./address.ts";

/** What this process waits for has come by then, ms: the rest of a request, or where a WebSocket that was opened wants to go. */
const awaitedMaxMs = 2_000;
/** What somebody else waits for is done by then, ms: an answer is taken, a poll is answered, a WebSocket is opened in its turn. */
const servedMaxMs = 30_000;
/** More than such a part of all is a crowd. */
const crowdPart = 1 / 8;

type Way = Pick<Socket, "remoteAddress" | "destroyed" | "destroy">;

/** One over which something is on its way. */
interface Busy {
  readonly from: string;
  readonly sinceMs: number;
  /** Its body may still be on its way; null where something else is. */
  readonly request: Pick<IncomingMessage, "complete"> | null;
}

/**
 * Connections without a place in the hall, any of which may have to make room. First those over which nothing is on its way, the
 * one that has been so for longest first. Then whoever has let this process wait for too long, so that a hall behind one address
 * does not make room for bodies that do not end. Then one of an address that has a crowd of them, for whoever is not of it. Then
 * whoever takes too long to be served, which may be this process's doing: answers that nobody takes would use every descriptor
 * up, those in reserve for screens included.
 */
export class GivingWay {
  readonly #crowdMin: number;
  readonly #nowMs: () => number;
  readonly #idle = new Set<Way>();
  /**
   * Each in the order in which they came. Where a request has ended meanwhile is seen when it is met, so its way goes on among its
   * like: those that wait for their turn may have come later.
   */
  readonly #awaited = new Map<Way, Busy>();
  readonly #answered = new Map<Way, Busy>();
  readonly #waiting = new Map<Way, Busy>();
  readonly #busyOf = new Map<string, Set<Way>>();
  /** Those of whom there are more than their part. */
  readonly #crowds = new Set<string>();

  constructor(connectionsMax: number, nowMs: () => number) {
    this.#crowdMin = Math.max(1, connectionsMax * crowdPart);
    this.#nowMs = nowMs;
  }

  /** Nothing is on its way over it. */
  idles(way: Way): void {
    this.keeps(way);
    if (!way.destroyed) this.#idle.add(way);
  }

  /** It has begun to ask. */
  asks(way: Way, request: Pick<IncomingMessage, "complete">): void {
    this.#add(this.#awaited, way, request);
  }

  /** It has asked for a WebSocket, and waits for its turn. */
  waits(way: Way): void {
    this.#add(this.#waiting, way);
  }

  /** A WebSocket was opened, and has no place yet. */
  opened(way: Way): void {
    this.#add(this.#awaited, way);
  }

  /** It has a place, or has ended: it is not to make room. */
  keeps(way: Way): void {
    this.#idle.delete(way);
    const those = [this.#awaited, this.#answered, this.#waiting].find((each) => each.has(way));
    const busy = those?.get(way);
    if (busy === undefined) return;
    those?.delete(way);
    const same = this.#busyOf.get(busy.from);
    same?.delete(way);
    if (same === undefined || same.size <= this.#crowdMin) this.#crowds.delete(busy.from);
    if (same?.size === 0) this.#busyOf.delete(busy.from);
  }

  /** For whoever comes from there. False where all others have as much right to be here. */
  makeRoom(from: string): boolean {
    const [longest] = this.#idle;
    const one =
      longest ?? this.#awaitedTooLong() ?? this.#ofLargestCrowdBut(from) ?? this.#servedTooLong();
    if (one === undefined) return false;
    this.keeps(one);
    one.destroy();
    return true;
  }

  #add(to: Map<Way, Busy>, way: Way, request: Busy["request"] = null): void {
    this.keeps(way);
    if (way.destroyed) return;
    const from = addressKey(way.remoteAddress);
    to.set(way, { from, sinceMs: this.#nowMs(), request });
    const same = this.#busyOf.get(from) ?? new Set<Way>();
    this.#busyOf.set(from, same.add(way));
    if (same.size > this.#crowdMin) this.#crowds.add(from);
  }

  #ofLargestCrowdBut(from: string): Way | undefined {
    let largest: ReadonlySet<Way> = this.#busyOf.get(from) ?? new Set();
    for (const crowd of this.#crowds) {
      const those = this.#busyOf.get(crowd);
      if (those !== undefined && those.size > largest.size) largest = those;
    }
    if (largest === this.#busyOf.get(from)) return undefined;
    const [first] = largest;
    return first;
  }

  #awaitedTooLong(): Way | undefined {
    for (const [way, busy] of this.#awaited) {
      if (busy.request?.complete !== true)
        return this.#nowMs() - busy.sinceMs > awaitedMaxMs ? way : undefined;
      // All of it is here: now the other side is served.
      this.#awaited.delete(way);
      this.#answered.set(way, busy);
    }
    return undefined;
  }

  #servedTooLong(): Way | undefined {
    const [answered] = this.#answered;
    const [waiting] = this.#waiting;
    const firsts = [answered, waiting].flatMap((first) => (first === undefined ? [] : [first]));
    const [longest] = firsts.toSorted(([, one], [, other]) => one.sinceMs - other.sinceMs);
    if (longest === undefined) return undefined;
    const [way, { sinceMs }] = longest;
    return this.#nowMs() - sinceMs > servedMaxMs ? way : undefined;
  }
}
