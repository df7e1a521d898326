import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { countingWebSocketServer } from "./websocket-frames.ts";

test("whoever is ended for pings without end is told of, once", async () => {
  const offences: (string | undefined)[] = [];
  const Counting = countingWebSocketServer(({ url }) => offences.push(url));
  const server = new Counting({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  // oxlint-disable-next-line typescript/consistent-type-assertions -- of a server on a port it is never a path
  const { port } = server.address() as AddressInfo;
  const open = async (path: string): Promise<WebSocket> => {
    const websocket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    websocket.on("error", () => undefined);
    await once(websocket, "open");
    return websocket;
  };
  const person = await open("/person");
  const flood = await open("/flood");
  person.ping("are you there");
  await once(person, "pong");
  for (let sent = 0; sent < 1_000; sent += 1) flood.ping();
  await once(flood, "close");
  expect(offences).toEqual(["/flood"]);
  expect(person.readyState).toBe(WebSocket.OPEN);
  person.terminate();
  await new Promise((closed) => server.close(closed));
});
