import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { addressKey } from "./address.ts";
import type { LoopClock } from "./turns.ts";

/**
 * Of one address so many requests may be on their way here at a time: browsers send a body with its head, so of a whole hall behind
 * one address there are a few.
 */
const unfinishedMax = 512;
/** And so many connections that have not asked for anything: browsers open one or two that they never need. */
const silentMax = 4_096;
/** Whoever is waited for longer makes room for the next one of its address, ms. */
const awaitedMaxMs = 2_000;
/** Whoever has waited longer before the door is ended, ms. */
const beforeMaxMs = 10_000;
/** How often that is looked at, ms, and how many end in one breath: each of them comes again at once. */
const lookEveryMs = 50;
const endedAtOnce = { unfinished: 16, silent: 64, before: 12 };
/** So many are let in in one turn of the loop: whoever pays waits for all of them. */
const letInAtOnce = 16;

type Way = Pick<Socket, "remoteAddress" | "destroy">;
type Request = Pick<IncomingMessage, "complete">;

/** What there is of one address. Each in the order in which they came. */
interface Address {
  readonly silent: Map<Way, { readonly sinceMs: number }>;
  readonly unfinished: Map<Way, { readonly sinceMs: number; readonly request: Request }>;
  readonly before: Map<Way, { readonly sinceMs: number; readonly serve: () => void }>;
  /** The same, the newest last; who has gone may still be among them. */
  newest: Way[];
}

/**
 * Connections of an address that holds many requests open which do not end: further ones wait before they are read, since to read,
 * to hold and to end each of them costs ten times as much. Whoever came last is let in first: of a flood that waits by the tens of
 * thousands nobody who comes now is kept out.
 */
export class Doorstep {
  readonly #clock: LoopClock;
  readonly #addresses = new Map<string, Address>();
  readonly #addressOf = new Map<Way, string>();
  /** Of which somebody waits. */
  readonly #crowded = new Set<Address>();
  #looks = false;
  #letsIn = false;

  constructor(clock: LoopClock) {
    this.#clock = clock;
  }

  /** It is served now, or when there is room for one of its address; never if it ends before. */
  comes(way: Way, serve: () => void): void {
    const from = addressKey(way.remoteAddress);
    const address = this.#addresses.get(from) ?? nobodyYet();
    this.#addresses.set(from, address);
    this.#addressOf.set(way, from);
    const sinceMs = this.#clock.nowMs();
    if (hasRoom(address)) {
      address.silent.set(way, { sinceMs });
      return serve();
    }
    address.before.set(way, { sinceMs, serve });
    if (address.newest.length > 2 * address.before.size)
      address.newest = address.newest.filter((each) => address.before.has(each));
    address.newest.push(way);
    this.#crowded.add(address);
    this.#look();
  }

  /** It has begun to ask. */
  asks(way: Way, request: Request): void {
    const address = this.#of(way);
    if (address === undefined) return;
    address.silent.delete(way);
    address.unfinished.delete(way);
    address.unfinished.set(way, { sinceMs: this.#clock.nowMs(), request });
  }

  /** What it asked is answered, or is a WebSocket. */
  answered(way: Way): void {
    const address = this.#of(way);
    if (address === undefined) return;
    address.silent.delete(way);
    address.unfinished.delete(way);
    this.#letIn();
  }

  gone(way: Way): void {
    const from = this.#addressOf.get(way);
    const address = this.#of(way);
    this.#addressOf.delete(way);
    if (from === undefined || address === undefined) return;
    for (const each of [address.silent, address.unfinished, address.before]) each.delete(way);
    if (address.before.size === 0) this.#isClear(address);
    if (address.silent.size + address.unfinished.size + address.before.size === 0)
      this.#addresses.delete(from);
    this.#letIn();
  }

  /** Of connections and addresses: what is kept. */
  get kept(): number {
    return this.#addressOf.size + this.#addresses.size;
  }

  #of(way: Way): Address | undefined {
    const from = this.#addressOf.get(way);
    return from === undefined ? undefined : this.#addresses.get(from);
  }

  #isClear(address: Address): void {
    this.#crowded.delete(address);
    address.newest = [];
  }

  #letIn(): void {
    if (this.#letsIn || this.#crowded.size === 0) return;
    this.#letsIn = true;
    this.#clock.defer(() => {
      this.#letsIn = false;
      let left = letInAtOnce;
      for (const address of this.#crowded)
        while (left > 0 && address.before.size > 0 && hasRoom(address)) {
          this.#serveNewest(address);
          left -= 1;
        }
      if (left === 0) this.#letIn();
    });
  }

  #serveNewest(address: Address): void {
    const way = address.newest.pop();
    const waits = way === undefined ? undefined : address.before.get(way);
    if (way === undefined || waits === undefined) return;
    address.before.delete(way);
    if (address.before.size === 0) this.#isClear(address);
    address.silent.set(way, { sinceMs: this.#clock.nowMs() });
    waits.serve();
  }

  #look(): void {
    if (this.#looks) return;
    this.#looks = true;
    this.#clock.after(lookEveryMs, () => {
      this.#looks = false;
      const now = this.#clock.nowMs();
      for (const { unfinished, silent, before } of this.#crowded) {
        endLongest(unfinished, now - awaitedMaxMs, endedAtOnce.unfinished);
        endLongest(silent, now - awaitedMaxMs, endedAtOnce.silent);
        endLongest(before, now - beforeMaxMs, endedAtOnce.before);
      }
      this.#letIn();
      if (this.#crowded.size > 0) this.#look();
    });
  }
}

function nobodyYet(): Address {
  return { silent: new Map(), unfinished: new Map(), before: new Map(), newest: [] };
}

function hasRoom({ silent, unfinished }: Address): boolean {
  if (silent.size >= silentMax) return false;
  if (unfinished.size < unfinishedMax) return true;
  // Of most the rest has come in the same breath, which nobody is told of.
  for (const [way, { request }] of unfinished) if (request.complete) unfinished.delete(way);
  return unfinished.size < unfinishedMax;
}

/** Those that began before that; no more than so many. */
function endLongest(
  ways: ReadonlyMap<Way, { readonly sinceMs: number; readonly request?: Request }>,
  beforeMs: number,
  most: number,
): void {
  const ended: Way[] = [];
  for (const [way, { sinceMs, request }] of ways) {
    if (ended.length >= most || sinceMs > beforeMs) break;
    if (request?.complete !== true) ended.push(way);
  }
  for (const way of ended) way.destroy();
}
