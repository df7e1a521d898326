import {
  ServerResponse,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
} from "node:http";
import type { Socket as NetSocket } from "node:net";
import { AddressBudgets, type Rate } from "@cablecut/gateway";
import { browserMessageBytesMax } from "@cablecut/protocol";
import { Server, type Socket } from "socket.io";
import { loopClock, nowMs } from "../monotonic-clock.ts";
import { addressKey } from "./address.ts";
import { Conduct } from "./conduct.ts";
import { ConnectionGuard } from "./connection-guard.ts";
import { HallPlaces } from "./hall-places.ts";
import { HandshakeTurns } from "./handshake-turns.ts";
import type { ShowOrigins } from "./origin.ts";
import { endOtherUpgrades } from "./other-upgrades.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";
import type { Connection } from "./unread-bytes.ts";
import { countingWebSocketServer } from "./websocket-frames.ts";

/** A hall that comes back after a gateway was killed is 15,000 phones, some of which try more than once. */
const handshakes: Rate = { burst: 20_000, perSecond: 1_500 };

/** Why a connection is refused before it is one. */
type HandshakeRefusal = "foreign-origin" | "no-jsonp" | "too-fast";

interface EdgeParts {
  readonly origins: ShowOrigins;
  readonly proxies: TrustedProxies;
  /** Answers what is no business of the sockets. */
  readonly pages: RequestListener;
  readonly descriptorsForPhones: number;
  readonly isStageTicket: (ticket: string) => boolean;
  /** It has sent so many requests ahead that none is answered. */
  readonly isTooMany: (connection: NetSocket) => boolean;
}

export interface Edge {
  readonly sockets: Server;
  /** Browsers that are connected, whatever they came for. */
  readonly connections: number;
  /** Handshakes that were refused since the start, by why. */
  readonly refused: Readonly<Record<HandshakeRefusal, number>>;
  /** The guard of a socket's connection. */
  guardOf(socket: Pick<Socket, "conn">): ConnectionGuard;
}

/** Socket.io behind its guards: what a stranger may do is decided here, what people may do in `sockets/`. */
export function openEdge(http: HttpServer, parts: EdgeParts): Edge {
  const budgets = new AddressBudgets({ perAddress: handshakes, inAll: handshakes }, nowMs);
  const hall = new HallPlaces({ ...parts, nowMs });
  const keyOf = (request: IncomingMessage): string => addressKey(parts.proxies.addressOf(request));
  const conduct = new Conduct(nowMs);
  const turns = new HandshakeTurns(loopClock, conduct);
  const refused = { "foreign-origin": 0, "no-jsonp": 0, "too-fast": 0 };
  // Before the sockets, which pass on to those who listen by then, and only what is not theirs.
  http.on("request", parts.pages);
  const sockets = new Server(http, {
    serveClient: false,
    // Its own way ends a connection only if nothing was ever said over it, and then by half.
    destroyUpgrade: false,
    maxHttpBufferSize: browserMessageBytesMax,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
    cors: {
      // The page's own gateway needs no leave: to it the request is none across origins.
      origin: (origin, decide) => decide(null, parts.origins.isOfShow(origin, undefined)),
      methods: ["GET", "POST"],
    },
    upgradeTimeout: 5_000,
    wsEngine: countingWebSocketServer((request) => {
      const address = keyOf(request);
      return () => conduct.note(address);
    }),
    allowRequest: (request, decide) => {
      const refuse = (refusal: HandshakeRefusal): void => {
        refused[refusal] += 1;
        decide(refusal, false);
      };
      const refusal = handshakeRefusal(request, parts.origins);
      if (refusal !== null) return refuse(refusal);
      const address = keyOf(request);
      // Whoever has gone meanwhile, or asked for many sessions in one breath, is none of engine.io's business any more.
      const isOver = (): boolean => hasGone(request.socket) || parts.isTooMany(request.socket);
      const open = (): void => void (isOver() || decide(null, true));
      onceItsEndIsKnown(() => {
        if (isOver()) return;
        if (!budgets.take(address) || !turns.run(address, request.socket, open)) refuse("too-fast");
      });
    },
  });
  endOtherUpgrades(http, `${sockets.path()}/`);
  const guards = new WeakMap<Connection, ConnectionGuard>();
  const { engine } = sockets;
  engine.use(letGoOfRequest);
  engine.on("connection", (connection: Connection) => {
    const { request } = connection;
    const from = {
      address: parts.proxies.addressOf(request),
      isThisMachine: parts.proxies.isThisMachine(request),
    };
    guards.set(connection, new ConnectionGuard(connection, hall.findPlace, conduct, from));
  });
  return {
    sockets,
    refused,
    get connections() {
      return engine.clientsCount;
    },
    guardOf({ conn }) {
      const guard = guards.get(conn);
      if (guard === undefined) throw new Error("a connection without its guard");
      return guard;
    },
  };
}

/**
 * Where a WebSocket is asked for, engine.io's middleware is given a stand-in for a response, which lives as long as the
 * connection and holds the request with its headers. Nothing asks the stand-in for it after the last middleware.
 */
function letGoOfRequest(_: IncomingMessage, response: { req?: unknown }, next: () => void): void {
  if (!(response instanceof ServerResponse)) response.req = null;
  next();
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

function handshakeRefusal(request: IncomingMessage, origins: ShowOrigins): HandshakeRefusal | null {
  const { origin, host } = request.headers;
  if (!origins.isOfShow(origin, host)) return "foreign-origin";
  // Long polling by script tags, for browsers of another time: it has a parser of its own. As engine.io reads it, however
  // it is written: a script tag of any page may ask, and names no origin.
  const asked = new URLSearchParams((request.url ?? "").replace(/^[^?]*/, ""));
  if (asked.has("j")) return "no-jsonp";
  return null;
}
