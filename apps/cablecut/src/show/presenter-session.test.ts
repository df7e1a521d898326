import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { freePorts } from "../supervisor/free-ports.ts";
import { watchConsole, type SessionRefusal } from "./presenter-session.ts";

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
  await vi.waitUntil(() => asked >= 2, { timeout: 30_000 });
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
  stop = watchConsole(gateways, "0f".repeat(32), {
    onConsole: () => undefined,
    onLost: () => undefined,
    onRefused: () => undefined,
  });
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0), { timeout: 18_000 });
  silent.close();
  other.close();
}, 20_000);
