import { Server } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { askForRebuild, askForReset, serveShowControl } from "./show-control.ts";

/** Told which server has begun to listen, so that a test can have it fail to take a connection. */
const listen = vi.spyOn(Server.prototype, "listen");
// Other files of this process spy on it as well.
afterAll(() => listen.mockRestore());

test("a connection that cannot be taken ends nothing, and the next one is", async () => {
  const control = await serveShowControl({
    reset: async () => ({ ok: false, refusal: "busy" }),
    rebuild: async () => ({ ok: false, refusal: "busy" }),
  });
  const accept = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  for (let time = 0; time < 3; time += 1) listen.mock.results.at(-1)!.value.emit("error", accept);
  expect(await askForReset(control.address, false)).toEqual({ ok: false, refusal: "busy" });
  control.close();
});

test.each(["x".repeat(129), "\u4e2d".repeat(5_000)])(
  "a room that is called by a very long name is unknown, which is an answer",
  async (room) => {
    const control = await serveShowControl({
      reset: async () => ({ ok: false, refusal: "busy" }),
      rebuild: async () => ({ ok: false, refusal: "unknown-room" }),
    });
    const answer = await askForRebuild(control.address, room, true);
    expect(answer).toEqual({ ok: false, refusal: "unknown-room" });
    control.close();
  },
);
