import { afterEach, beforeEach, expect, test } from "vitest";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
let clockMs = 0;
const strangers: WebSocket[] = [];
beforeEach(async () => {
  // Ten connections for whoever is not of this machine, as nobody here is.
  const trustedProxies = ["127.0.0.1", "127.0.0.2"];
  const servedMs = (): number => clockMs;
  gateway = await GatewayUnderTest.start({
    openFiles: 100,
    phonePlaces: 4,
    trustedProxies,
    servedMs,
  });
});
afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.terminate();
  await gateway.stop();
});

test("WebSockets that want nothing, of one address, keep no console out, and nobody who has a place goes for them", async () => {
  const token = (): string => crypto.randomUUID().replaceAll("-", "");
  const phone = gateway.connect("/phone");
  const slow = io(`${gateway.url}/phone`, { forceNew: true, transports: ["polling", "websocket"] });
  const upgraded = new Promise((done) => slow.io.engine.once("upgrade", done));
  for (const socket of [phone, slow])
    expect(await socket.emitWithAck("enter", { token: token(), showId: null })).toMatchObject({
      ok: true,
    });
  await upgraded;
  clockMs += 60_000;
  const address = `${gateway.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  for (let came = 0; came < 20; came += 1) {
    const stranger = new WebSocket(address, { localAddress: "127.0.0.2" }).on(
      "error",
      () => undefined,
    );
    strangers.push(stranger);
    await new Promise<void>((answered) => {
      stranger.once("message", () => answered()).once("close", () => answered());
    });
  }
  expect(await gateway.openConnections()).toBeGreaterThanOrEqual(10);
  const console = gateway.connect("/presenter");
  await new Promise<void>((letIn, refused) => {
    console.once("connect", () => letIn());
    console.once("connect_error", refused);
  });
  expect([phone.connected, slow.connected, slow.io.engine.transport.name]).toEqual([
    true,
    true,
    "websocket",
  ]);
  slow.close();
});
