import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Duplex } from "node:stream";

const answer =
  "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n";
const words = "The show speaks plain HTTP and WebSocket only. 演示只支持 HTTP 与 WebSocket。\n";

/**
 * Ends connections that are to become something else than a socket of the show: `Upgrade: h2c`, or a WebSocket elsewhere.
 * Node takes no more care of a connection once an upgrade is asked for: neither its timeouts nor the end that the other
 * side sends would ever close it.
 */
export function endOtherUpgrades(http: HttpServer, socketsPath: string): void {
  http.on("upgrade", (request: IncomingMessage, connection: Duplex) => {
    if (request.url?.startsWith(socketsPath) === true) return;
    // What was asked before it on the same connection may still be on its way: nothing is put into the middle of that.
    if (request.socket.bytesWritten === 0) {
      connection.write(`${answer}content-length: ${Buffer.byteLength(words)}\r\n\r\n${words}`);
    }
    request.socket.destroySoon();
  });
}
