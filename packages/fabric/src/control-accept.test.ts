import type * as Http from "node:http";
import type { Server } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { FabricClient } from "./client.ts";
import { serveControl } from "./control-server.ts";
import { closeAll, onEnd, twoRooms } from "./loopback.fixture.ts";

/** Servers that were made, so that a test can have one fail to take a connection. */
const made = vi.hoisted((): Server[] => []);
vi.mock("node:http", async (original) => {
  const http = await original<typeof Http>();
  const createServer = (...of: Parameters<typeof http.createServer>): Server => {
    const server = http.createServer(...of);
    made.push(server);
    return server;
  };
  return { ...http, createServer };
});

afterEach(closeAll);

test("a connection that cannot be taken ends nothing, and the next one is", async () => {
  const { fabric } = await twoRooms();
  const control = await serveControl(fabric, { host: "127.0.0.1", port: 0 });
  onEnd(() => control.close());
  const accept = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  for (let time = 0; time < 3; time += 1) made.at(-1)?.emit("error", accept);
  expect(await new FabricClient({ port: control.port }).status()).toMatchObject({ ok: true });
});
