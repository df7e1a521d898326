import { createServer, type Server } from "node:http";
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

/**
 * The gateway's HTTP server. Whoever connects when the descriptors for strangers are used up is told so; this machine's
 * own connections have some in reserve.
 */
export function createBoundedServer(
  budget: DescriptorBudget,
  proxies: Pick<TrustedProxies, "isProxy">,
  { stalledMs = stalledMaxMs } = {},
): Server {
  const server = createServer(boundsOfHttp);
  server.setTimeout(stalledMs);
  let open = 0;
  server.on("connection", (socket: Socket) => {
    open += 1;
    socket.once("close", () => {
      open -= 1;
    });
    const { remoteAddress } = socket;
    // Whoever comes through a proxy of this machine comes from elsewhere.
    const isLocal = isThisMachine(socket) && !proxies.isProxy(remoteAddress);
    const most = isLocal ? budget.local : budget.anybody;
    if (open > most) refuse(socket);
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
