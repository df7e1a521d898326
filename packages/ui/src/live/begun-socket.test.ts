// @vitest-environment jsdom
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { afterEach, expect, test } from "vitest";
import type { BegunSocket } from "./begun-socket.ts";
import { openLiveSocket } from "./live-socket.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Greets every page, and counts the connections that it was asked for. */
async function startGateway() {
  const http = createServer();
  const sockets = new Server(http, { cors: { origin: "*" } });
  closing.push(() => void sockets.close());
  let opened = 0;
  sockets.engine.on("connection", () => (opened += 1));
  sockets.of("/phone").on("connection", (socket) => socket.emit("hello", "there"));
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  const { port } = http.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, opened: () => opened };
}

/** As the page itself does. */
function begin(host: string): BegunSocket {
  const socket = new WebSocket(`ws://${host}/socket.io/?EIO=4&transport=websocket`);
  const heard: unknown[] = [];
  socket.onmessage = ({ data }) => void heard.push(data);
  closing.push(() => socket.close());
  return { socket, heard };
}

function page(host: string, begun: BegunSocket) {
  const socket = openLiveSocket<{ hello(word: string): void }, object>("/phone", {
    home: `http://${host}`,
    storage: null,
    begun,
  });
  closing.push(() => socket.close());
  const heard: string[] = [];
  socket.on("hello", (word) => void heard.push(word));
  socket.connect();
  return { socket, heard };
}

test("a line goes on over the socket that its page has opened and heard from already", async () => {
  const gateway = await startGateway();
  const begun = begin(gateway.host);
  await expect.poll(() => begun.heard.length).toBe(1);
  const { heard } = page(gateway.host, begun);
  await expect.poll(() => heard).toEqual(["there"]);
  expect(gateway.opened()).toBe(1);
});

test("a line goes on over a socket that is still being opened", async () => {
  const gateway = await startGateway();
  const { heard } = page(gateway.host, begin(gateway.host));
  await expect.poll(() => heard).toEqual(["there"]);
  expect(gateway.opened()).toBe(1);
});

test("what was begun and has ended, or leads elsewhere, is left, and the line opens one of its own", async () => {
  const gateway = await startGateway();
  const ended = begin(gateway.host);
  await expect.poll(() => ended.heard.length).toBe(1);
  ended.socket.close();
  const { heard } = page(gateway.host, ended);
  await expect.poll(() => heard).toEqual(["there"]);
  const elsewhere = begin((await startGateway()).host);
  const other = page(gateway.host, elsewhere);
  await expect.poll(() => other.heard).toEqual(["there"]);
  expect(gateway.opened()).toBe(3);
  expect(elsewhere.socket.readyState).toBeGreaterThanOrEqual(elsewhere.socket.CLOSING);
});

test("a line that is lost comes back over a socket of its own", async () => {
  const gateway = await startGateway();
  const { socket, heard } = page(gateway.host, begin(gateway.host));
  await expect.poll(() => heard).toEqual(["there"]);
  socket.io.engine.close();
  await expect.poll(() => heard).toEqual(["there", "there"]);
  expect(gateway.opened()).toBe(2);
});
