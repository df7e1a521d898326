import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Socket as NetSocket } from "node:net";
import type { Asked, Handshakes } from "./handshakes.ts";

/** Of engine.io. */
interface Engine {
  handleUpgrade(request: IncomingMessage, socket: NetSocket, head: Buffer): void;
}

interface UpgradeParts {
  /** Of the sockets, with its slash at the end. */
  readonly path: string;
  readonly engine: Engine;
  readonly handshakes: Pick<Handshakes, "judge">;
  /** Told before engine.io has the request: it is judged. */
  readonly admitted: (request: IncomingMessage) => void;
}

/**
 * WebSockets. engine.io hears of one when it is its turn to be opened, and until then nothing is made for it: of thousands
 * that come and go again each costs its request and no more.
 */
export function openUpgrades(
  http: HttpServer,
  { path, engine, handshakes, admitted }: UpgradeParts,
): void {
  http.on("upgrade", (request: Asked, socket: NetSocket, head: Buffer) => {
    if (request.url?.startsWith(path) !== true) return;
    const open = (): void => handOver(engine, request, socket, head);
    // Also one beside a session that is there already, which engine.io asks nothing of: it costs as much, and may go as soon.
    handshakes.judge(request, {
      open: () => {
        admitted(request);
        open();
      },
      refuse: (refusal) => turnAway(socket, refusal),
    });
  });
}

/**
 * engine.io makes a stand-in for a response, which would live as long as the connection and hold the request with its headers:
 * it waits for the connection's end, to tell middleware that there is none of.
 */
function handOver(engine: Engine, request: IncomingMessage, socket: NetSocket, head: Buffer): void {
  const others = socket.listenerCount("close");
  engine.handleUpgrade(request, socket, head);
  const [ofStandIn] = socket.listeners("close").slice(others);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- Node says no more of a listener than that it is a function
  if (ofStandIn !== undefined) socket.off("close", ofStandIn as () => void);
}

function turnAway(socket: NetSocket, why: string): void {
  if (socket.writable)
    socket.write(
      "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n" +
        `content-length: ${Buffer.byteLength(why)}\r\n\r\n${why}`,
    );
  socket.destroySoon();
}

/** Makes something that would listen for upgrades, and lets it not. */
export function withoutUpgrades<Made>(http: HttpServer, make: () => Made): Made {
  const before = new Set(http.listeners("upgrade"));
  const made = make();
  for (const listener of http.listeners("upgrade")) {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- as above
    if (!before.has(listener)) http.off("upgrade", listener as () => void);
  }
  return made;
}
