import {
  request,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Page } from "./pages.ts";

/** Paths that are the gateway's: its sockets, its health, the short address in the QR code. */
const ofGateway = /^\/(socket\.io\/|healthz$|[Jj]$)/;

/**
 * One address for everything, as in a show: the gateway's own paths are passed on to it, pages come from vite. `gateway`
 * is asked each time, since its port changes when the show is started again; null while there is none.
 */
export function serveFront(
  server: Server,
  pages: readonly Page[],
  gateway: () => URL | null,
): void {
  server.on("request", (incoming, response) => {
    const path = pathOf(incoming);
    if (ofGateway.test(path)) {
      passOn(incoming, response, gateway());
      return;
    }
    const bare = pages.find(({ base }) => base === `${path}/`);
    if (bare !== undefined) {
      response.writeHead(302, { location: bare.base }).end();
      return;
    }
    const page = pages.find(({ base }) => path.startsWith(base));
    if (page === undefined) response.writeHead(404).end();
    else page.vite.middlewares(incoming, response);
  });
  // Vite answers to the sockets of its hot reload by itself.
  server.on("upgrade", (incoming, socket, head) => {
    if (ofGateway.test(pathOf(incoming))) passSocketOn(incoming, socket, head, gateway());
  });
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0]!;
}

function optionsFor(incoming: IncomingMessage, { hostname, port }: URL): RequestOptions {
  return { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers };
}

function passOn(incoming: IncomingMessage, response: ServerResponse, gateway: URL | null): void {
  const unreachable = (): void => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  };
  if (gateway === null) {
    unreachable();
    return;
  }
  const outgoing = request(optionsFor(incoming, gateway), (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", unreachable);
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function passSocketOn(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  gateway: URL | null,
): void {
  if (gateway === null) {
    socket.destroy();
    return;
  }
  const outgoing = request(optionsFor(incoming, gateway));
  socket.on("error", () => outgoing.destroy());
  outgoing.on("error", () => socket.destroy());
  // Refused before it became a socket.
  outgoing.on("response", () => socket.destroy());
  outgoing.on("upgrade", (answer, other, otherHead) => {
    const headers = Object.entries(answer.headers).map(
      ([name, value]) => `${name}: ${String(value)}`,
    );
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join("\r\n")}\r\n\r\n`);
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
    if (otherHead.length > 0) socket.write(otherHead);
    if (head.length > 0) other.write(head);
    socket.pipe(other).pipe(socket);
  });
  outgoing.end();
}
