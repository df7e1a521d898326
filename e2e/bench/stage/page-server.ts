import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer, type WebSocket } from "ws";

const pages = fileURLToPath(new URL("../../../dist/web", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};
const pingEveryMs = 25_000;

/** Says one event of the stage's map to the page. */
type Say = (event: string, ...values: readonly unknown[]) => void;

/** The built page at "/stage/", and a socket of socket.io's protocol beside it, so that nothing else has to run. */
export class PageServer {
  readonly #http = createServer((request, response) => void serve(request, response));
  readonly #sockets: WebSocketServer;

  /** `joined`: a page has connected; what it returns is called when it has gone. */
  constructor(joined: (say: Say) => () => void) {
    this.#sockets = new WebSocketServer({ server: this.#http, path: "/socket.io/" });
    this.#sockets.on("connection", (socket) => handshake(socket, joined));
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, "127.0.0.1", done));
    const address = this.#http.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }
}

function handshake(socket: WebSocket, joined: (say: Say) => () => void): void {
  const open = { sid: "bench", upgrades: [], pingInterval: pingEveryMs, pingTimeout: 20_000 };
  socket.send(`0${JSON.stringify({ ...open, maxPayload: 1_000_000 })}`);
  const ping = setInterval(() => socket.send("2"), pingEveryMs);
  socket.on("close", () => clearInterval(ping));
  socket.on("message", (data: Buffer) => {
    if (!data.toString().startsWith("40/stage,")) return;
    socket.send('40/stage,{"sid":"bench"}');
    const left = joined((event, ...values) =>
      socket.send(`42/stage,${JSON.stringify([event, ...values])}`),
    );
    socket.on("close", left);
  });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(new URL(request.url ?? "/", "http://bench").pathname);
  const file = join(pages, path.endsWith("/") ? `${path}index.html` : path);
  try {
    const bytes = await readFile(file);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    response.end(bytes);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
