import { randomInt } from "node:crypto";
import type { IncomingMessage, RequestListener, Server as HttpServer } from "node:http";
import type { Socket as NetSocket } from "node:net";
import { browserMessageBytesMax } from "@cablecut/protocol";
import { Server, type Socket } from "socket.io";
import { loopClock, nowMs } from "../monotonic-clock.ts";
import { addressKey } from "./address.ts";
import type { Conduct } from "./conduct.ts";
import { ConnectionGuard, lastWordsMs, type FindPlace } from "./connection-guard.ts";
import type { GivingWay } from "./giving-way.ts";
import { HallPlaces } from "./hall-places.ts";
import { HandshakeTurns } from "./handshake-turns.ts";
import { handshakeBudgets, Handshakes, type HandshakeRefusal } from "./handshakes.ts";
import type { ShowOrigins } from "./origin.ts";
import { writeTogether } from "./one-write.ts";
import { endOtherUpgrades } from "./other-upgrades.ts";
import { takeHostsOutOfTargets } from "./targets.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";
import type { Connection } from "./unread-bytes.ts";
import { Spaced } from "./spaced.ts";
import { openUpgrades, withoutUpgrades } from "./upgrades.ts";
import { countingWebSocketServer } from "./websocket-frames.ts";

/** Connections that are ended for their conduct: a flood that is ended in one breath comes back in one. */
const cutOffsPace = { betweenMs: 2, oneMorePer: 64 };

interface EdgeParts {
  readonly origins: ShowOrigins;
  readonly proxies: TrustedProxies;
  /** Of addresses; what happens here is noted in it. */
  readonly conduct: Conduct;
  /** Answers what is no business of the sockets. */
  readonly pages: RequestListener;
  readonly descriptorsForPhones: number;
  readonly isStageTicket: (ticket: string) => boolean;
  /** It has sent so many requests ahead that none is answered. */
  readonly isTooMany: (connection: NetSocket) => boolean;
  /** Connections without a place, which the server has counted. */
  readonly giving: Giving;
  /** Of whoever is ended for its conduct. */
  readonly lastWordsMs?: number | undefined;
}

type Giving = Pick<GivingWay, "opened" | "keeps">;

export interface Edge {
  readonly sockets: Server;
  /** Browsers that are connected, whatever they came for. */
  readonly connections: number;
  /** Phones that find a place. */
  readonly phonesMax: number;
  /** Handshakes that were refused since the start, by why. */
  readonly refused: Readonly<Record<HandshakeRefusal, number>>;
  /** The guard of a socket's connection. */
  guardOf(socket: Pick<Socket, "conn">): ConnectionGuard;
}

/** Socket.io behind its guards: what a stranger may do is decided here, what people may do in `sockets/`. */
export function openEdge(http: HttpServer, parts: EdgeParts): Edge {
  const { origins, proxies, conduct, isTooMany, giving } = parts;
  const hall = new HallPlaces({ ...parts, nowMs, random: () => randomInt(2 ** 32) / 2 ** 32 });
  const addressOf = (request: IncomingMessage): string => addressKey(proxies.addressOf(request));
  const handshakes = new Handshakes({
    origins,
    budgets: handshakeBudgets(nowMs),
    turns: new HandshakeTurns(loopClock, conduct),
    addressOf,
    isTooMany,
  });
  const { lastWordsMs: waitMs = lastWordsMs } = parts;
  const cutOffs = new Spaced(loopClock, { ...cutOffsPace, waitMs });
  const admitted = new WeakSet<IncomingMessage>();
  // Before the sockets, which pass on to those who listen by then, and only what is not theirs.
  http.on("request", parts.pages);
  const open = (): Server =>
    new Server(http, {
      serveClient: false,
      maxHttpBufferSize: browserMessageBytesMax,
      pingInterval: 10_000,
      pingTimeout: 8_000,
      connectTimeout: 10_000,
      upgradeTimeout: 5_000,
      wsEngine: countingWebSocketServer((request) => {
        const address = addressOf(request);
        return () => conduct.note(address);
      }, cutOffs),
      allowRequest: (request, decide) => {
        if (admitted.has(request)) return decide(null, true);
        handshakes.judge(request, {
          open: () => decide(null, true),
          refuse: (refusal) => decide(refusal, false),
        });
      },
    });
  const sockets = withoutUpgrades(http, open);
  const path = `${sockets.path()}/`;
  const { engine } = sockets;
  openUpgrades(http, { path, engine, handshakes, admitted: (request) => admitted.add(request) });
  endOtherUpgrades(http, path);
  writeTogether(engine);
  allowPolling(http, path, origins);
  // Last, and so before all of these.
  takeHostsOutOfTargets(http);
  const guards = new WeakMap<Connection, ConnectionGuard>();
  const findPlace = keepingPlaced(hall, giving);
  engine.on("connection", (connection: Connection) => {
    const { request } = connection;
    const from = {
      address: proxies.addressOf(request),
      isThisMachine: proxies.isThisMachine(request),
    };
    const guard = new ConnectionGuard(connection, findPlace, conduct, from, cutOffs);
    guards.set(connection, guard);
    mayGiveWay(connection, guard, giving);
  });
  return {
    sockets,
    phonesMax: hall.phonesMax,
    refused: handshakes.refused,
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

/** Whoever has found a place is not to make room. */
function keepingPlaced(hall: Pick<HallPlaces, "findPlace">, giving: Giving): FindPlace {
  return (namespace, guard, asked) => {
    const answer = hall.findPlace(namespace, guard, asked);
    if (answer.refusal === null) keepPlaced(guard, giving);
    return answer;
  };
}

/** As long as it has no place. Over long polling every request has a connection for itself, and most have been served at once. */
function mayGiveWay(connection: Connection, guard: ConnectionGuard, giving: Giving): void {
  if (guard.netSocket !== null) giving.opened(guard.netSocket);
  else connection.once("upgrade", () => guard.hasPlace && keepPlaced(guard, giving));
}

function keepPlaced({ netSocket }: ConnectionGuard, giving: Giving): void {
  if (netSocket !== null) giving.keeps(netSocket);
}

/**
 * Long polling across origins, for pages of the show's other gateways. What they send browsers send without asking first. It is
 * no middleware of engine.io: every WebSocket would wait for that as well, and is bound to no origin by its browser.
 */
function allowPolling(
  http: HttpServer,
  path: string,
  origins: Pick<ShowOrigins, "isOfShow">,
): void {
  http.prependListener("request", ({ url, headers: { origin } }, response) => {
    if (origin === undefined || url?.startsWith(path) !== true) return;
    response.setHeader("vary", "Origin");
    // The page's own gateway needs no leave: to it the request is none across origins.
    if (origins.isOfShow(origin, undefined))
      response.setHeader("access-control-allow-origin", origin);
  });
}
