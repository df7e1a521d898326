import { Server } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { serveMetrics } from "./serve-metrics.ts";

/** Told which server has begun to listen, so that a test can have it fail to take a connection. */
const listen = vi.spyOn(Server.prototype, "listen");
// Other files of this process spy on it as well.
afterAll(() => listen.mockRestore());

test("a connection that cannot be taken ends nothing, and the next one is", async () => {
  const page = { contentType: "text/plain", text: async () => "a 1\n" };
  const server = await serveMetrics(page, { host: "127.0.0.1", port: 0 });
  const accept = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  for (let time = 0; time < 3; time += 1) listen.mock.results.at(-1)!.value.emit("error", accept);
  expect((await fetch(`http://127.0.0.1:${server.port}/metrics`)).status).toBe(200);
  await server.close();
});
