import { Server } from "node:net";
import { defaultTopology, gatewayConfigSchema, phonesMax } from "@cablecut/protocol";
import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { startGateway } from "./gateway.ts";

/** Told which server has begun to listen, so that a test can have it fail to take a connection. */
const listen = vi.spyOn(Server.prototype, "listen");

const config = gatewayConfigSchema.parse({
  showId: "show-of-the-test",
  topology: defaultTopology,
  listen: { host: "127.0.0.1", port: 0 },
  rooms: [],
  presenter: { salt: "salt of the test", pinHash: "00".repeat(32), generation: 1 },
  linkSecret: "cd".repeat(32),
  consoleKey: "5a".repeat(32),
  joinUrl: "http://127.0.0.1:1/",
  webDirectory: "/nowhere",
});

test("a connection that cannot be taken ends nothing, and the next one is", async () => {
  const log = pino({ level: "silent" });
  const gateway = await startGateway(config, { linkId: "gateway-1.0", certificates: null, log });
  const accept = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  for (let time = 0; time < 3; time += 1) listen.mock.results.at(-1)!.value.emit("error", accept);
  // A hall that comes back at once waits there to be taken; the system's own bound is lower still.
  expect(listen.mock.lastCall?.[0]).toMatchObject({ backlog: phonesMax });
  // Nobody has heard of rooms yet, and it answers.
  expect((await fetch(`http://127.0.0.1:${gateway.port}/healthz`)).status).toBe(503);
  await gateway.close();
});
