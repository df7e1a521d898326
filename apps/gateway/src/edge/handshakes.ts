import type { IncomingMessage } from "node:http";
import type { Socket as NetSocket } from "node:net";
import { AddressBudgets, type Rate } from "@cablecut/gateway";
import type { HandshakeTurns } from "./handshake-turns.ts";
import type { ShowOrigins } from "./origin.ts";

/** A hall that comes back after a gateway was killed is 15,000 phones, some of which try more than once. */
const ofOneAddress: Rate = { burst: 20_000, perSecond: 1_500 };
/**
 * What so many addresses may have: with no more than one of them has, one that floods would have it all, and a hall behind another
 * were turned away. What a handshake costs is bounded by turns.
 */
const addressesInAll = 8;

/** How many connections may be asked for. */
export function handshakeBudgets(nowMs: () => number): AddressBudgets {
  const { burst, perSecond } = ofOneAddress;
  const inAll = { burst: burst * addressesInAll, perSecond: perSecond * addressesInAll };
  return new AddressBudgets({ perAddress: ofOneAddress, inAll }, nowMs);
}

/** Why a connection is refused before it is one. */
export type HandshakeRefusal = "foreign-origin" | "no-jsonp" | "too-fast";

/** A request for a connection, as engine.io marks it: what stands behind the question mark of its address. */
export interface Asked extends IncomingMessage {
  _query?: Readonly<Record<string, string>>;
}

interface Answers {
  /** It is its turn, and somebody still waits for that. */
  readonly open: () => void;
  readonly refuse: (refusal: HandshakeRefusal) => void;
}

interface HandshakeParts {
  readonly origins: Pick<ShowOrigins, "isOfShow">;
  readonly budgets: Pick<AddressBudgets, "take">;
  readonly turns: Pick<HandshakeTurns, "run">;
  /** As budgets count it. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** It has sent so many requests ahead that none is answered. */
  readonly isTooMany: (connection: NetSocket) => boolean;
}

/** Who may open a connection, and when: nothing is made of a request before it is its turn. */
export class Handshakes {
  readonly #parts: HandshakeParts;
  /** Those that were refused since the start, by why. */
  readonly refused: Record<HandshakeRefusal, number> = {
    "foreign-origin": 0,
    "no-jsonp": 0,
    "too-fast": 0,
  };

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  /** Answers once, or not at all: whoever has gone meanwhile is nobody's business any more. */
  judge(request: Asked, { open, refuse }: Answers): void {
    const say = (refusal: HandshakeRefusal): void => {
      this.refused[refusal] += 1;
      refuse(refusal);
    };
    const { budgets, turns, addressOf, isTooMany } = this.#parts;
    const refusal = this.#refusalOf(request);
    if (refusal !== null) return say(refusal);
    const { socket } = request;
    // Or asked for many sessions in one breath.
    const isOver = (): boolean => hasGone(socket) || isTooMany(socket);
    const openUnlessOver = (): void => void (isOver() || open());
    onceItsEndIsKnown(() => {
      if (isOver()) return;
      const address = addressOf(request);
      if (!budgets.take(address) || !turns.run(address, socket, openUnlessOver)) say("too-fast");
    });
  }

  #refusalOf(request: Asked): HandshakeRefusal | null {
    const { origin, host } = request.headers;
    if (!this.#parts.origins.isOfShow(origin, host)) return "foreign-origin";
    // Long polling by script tags, for browsers of another time: it has a parser of its own. As engine.io reads it, however
    // it is written: a script tag of any page may ask, and names no origin.
    if (queryOf(request)["j"] !== undefined) return "no-jsonp";
    return null;
  }
}

/** What our pages ask for. */
const usualQuery = "?EIO=4&transport=websocket";
const usual = Object.freeze({ EIO: "4", transport: "websocket" });

/** Read once, for engine.io as well: a hall asks for the same 15,000 times, and to read an address takes longer than to know it. */
export function queryOf(request: Asked): Readonly<Record<string, string>> {
  request._query ??= readQuery((request.url ?? "").replace(/^[^?]*/, ""));
  return request._query;
}

function readQuery(text: string): Readonly<Record<string, string>> {
  return text === usualQuery ? usual : Object.fromEntries(new URLSearchParams(text));
}

/** Turns of the loop until it is known that the other side has ended what it had asked over, if it has. */
const turnsUntilEnd = 3;

/**
 * A hall that comes back waits in the system's queue, and of a phone that gave up there the end lies behind its request: it is
 * read a moment later. To open it all the same costs more than all else of it, and those who wait behind it give up as well.
 */
function onceItsEndIsKnown(task: () => void, turns = turnsUntilEnd): void {
  setImmediate(() => (turns > 1 ? onceItsEndIsKnown(task, turns - 1) : task()));
}

/** The other side has ended it, by half or whole: nobody waits there for an answer. */
function hasGone(socket: NetSocket): boolean {
  if (!socket.readable) socket.destroy();
  return socket.destroyed;
}
