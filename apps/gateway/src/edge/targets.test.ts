import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

/** Up to its end, or to where a WebSocket is open. */
function answerTo(target: string, headers: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nhost: show.example\r\n${headers}\r\n`);
  return new Promise((answered, failed) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (!text.includes(" 101 ")) return;
      socket.destroy();
      answered(text);
    });
    socket.once("error", failed);
    socket.once("close", () => answered(text));
  });
}

const upgrade =
  "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n" +
  "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const polling = "/socket.io/?EIO=4&transport=polling";
const webSocket = "/socket.io/?EIO=4&transport=websocket";

test.each(["", "http://show.example", "HTTP://show.example:80"])(
  "with '%s' before the path long polling and WebSockets are served alike",
  async (host) => {
    const origin = `origin: ${gateway.url}\r\n`;
    const polled = await answerTo(host + polling, `connection: close\r\n`);
    expect(polled).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n[^]*0\{"sid"/);
    // Of a page, which is told who may read it.
    expect(await answerTo(host + polling, `connection: close\r\n${origin}`)).toMatch(
      /vary: origin/i,
    );
    expect(await answerTo(host + webSocket, upgrade)).toMatch(/^HTTP\/1\.1 101 /);
  },
);
