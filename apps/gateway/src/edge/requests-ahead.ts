import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Requests that one connection may send ahead of the one that is answered; browsers send none. */
const aheadMax = 2;

/**
 * Requests without an answer, by connection. Node parses to its end whatever has arrived, before this process does anything
 * else, and a request costs also where it is dropped: 64 KB hold a thousand. Whoever sends more than a few ahead is said to ask
 * for something other than HTTP: there Node stops at once, and has nothing to do with the connection any more.
 */
export class RequestsAhead {
  readonly #unanswered = new WeakMap<Socket, number>();
  readonly #tooMany = new WeakSet<Socket>();

  /** To be given to the server: each of its requests is counted as it is parsed. */
  readonly IncomingMessage: typeof IncomingMessage = this.#requests();

  answered(socket: Socket): void {
    const count = this.#unanswered.get(socket);
    if (count !== undefined) this.#unanswered.set(socket, count - 1);
  }

  /** It has sent too many ahead: nothing of it is answered. */
  isTooMany(socket: Socket): boolean {
    return this.#tooMany.has(socket);
  }

  #asked(socket: Socket): void {
    const count = (this.#unanswered.get(socket) ?? 0) + 1;
    this.#unanswered.set(socket, count);
    if (count > aheadMax + 1) this.#tooMany.add(socket);
  }

  #requests(): typeof IncomingMessage {
    const asked = (socket: Socket): void => this.#asked(socket);
    const isTooMany = (socket: Socket): boolean => this.isTooMany(socket);
    return class CountedRequest extends IncomingMessage {
      /** As the parser found it. Set by Node's own constructor, so it cannot be private. */
      declare asksForUpgrade: boolean | null;

      constructor(socket: Socket) {
        super(socket);
        asked(socket);
      }

      get upgrade(): boolean | null {
        return isTooMany(this.socket) || this.asksForUpgrade;
      }
      set upgrade(asks: boolean | null) {
        this.asksForUpgrade = asks;
      }
    };
  }
}
