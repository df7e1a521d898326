import { Server } from "node:net";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { FabricClient } from "./client.ts";
import { serveControl } from "./control-server.ts";
import { closeAll, onEnd, twoRooms } from "./loopback.fixture.ts";

/** Told which server has begun to listen, so that a test can have it fail to take a connection. */
const listen = vi.spyOn(Server.prototype, "listen");
// Other files of this process spy on it as well.
afterAll(() => listen.mockRestore());

afterEach(closeAll);

test("a connection that cannot be taken ends nothing, and the next one is", async () => {
  const { fabric } = await twoRooms();
  const control = await serveControl(fabric, { host: "127.0.0.1", port: 0 });
  onEnd(() => control.close());
  const accept = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  for (let time = 0; time < 3; time += 1) listen.mock.results.at(-1)!.value.emit("error", accept);
  expect(await new FabricClient({ port: control.port }).status()).toMatchObject({ ok: true });
});
