import { Server, ServerResponse, type IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { nowMs } from "../monotonic-clock.ts";
import { isThisMachine } from "./address.ts";
import type { DescriptorBudget } from "./descriptors.ts";
import { HeldConnections } from "./held-connections.ts";
import { RequestsAhead } from "./requests-ahead.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/**
 * Nothing has come or gone for so long: an answer that nobody takes is not kept. A poll is answered sooner, and a WebSocket has
 * its own patience, ms.
 */
const stalledMaxMs = 30_000;

const boundsOfHttp = {
  maxHeaderSize: 8 * 1024,
  /** From the first byte, or from the connection where none comes, ms. */
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  /** How often the two above are looked at, ms. */
  connectionsCheckingInterval: 2_000,
};

/** What a page reads that found no place. */
export const hallFullWords = "The hall is full. Please try again. 人数已满，请稍后再试。\n";

/** Connections over which nothing is on its way, those that have been so for longest first. */
class IdleConnections {
  readonly #idle = new Set<Socket>();

  add(socket: Socket): void {
    if (!socket.destroyed) this.#idle.add(socket);
  }

  remove(socket: Socket): void {
    this.#idle.delete(socket);
  }

  /** False where all are busy. */
  giveUpOne(): boolean {
    const [longest] = this.#idle;
    if (longest === undefined) return false;
    this.#idle.delete(longest);
    longest.destroy();
    return true;
  }
}

/** To be given to the server: told there is whose answer is begun, and whose has left. */
function responsesWatchedBy(
  begun: (socket: Socket) => void,
  left: (socket: Socket) => void,
): typeof ServerResponse {
  return class WatchedResponse<
    Request extends IncomingMessage = IncomingMessage,
  > extends ServerResponse<Request> {
    override assignSocket(socket: Socket): void {
      super.assignSocket(socket);
      begun(socket);
    }
    override detachSocket(socket: Socket): void {
      super.detachSocket(socket);
      left(socket);
    }
  };
}

/** An upgrade that is none, but too many requests ahead, is held, and nobody who listens for upgrades hears of it. */
class ServerWithoutFloods extends Server {
  readonly #ahead: RequestsAhead;
  readonly #held = new HeldConnections({
    nowMs,
    after: (ms, task) => void setTimeout(task, ms).unref(),
  });

  constructor(ahead: RequestsAhead, response: typeof ServerResponse) {
    const { IncomingMessage } = ahead;
    super({ ...boundsOfHttp, IncomingMessage, ServerResponse: response });
    this.#ahead = ahead;
  }

  override emit(event: string, ...values: unknown[]): boolean {
    const [, socket] = values;
    if (event !== "upgrade" || !(socket instanceof Socket) || !this.#ahead.isTooMany(socket))
      return super.emit(event, ...values);
    this.#held.hold(socket);
    return true;
  }
}

/**
 * The gateway's HTTP server. When the descriptors for strangers are used up, the connection that has said nothing for longest
 * makes room; where all are in use, whoever connects is told so. This machine's own connections have some in reserve.
 */
export function createBoundedServer(
  budget: DescriptorBudget,
  proxies: Pick<TrustedProxies, "isProxy">,
  { stalledMs = stalledMaxMs, ahead = new RequestsAhead() } = {},
): Server {
  const idle = new IdleConnections();
  const left = (socket: Socket): void => {
    ahead.answered(socket);
    idle.add(socket);
  };
  const responses = responsesWatchedBy((socket) => idle.remove(socket), left);
  const server = new ServerWithoutFloods(ahead, responses);
  server.setTimeout(stalledMs);
  server.on("upgrade", ({ socket }) => idle.remove(socket));
  let open = 0;
  server.on("connection", (socket: Socket) => {
    open += 1;
    // Whoever serves it, holds it or turns it away: Node listens no more for errors of a connection that asks for an upgrade, and
    // one that is reset before somebody else does would end this process.
    socket.on("error", ignore);
    socket.once("close", () => {
      open -= 1;
      idle.remove(socket);
    });
    const { remoteAddress } = socket;
    // Whoever comes through a proxy of this machine comes from elsewhere.
    const isLocal = isThisMachine(socket) && !proxies.isProxy(remoteAddress);
    const most = isLocal ? budget.local : budget.anybody;
    if (open <= most || idle.giveUpOne()) idle.add(socket);
    else refuse(socket);
  });
  return server;
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
