import type { IncomingMessage } from "node:http";
import { ByAddress, type Way } from "./by-address.ts";

/** What this process waits for has come by then, ms: the rest of a request, or where a WebSocket that was opened wants to go. */
const awaitedMaxMs = 2_000;
/** What somebody else waits for is done by then, ms: an answer is taken, a poll is answered, a WebSocket is opened in its turn. */
const servedMaxMs = 30_000;
/** More than such a part of all is a crowd. */
const crowdPart = 1 / 8;
/**
 * So many may be here that have not asked for anything yet, and so many whose request has not come to its end, whatever else there
 * is room for. What is held costs memory, and who holds tens of thousands lets go of them in one breath: whoever pays meanwhile
 * would wait for all of their ends. A browser asks in the breath in which it connects, and sends a body with its head, so of a
 * whole hall there are few.
 */
const heldMax = { silent: 2_048, unfinished: 512 };

/** One over which something is on its way. */
interface Busy {
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
  readonly #nowMs: () => number;
  readonly #idle = new Set<Way>();
  /** Of these, those that have never asked. */
  readonly #silent: ByAddress;
  /**
   * Each in the order in which they came. Where a request has ended meanwhile is seen when it is met, so its way goes on among its
   * like: those that wait for their turn may have come later.
   */
  readonly #awaited = new Map<Way, Busy>();
  readonly #opened = new Map<Way, Busy>();
  readonly #answered = new Map<Way, Busy>();
  readonly #waiting = new Map<Way, Busy>();
  /** All of these. */
  readonly #busy: ByAddress;
  /** Those that are awaited. */
  readonly #unfinished: ByAddress;

  constructor(connectionsMax: number, nowMs: () => number) {
    this.#nowMs = nowMs;
    const crowdMin = (most: number): number => Math.max(1, most * crowdPart);
    this.#busy = new ByAddress(crowdMin(connectionsMax));
    this.#silent = new ByAddress(crowdMin(heldMax.silent));
    this.#unfinished = new ByAddress(crowdMin(heldMax.unfinished));
  }

  /** It has connected. */
  comes(way: Way): void {
    this.idles(way);
    if (way.destroyed) return;
    this.#silent.add(way);
    if (this.#silent.count > heldMax.silent) this.#end(firstOf(this.#silent));
  }

  /** Nothing is on its way over it. */
  idles(way: Way): void {
    this.keeps(way);
    if (!way.destroyed) this.#idle.add(way);
  }

  /** It has begun to ask. */
  asks(way: Way, request: Pick<IncomingMessage, "complete">): void {
    this.#add(this.#awaited, way, request);
    if (way.destroyed) return;
    this.#unfinished.add(way);
    if (this.#unfinished.count <= heldMax.unfinished) return;
    // Of most the rest has come in the same breath, which nobody is told of.
    for (const [each, busy] of this.#awaited) if (isWhole(busy)) this.#serve(each, busy);
    if (this.#unfinished.count > heldMax.unfinished)
      this.#end(this.#awaitedTooLong() ?? firstOf(this.#unfinished));
  }

  /** It has asked for a WebSocket, and waits for its turn. */
  waits(way: Way): void {
    this.#add(this.#waiting, way);
  }

  /** A WebSocket was opened, and has no place yet. */
  opened(way: Way): void {
    this.#add(this.#opened, way);
  }

  /** It has a place, or has ended: it is not to make room. */
  keeps(way: Way): void {
    this.#idle.delete(way);
    for (const each of [this.#silent, this.#busy, this.#unfinished]) each.delete(way);
    for (const each of [this.#awaited, this.#opened, this.#answered, this.#waiting])
      each.delete(way);
  }

  /** For whoever comes from there. False where all others have as much right to be here. */
  makeRoom(from: string): boolean {
    const [longest] = this.#idle;
    return this.#end(
      longest ??
        this.#awaitedTooLong() ??
        this.#openedTooLong() ??
        this.#busy.firstOfLargestCrowdBut(from) ??
        this.#servedTooLong(),
    );
  }

  #end(way: Way | undefined): boolean {
    if (way === undefined) return false;
    this.keeps(way);
    way.destroy();
    return true;
  }

  #add(to: Map<Way, Busy>, way: Way, request: Busy["request"] = null): void {
    this.keeps(way);
    if (way.destroyed) return;
    to.set(way, { sinceMs: this.#nowMs(), request });
    this.#busy.add(way);
  }

  /** All of it is here: now the other side is served. */
  #serve(way: Way, busy: Busy): void {
    this.#awaited.delete(way);
    this.#unfinished.delete(way);
    this.#answered.set(way, busy);
  }

  #awaitedTooLong(): Way | undefined {
    for (const [way, busy] of this.#awaited) {
      if (!isWhole(busy)) return this.#isOverdue(busy) ? way : undefined;
      this.#serve(way, busy);
    }
    return undefined;
  }

  #openedTooLong(): Way | undefined {
    const [first] = this.#opened;
    return first !== undefined && this.#isOverdue(first[1]) ? first[0] : undefined;
  }

  #isOverdue({ sinceMs }: Busy): boolean {
    return this.#nowMs() - sinceMs > awaitedMaxMs;
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

function isWhole({ request }: Busy): boolean {
  return request?.complete === true;
}

/** Of the largest crowd, where there is one: a hall of many addresses does not end for one of them. */
function firstOf(ways: ByAddress): Way | undefined {
  return ways.firstOfLargestCrowdBut(null) ?? ways.first;
}
