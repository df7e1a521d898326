import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import express from "express";
import { expect, test, vi } from "vitest";
import { hearPageFailures } from "./page-failures.ts";

test("of those who say more than a hall has to say nobody is waited for, so that they keep no connections", async () => {
  const app = express();
  app.post("/page-failed", ...hearPageFailures({ isOfShow: () => true }, () => undefined));
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  const { port } = server.address() as AddressInfo;
  const begun = "POST /page-failed HTTP/1.1\r\nhost: a\r\ncontent-length: 2000\r\n\r\n";
  const sockets = Array.from({ length: 60 }, () => connect(port, "127.0.0.1"));
  let answered = 0;
  let closed = 0;
  for (const socket of sockets) {
    socket.on("error", () => undefined).write(begun);
    let said = "";
    socket.on("data", (data) => (said += data.toString()));
    socket.on("close", () => {
      closed += 1;
      if (said.startsWith("HTTP/1.1 204")) answered += 1;
    });
  }
  // Some thirty are heard in a minute, and waited for.
  await vi.waitUntil(() => closed >= 25, { timeout: 60_000 });
  expect(answered).toBe(closed);
  for (const socket of sockets) socket.destroy();
  server.close();
});
