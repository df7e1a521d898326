import { Server, ServerResponse, type IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { loopClock, nowMs } from "../monotonic-clock.ts";
import { addressKey, isThisMachine } from "./address.ts";
import type { Conduct } from "./conduct.ts";
import type { DescriptorBudget } from "./descriptors.ts";
import { GivingWay } from "./giving-way.ts";
import { HeldConnections } from "./held-connections.ts";
import { RequestsAhead } from "./requests-ahead.ts";
import { Spaced } from "./spaced.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/**
 * Nothing has come or gone for so long: an answer that nobody takes is not kept. A poll is answered sooner, and a WebSocket has
 * its own patience, ms.
 */
const stalledMaxMs = 30_000;

const boundsOfHttp = {
  maxHeaderSize: 8 * 1024,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
};
/** A request's head is waited for so long from its first byte, or from the connection where none comes, ms. */
const headMaxMs = 10_000;
/** So often within that time it is looked at. */
const looksAtHeads = 5;

/**
 * A connection of an offender's address is looked at after so long, ms, if it is still there: of those that come and go at once
 * nothing is parsed, and a person hardly notices. One after the other: a flood comes back in one breath.
 */
const offendersWait = { waitMs: 25, betweenMs: 2, oneMorePer: 64 };

/** What a page reads that found no place. */
export const hallFullWords = "The hall is full. Please try again. 人数已满，请稍后再试。\n";

/** An answer that can be held back. */
export interface HeldAnswer {
  /** However soon it is made, it leaves when what is returned is called. */
  hold(): () => void;
}

/** To be given to the server: told there is whose answer is begun, to what, and whose has left. */
function responsesWatchedBy(
  begun: (socket: Socket, request: IncomingMessage) => void,
  left: (socket: Socket, request: IncomingMessage) => void,
): typeof ServerResponse {
  return class WatchedResponse<Request extends IncomingMessage = IncomingMessage>
    extends ServerResponse<Request>
    implements HeldAnswer
  {
    #isHeld = false;
    #leave: (() => void) | null = null;

    hold(): () => void {
      this.#isHeld = true;
      return () => {
        this.#isHeld = false;
        this.#leave?.();
      };
    }
    override end(...values: unknown[]): this {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- Node's own, in all forms that it has
      const leave = (): this => super.end(...(values as [unknown, BufferEncoding]));
      if (!this.#isHeld) return leave();
      this.#leave = leave;
      return this;
    }
    override assignSocket(socket: Socket): void {
      super.assignSocket(socket);
      begun(socket, this.req);
    }
    override detachSocket(socket: Socket): void {
      super.detachSocket(socket);
      left(socket, this.req);
    }
  };
}

interface Floods {
  readonly ahead: RequestsAhead;
  readonly conduct: Pick<Conduct, "isOffender"> | null;
  /** When an offender's connection is looked at. */
  readonly later: (task: () => void) => void;
  /** Told of each connection before anything is done with it; it may end it. */
  readonly came: (socket: Socket) => void;
}

/**
 * Whoever listens hears of an offender's connection later, and of an upgrade that is none, but too many requests ahead, never: that
 * is held.
 */
class ServerWithoutFloods extends Server {
  readonly #floods: Floods;
  readonly #held = new HeldConnections(loopClock);

  constructor(floods: Floods, response: typeof ServerResponse, headMs: number) {
    const { IncomingMessage } = floods.ahead;
    super({
      ...boundsOfHttp,
      headersTimeout: headMs,
      connectionsCheckingInterval: headMs / looksAtHeads,
      IncomingMessage,
      ServerResponse: response,
    });
    this.#floods = floods;
  }

  override emit(event: string, ...values: unknown[]): boolean {
    const [first, second] = values;
    if (event === "connection" && first instanceof Socket) return this.#take(first);
    if (event !== "upgrade" || !(second instanceof Socket) || !this.#floods.ahead.isTooMany(second))
      return super.emit(event, ...values);
    this.#held.hold(second);
    return true;
  }

  #take(socket: Socket): boolean {
    const { conduct, came, later } = this.#floods;
    came(socket);
    const serve = (): boolean => {
      // Its end came before anybody listened, who would wait for it.
      if (!socket.readable) socket.destroy();
      return !socket.destroyed && super.emit("connection", socket);
    };
    if (conduct?.isOffender(addressKey(socket.remoteAddress)) !== true) return serve();
    later(serve);
    return true;
  }
}

/**
 * The gateway's HTTP server. When the descriptors for strangers are used up, a connection without a place makes room
 * (`GivingWay`); where all are in use, whoever connects is told so. This machine's own connections have some in reserve.
 */
export function createBoundedServer(
  budget: DescriptorBudget,
  proxies: Pick<TrustedProxies, "isProxy">,
  {
    stalledMs = stalledMaxMs,
    headMs = headMaxMs,
    ahead = new RequestsAhead(),
    conduct = null,
    later = oneAfterTheOther(),
    giving = new GivingWay(budget.anybody, nowMs),
  }: Partial<
    Pick<Floods, "ahead" | "conduct" | "later"> & {
      readonly stalledMs: number;
      readonly headMs: number | undefined;
      readonly giving: GivingWay;
    }
  > = {},
): Server {
  let open = 0;
  /** Looked at only where it matters: a flood that comes is as dear as what is asked of each connection. */
  const hasRoom = (socket: Socket): boolean => {
    const { remoteAddress } = socket;
    // Whoever comes through a proxy of this machine comes from elsewhere.
    const isLocal = isThisMachine(socket) && !proxies.isProxy(remoteAddress);
    if (isLocal && open <= budget.local) return true;
    return giving.makeRoom(isLocal ? "" : addressKey(remoteAddress));
  };
  const came = (socket: Socket): void => {
    open += 1;
    // Whoever serves it, holds it or turns it away: Node listens no more for errors of a connection that asks for an upgrade, and
    // one that is reset before somebody else does would end this process.
    socket.on("error", ignore);
    socket.once("close", () => {
      open -= 1;
      giving.keeps(socket);
    });
    if (open <= budget.anybody || hasRoom(socket)) giving.comes(socket);
    else refuse(socket);
  };
  /** It may have asked for something else before that. */
  const upgraded = new WeakSet<Socket>();
  const begun = (socket: Socket, request: IncomingMessage): void => {
    if (!upgraded.has(socket)) giving.asks(socket, request);
  };
  const left = (socket: Socket, { complete }: IncomingMessage): void => {
    ahead.answered(socket);
    // Whoever is answered before it has sent everything is waited for still.
    if (complete && !upgraded.has(socket)) giving.idles(socket);
  };
  const responses = responsesWatchedBy(begun, left);
  const server = new ServerWithoutFloods({ ahead, conduct, came, later }, responses, headMs);
  server.setTimeout(stalledMs);
  server.on("upgrade", ({ socket }) => {
    upgraded.add(socket);
    giving.waits(socket);
  });
  return server;
}

function oneAfterTheOther(): (task: () => void) => void {
  const spaced = new Spaced(loopClock, offendersWait);
  return (task) => spaced.add(task);
}

/** What is broken is closed as well, and that is heard. */
function ignore(): void {}

function refuse(socket: Socket): void {
  const length = Buffer.byteLength(hallFullWords);
  socket.write(
    `HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${length}\r\n` +
      `retry-after: 5\r\nconnection: close\r\n\r\n${hallFullWords}`,
  );
  socket.destroySoon();
}
