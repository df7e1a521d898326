import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { FabricClient } from "./client.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Another program has the port that a fabric had. */
async function clientOf(answer: string, repeated: number): Promise<FabricClient> {
  server = createServer((_, response) => {
    response.write('{"ok":true,"changes":[],"cancelled":[],"saved":true,"more":"');
    for (let times = 0; times < repeated; times += 1) response.write(answer);
    response.end('"}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new FabricClient({ port: (server.address() as AddressInfo).port });
}

test("an answer that is longer than any of a fabric is none, and is not read to its end", async () => {
  const mebibyte = "x".repeat(2 ** 20);
  const asked = await (await clientOf(mebibyte, 5)).restoreEverything();
  expect(asked).toMatchObject({ ok: false, refusal: "unreachable" });
  server?.close();
  expect(await (await clientOf(mebibyte, 1)).restoreEverything()).toMatchObject({ ok: true });
});
