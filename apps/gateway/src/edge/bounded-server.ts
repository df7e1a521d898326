import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from "node:http";
import type { Socket } from "node:net";
import { isThisMachine } from "./address.ts";
import type { DescriptorBudget } from "./descriptors.ts";
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

  /** To be given to the server: it is told there whose answer is begun, and whose has left. */
  readonly options: ServerOptions<typeof IncomingMessage, typeof ServerResponse> = {
    ServerResponse: this.#responses(),
  };

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

  #responses(): typeof ServerResponse {
    const [busy, idle] = [
      (socket: Socket): void => this.remove(socket),
      (socket: Socket): void => this.add(socket),
    ];
    return class WatchedResponse<
      Request extends IncomingMessage = IncomingMessage,
    > extends ServerResponse<Request> {
      override assignSocket(socket: Socket): void {
        super.assignSocket(socket);
        busy(socket);
      }
      override detachSocket(socket: Socket): void {
        super.detachSocket(socket);
        idle(socket);
      }
    };
  }
}

/**
 * The gateway's HTTP server. When the descriptors for strangers are used up, the connection that has said nothing for longest
 * makes room; where all are in use, whoever connects is told so. This machine's own connections have some in reserve.
 */
export function createBoundedServer(
  budget: DescriptorBudget,
  proxies: Pick<TrustedProxies, "isProxy">,
  { stalledMs = stalledMaxMs } = {},
): Server {
  const idle = new IdleConnections();
  const server = createServer({ ...boundsOfHttp, ...idle.options });
  server.setTimeout(stalledMs);
  server.on("upgrade", ({ socket }) => idle.remove(socket));
  let open = 0;
  server.on("connection", (socket: Socket) => {
    open += 1;
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

function refuse(socket: Socket): void {
  const length = Buffer.byteLength(hallFullWords);
  socket.on("error", () => undefined);
  socket.write(
    `HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${length}\r\n` +
      `retry-after: 5\r\nconnection: close\r\n\r\n${hallFullWords}`,
  );
  socket.destroySoon();
}
