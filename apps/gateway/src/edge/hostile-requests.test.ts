import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

// Requests that no browser writes, byte by byte over sockets of their own.

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

const requests = 150;
const atOnce = 50;
/** Longer than any answer takes; one that is not whole by then is left waiting for the rest of its request. */
const listenMs = 700;

const method = fc.constantFrom(
  "GET",
  "HEAD",
  "OPTIONS",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "TRACE",
  "CONNECT",
  "PRI",
  "M-SEARCH",
  "get",
  "",
  "GE T",
  "G\u0000T",
  "\u00ff",
  "X".repeat(300),
);
const target = fc.oneof(
  fc.constantFrom(
    "/",
    "/stage",
    "/presenter/",
    "/healthz",
    "/report",
    "/report.json",
    "/events.csv",
    "/J",
    "/page-failed",
    "/socket.io/",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=9",
    "/socket.io/?EIO=4&transport=websocket&sid=x",
    "/socket.io/socket.io.js",
    "/metrics",
    "/%ff",
    "/%00",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/../../etc/passwd",
    "//etc/passwd",
    "/.git/",
    "/stage/%2f",
    "/stage/..%5c..",
    "/?%ff",
    "/?a[b]=1&a[__proto__][x]=1",
    "*",
    "",
    "stage",
    "http://elsewhere.example/",
    "http://[::1/",
    "https://x:y@z/",
    "/#x",
    "/\u0000",
    "/\u4e2d",

    "/\ud83d\ude00",
    `/${"a".repeat(9_000)}`,
    `/${"%2e".repeat(2_000)}`,
    `/${"/".repeat(3_000)}`,
  ),
  fc.webPath(),
);
const header = fc.constantFrom(
  "Host: elsewhere.example",
  "Host:",
  "Host: a; script-src *",
  "Host: [::1",
  "Host: \u00ff",

  "Transfer-Encoding: chunked",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding: xchunked",

  "Content-Length: 5",
  "Content-Length: -1",
  "Content-Length: 1e3",
  "Content-Length: 99999999999999999999",

  "Range: bytes=0-",
  "Range: bytes=-1",
  "Range: bytes=9-1",
  "Range: bytes=0-0,1-1,2-2",
  "Range: x",
  "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
  "Upgrade: websocket",

  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x",

  "Connection: Upgrade\r\nUpgrade: \u00ff",
  "Connection: close",
  "Connection: keep-alive, \u00ff",

  "Expect: 100-continue",
  "Expect: something",
  "If-None-Match: \u00ff",
  "If-Modified-Since: never",
  "Accept-Encoding: br;q=x,gzip;q=-1",
  "Accept-Encoding: identity;q=0, *;q=0",
  "Cookie: =;;=",

  "Origin: null",
  "Origin: http://elsewhere.example",
  "Origin: \u00ff",
  "X-Forwarded-For: x, y",

  "X-Forwarded-For: 999.1.1.1",
  "X-HTTP-Method-Override: DELETE",
  "Content-Type: application/json",

  "Content-Type: text/plain; charset=utf-99",
  "Content-Encoding: gzip",
  "no colon here",
  ": empty",
  " folded: line",
  "a\u0000b: c",
  `X-Long: ${"y".repeat(9_000)}`,
  Array.from({ length: 120 }, (_, at) => `X-${at}: z`).join("\r\n"),
);
const body = fc.constantFrom(
  "",
  "",
  "",
  "hello",
  "5\r\nhello\r\n0\r\n\r\n",
  "zz\r\nhello\r\n",
  "ffffffffffffffff\r\n",
  "{",
  '{"message":7}',
  '{"__proto__":{}}',
  "\u0000".repeat(100),
  "x".repeat(70_000),
);
/** Wrong everywhere. */
const wild = fc
  .record({
    method,
    target,
    version: fc.constantFrom("1.1", "1.1", "1.1", "1.0", "2.0", "0.9", "9"),
    headers: fc.array(header, { maxLength: 4 }),
    body,
    lineEnd: fc.constantFrom("\r\n", "\r\n", "\n"),
  })
  .map(({ method: asked, target: at, version, headers, body: sent, lineEnd }) =>
    [`${asked} ${at} HTTP/${version}`, ...headers, "", sent].join(lineEnd),
  );
/** Right but for one thing, so that it comes past the parser. */
const mild = fc
  .record({
    method: fc.constantFrom("GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE"),
    target,
    headers: fc.array(header, { maxLength: 1 }),
  })
  .map(({ method: asked, target: at, headers }) =>
    [`${asked} ${at} HTTP/1.1`, "Host: 127.0.0.1", ...headers, "", ""].join("\r\n"),
  );
const request = fc.oneof({ weight: 3, arbitrary: mild }, { weight: 1, arbitrary: wild });
/** One or several behind each other, perhaps cut off. */
const bytes = fc
  .tuple(fc.array(request, { minLength: 1, maxLength: 3 }), fc.option(fc.nat(400), { freq: 4 }))
  .map(([all, end]) => all.join("").slice(0, end ?? undefined))
  .map((text) => Buffer.from(text, text.includes("\u4e2d") ? "utf8" : "latin1"));

/** What comes back over a connection of its own. */
function answerTo(sent: Buffer): Promise<string> {
  const { port } = new URL(gateway.url);
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect({ host: "127.0.0.1", port: Number(port) }, () => socket.write(sent));
    const end = (): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => (heard += text));
    socket.on("error", end);
    socket.on("close", end);
    setTimeout(end, listenMs);
  });
}

/** An error of ours, and what only somebody of this machine may know. */
const mustNotBeSaid =
  /^HTTP\/1\.[01] 500|\/nowhere|node_modules|file:\/\/|\n\s+at \S|ENOENT|\.ts:\d|\.mjs:\d/m;

test("whatever a request says, no path, no stack and no error of ours comes back, and others are served", async () => {
  const seed = randomInt(2 ** 31);
  const all = fc.sample(bytes, { numRuns: requests, seed });
  for (let from = 0; from < all.length; from += atOnce) {
    const some = all.slice(from, from + atOnce);
    const answers = await Promise.all(some.map(answerTo));
    for (const [at, answer] of answers.entries()) {
      const asked = some[at]!.toString("latin1").slice(0, 400);
      expect(answer, `seed ${seed}: ${JSON.stringify(asked)}`).not.toMatch(mustNotBeSaid);
    }
  }
  const health = await fetch(`${gateway.url}/healthz`);
  expect(health.status).toBe(200);
  const entered: unknown = await gateway
    .connect("/phone")
    .emitWithAck("enter", { token: "ab".repeat(16), showId: null });
  expect(entered).toMatchObject({ ok: true });
});

test("whoever asks for sessions by the dozen in one breath has none", async () => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect({ host: hostname, port: Number(port) }).on("error", () => undefined);
  const handshake = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: a\r\n\r\n";
  socket.write(handshake.repeat(24));
  await once(socket.resume(), "close");
  expect(gateway.connections).toBe(0);
});
