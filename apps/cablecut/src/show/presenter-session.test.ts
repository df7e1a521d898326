import { createHash } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { freePorts } from "../supervisor/free-ports.ts";
import { watchConsole, type SessionRefusal } from "./presenter-session.ts";

/** So that nobody has to wait here for what is asked again; ms. */
const patience = { answerMs: 300, againMs: 20 };

let stop = (): void => undefined;
afterEach(() => stop());

test("whoever watches is told once that no gateway answers, however often it is asked", async () => {
  const [port] = await freePorts(1, "127.0.0.1");
  let asked = 0;
  // It hangs up on everybody, as something else does that has the port of a gateway that is gone.
  const server = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", () => listening()));
  const refusals: SessionRefusal[] = [];
  stop = watchConsole([`http://127.0.0.1:${port}`], "0f".repeat(32), {
    onConsole: () => undefined,
    onLost: () => undefined,
    onRefused: (refusal) => refusals.push(refusal),
  });
  await vi.waitUntil(() => asked >= 2, { timeout: 60_000 });
  expect(refusals).toEqual(["gateway-silent"]);
  server.close();
});

test("where the first gateway's machine says nothing the next is asked, and nobody waits for long", async () => {
  const [first, second] = await freePorts(2, "127.0.0.1");
  const silent = createServer(() => undefined).listen(first, "127.0.0.1");
  let asked = 0;
  const other = createServer((socket) => {
    asked += 1;
    socket.destroy();
  }).listen(second, "127.0.0.1");
  const gateways = [first, second].map((port) => `http://127.0.0.1:${port}`);
  const watch = { onConsole: () => undefined, onLost: () => undefined, onRefused: () => undefined };
  stop = watchConsole(gateways, "0f".repeat(32), watch, patience);
  // Sooner than socket.io by itself, which waits for 20 s.
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 18_000 });
  silent.close();
  other.close();
});

/** One frame of text as a server sends it, of less than 126 bytes. */
const frame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)]);

/** Of a browser: one short frame, masked. */
function textIn(bytes: Buffer): string {
  const [length, mask] = [bytes[1]! & 0x7f, bytes.subarray(2, 6)];
  return bytes
    .subarray(6, 6 + length)
    .map((byte, at) => byte ^ mask[at % 4]!)
    .toString();
}

/** A gateway at which every console's place is taken so many times. */
async function gatewayThatRefuses(times: number) {
  const heard: string[] = [];
  const connections: Duplex[] = [];
  const http = createHttpServer();
  http.on("upgrade", ({ headers }, socket) => {
    connections.push(socket);
    const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n" +
        `sec-websocket-accept: ${accept}\r\n\r\n`,
    );
    socket.write(frame('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'));
    socket.on("error", () => undefined);
    socket.once("data", (bytes: Buffer) => {
      expect(textIn(bytes)).toBe("40/presenter,");
      const isRefused = heard.length < times;
      heard.push(isRefused ? "refused" : "let in");
      if (!isRefused) return void socket.write(frame('40/presenter,{"sid":"s"}'));
      socket.write(frame('44/presenter,{"message":"too-many-consoles"}'));
      socket.end();
    });
  });
  const [port] = await freePorts(1, "127.0.0.1");
  await new Promise<void>((listening) => http.listen(port, "127.0.0.1", () => listening()));
  const close = (): void => {
    for (const connection of connections) connection.destroy();
    http.close();
  };
  return { url: `http://127.0.0.1:${port}`, heard, close };
}

test("a gateway that had no place for a moment is asked again, and so is the next one; nobody is after the end", async () => {
  const [full, other] = [await gatewayThatRefuses(1_000), await gatewayThatRefuses(1)];
  const nothing = { onConsole: () => undefined, onLost: () => undefined };
  const onRefused = vi.fn<(refusal: SessionRefusal) => void>();
  const watch = { ...nothing, onRefused };
  // Whoever only answers late here has refused nobody.
  const slow = { ...patience, answerMs: 60_000 };
  stop = watchConsole([full.url, other.url], "0f".repeat(32), watch, slow);
  await vi.waitUntil(() => other.heard.includes("let in"), { timeout: 60_000 });
  // Refused by each, then asked again in turn.
  expect(full.heard).toEqual(["refused", "refused"]);
  expect(other.heard).toEqual(["refused", "let in"]);
  stop();
  // In the turn in which it is refused the next try is on its way, and not due.
  await new Promise<void>((over) => {
    const end = (): void => {
      ended();
      over();
    };
    const refused = { ...nothing, onRefused: () => queueMicrotask(end) };
    const ended = watchConsole([full.url], "0f".repeat(32), refused, slow);
  });
  await new Promise((passed) => setTimeout(passed, 500));
  expect(full.heard).toHaveLength(3);
  full.close();
  other.close();
});
