import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { Duplex } from "node:stream";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { countingWebSocketServer } from "./websocket-frames.ts";

const cutOffs = { add: (task: () => void) => void setTimeout(task, 1_000).unref() };

test("whoever is ended for pings without end is told of, once", async () => {
  const offences: (string | undefined)[] = [];
  const Counting = countingWebSocketServer(
    ({ url }) =>
      () =>
        offences.push(url),
    cutOffs,
  );
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

test("the answer to a handshake and what is said first over it leave together", async () => {
  const written: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString());
      done();
    },
    writev(chunks, done) {
      written.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  const headers = {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  };
  const request = { method: "GET", url: "/", headers } as unknown as IncomingMessage;
  const Counting = countingWebSocketServer(() => () => undefined, cutOffs);
  const server = new Counting({ noServer: true });
  // As engine.io does: an id for it is waited for.
  server.handleUpgrade(request, socket, Buffer.alloc(0), (websocket) => {
    void Promise.resolve().then(() => websocket.send("first words"));
  });
  await vi.waitUntil(() => written.join("").includes("first words"), { timeout: 60_000 });
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^HTTP\/1\.1 101 /);
  socket.destroy();
});

test("of what came over a WebSocket nothing is kept when it has been handed over", async () => {
  const Counting = countingWebSocketServer(() => () => undefined, cutOffs);
  const server = new Counting({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connected = once(server, "connection") as Promise<[WebSocket]>;
  const phone = new WebSocket(`ws://127.0.0.1:${port}/`);
  const [websocket] = await connected;
  const kept = (): number | undefined =>
    (websocket as unknown as { _receiver: { _mask?: Buffer } })._receiver._mask?.length;
  for (const say of [() => phone.send("3"), () => phone.ping(), () => phone.pong()]) {
    const heard = Promise.race(["message", "ping", "pong"].map((event) => once(websocket, event)));
    if (phone.readyState !== WebSocket.OPEN) await once(phone, "open");
    say();
    await heard;
    expect(kept()).toBe(0);
  }
  phone.terminate();
  await new Promise((closed) => server.close(closed));
});

/** As a browser frames a short text; its mask is zeros. */
function frameOf(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

test("of what comes in one chunk a frame is heard in each turn of the loop, in order, and what others say in between", async () => {
  const Counting = countingWebSocketServer(() => () => undefined, cutOffs);
  const server = new Counting({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connected = once(server, "connection") as Promise<[WebSocket]>;
  const flood = connect(port, "127.0.0.1");
  flood.write(
    "GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const [websocket] = await connected;
  const words = Array.from({ length: 20 }, (_, at) => `word ${at}`);
  const heard: string[] = [];
  let inThisTurn = 0;
  let mostInOneTurn = 0;
  const allHeard = new Promise<void>((all) => {
    websocket.on("message", (data: Buffer) => {
      heard.push(data.toString());
      if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0));
      inThisTurn += 1;
      mostInOneTurn = Math.max(mostInOneTurn, inThisTurn);
      if (heard.length === words.length) all();
    });
  });
  flood.write(Buffer.concat(words.map(frameOf)));
  await allHeard;
  expect(heard).toEqual(words);
  expect(mostInOneTurn).toBe(1);
  flood.destroy();
  await new Promise((closed) => server.close(closed));
});
