import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocketServer, WebSocket } from "ws";
import { createBoundedServer } from "./bounded-server.ts";
import { descriptorBudget } from "./descriptors.ts";

/** More than any system takes for somebody who does not read. */
const longAnswer = Buffer.alloc(64 * 1024 * 1024);

let server: Server;
let port = 0;
beforeEach(async () => {
  const budget = descriptorBudget(20_000);
  server = createBoundedServer(budget, { isProxy: () => false }, { stalledMs: 200 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

test("whoever asks and does not read the answer is ended, and a WebSocket may be silent for longer", async () => {
  const websockets = new WebSocketServer({ server });
  const websocket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(websocket, "open");
  const ended = new Promise<void>((done) => {
    server.on("request", (_, response) => {
      response.once("close", () => done());
      response.end(longAnswer);
    });
  });
  const stranger = connect(port, "127.0.0.1").pause();
  stranger.on("error", () => undefined);
  stranger.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await ended;
  expect(websocket.readyState).toBe(WebSocket.OPEN);
  stranger.destroy();
  websocket.terminate();
  websockets.close();
});
