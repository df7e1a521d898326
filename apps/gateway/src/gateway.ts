import { createServer, type Server as HttpServer } from "node:http";
import { FabricClient } from "@cablecut/fabric";
import { createMesh, type Mesh } from "@cablecut/link";
import {
  browserMessageBytesMax,
  decodeTransferAnswers,
  frameKinds,
  asRoomIndex,
  type GatewayConfig,
  type RoomIndex,
  type RoomMessage,
} from "@cablecut/protocol";
import type { Logger } from "pino";
import { Server } from "socket.io";
import { createHttp } from "./http.ts";
import { Show } from "./show/show-state.ts";
import { startTicks } from "./show/ticks.ts";
import { servePhone } from "./sockets/phone.ts";
import { servePresenters } from "./sockets/presenter.ts";
import { serveStages } from "./sockets/stage.ts";

export interface Gateway {
  readonly port: number;
  close(): Promise<void>;
}

/** Puts a gateway together and starts it. Rejects if its port cannot be had. */
export async function startGateway(
  config: GatewayConfig,
  id: string,
  log: Logger,
): Promise<Gateway> {
  const rooms = new Map(config.topology.rooms.map((room, index) => [room.id, asRoomIndex(index)]));
  const fabric = config.fabric === undefined ? null : new FabricClient(config.fabric);
  let mesh: Mesh | null = null;
  const show = new Show({
    config,
    log,
    fabric,
    send: (room, bytes) => mesh?.send(room, [bytes]) ?? false,
  });
  mesh = createMesh({
    self: { id, kind: "gateway", showId: config.showId, instance: Date.now() },
    peers: config.rooms.map(({ room, paths }) => ({ id: room, paths })),
    accept: () => ({ ok: false, reason: "a gateway takes no calls" }),
    onMessage: (room, _, bytes) => receive(show, rooms.get(room), bytes),
    onPeerUp: (peer) => log.info({ room: peer.id }, "room reached"),
    onPeerDown: (room, reason) => log.warn({ room, reason }, "room silent"),
    onNotice: (notice) => {
      if (notice.kind === "refused" || notice.kind === "refusing") log.warn(notice, "link refused");
    },
  });
  const http = createServer(createHttp(show));
  const sockets = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: browserMessageBytesMax,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
  });
  const phones = sockets.of("/phone");
  phones.on("connection", (socket) => servePhone(show, socket));
  const stages = sockets.of("/stage");
  show.stagesConnected = () => stages.sockets.size;
  serveStages(show, stages);
  const presenters = sockets.of("/presenter");
  servePresenters(show, presenters);
  const stopTicks = startTicks(show, { phones, stages, presenters });
  const port = await listen(http, config.listen);
  return {
    port,
    close: async () => {
      stopTicks();
      await sockets.close();
      http.closeAllConnections();
      show.close();
      await mesh.close();
    },
  };
}

function receive(show: Show, room: RoomIndex | undefined, bytes: Uint8Array): void {
  if (room === undefined) return;
  if (bytes[0] === frameKinds.transferAnswers) {
    const answers = decodeTransferAnswers(bytes);
    if (answers !== null) show.router.answered(answers);
    return;
  }
  if (bytes[0] !== frameKinds.json) return;
  // oxlint-disable-next-line typescript/consistent-type-assertions -- rooms are ours and of the same version: not checked again
  const message = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.length - 1).toString(),
  ) as RoomMessage;
  if (message.kind === "status") show.watch.told(message.status);
  else if (message.kind === "feed") show.feed.push(room, message);
  else show.calls.answered(message);
}

function listen(
  http: HttpServer,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((done, failed) => {
    http.once("error", failed);
    http.listen(address.port, address.host, () => {
      const bound = http.address();
      done(typeof bound === "object" && bound !== null ? bound.port : address.port);
    });
  });
}
