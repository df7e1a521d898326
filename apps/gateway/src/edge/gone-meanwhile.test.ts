import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { GatewayUnderTest } from "../testing/gateway-under-test.ts";

let gateway: GatewayUnderTest | null = null;
afterEach(() => gateway?.stop());

const webSocket =
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n" +
  "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** All that comes back. Whoever is gone has ended its side behind the request, anybody else does when it is answered. */
function answerTo(port: number, isGone: boolean): Promise<string> {
  let answer = "";
  return new Promise((done) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => {
      socket.write(webSocket);
      if (isGone) socket.end();
    });
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
      socket.end();
    });
    socket.once("close", () => done(answer));
  });
}

test("for a phone that gave up before its request was read no connection is opened, and its socket is closed", async () => {
  gateway = await GatewayUnderTest.start();
  const port = Number(new URL(gateway.url).port);
  const gone = await Promise.all(Array.from({ length: 50 }, () => answerTo(port, true)));
  expect(gone).toEqual(Array.from({ length: 50 }, () => ""));
  expect(gateway.connections).toBe(0);
  expect(await answerTo(port, false)).toMatch(/^HTTP\/1\.1 101 /);
});

test("a connection that is reset while its handshake waits takes nobody else with it", async () => {
  gateway = await GatewayUnderTest.start();
  const port = Number(new URL(gateway.url).port);
  const resetAfter = (turns: number): Promise<void> =>
    new Promise((done) => {
      const socket = connect({ port, host: "127.0.0.1" }, () => {
        socket.write(webSocket);
        let left = turns;
        const wait = (): void => {
          left -= 1;
          if (left < 0) socket.resetAndDestroy();
          else setImmediate(wait);
        };
        wait();
      });
      socket.on("error", () => undefined);
      socket.once("close", () => done());
    });
  for (let round = 0; round < 40; round += 1)
    for (let turns = 0; turns < 12; turns += 1) await resetAfter(turns);
  expect(await answerTo(port, false)).toMatch(/^HTTP\/1\.1 101 /);
});
