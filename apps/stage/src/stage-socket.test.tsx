import { expect, test } from "vitest";
import { openStageSocket } from "./stage-socket.ts";

/** What it would say at the gateway's door now. */
function saidAtTheDoor({ auth }: Pick<ReturnType<typeof openStageSocket>, "auth">): object {
  let said: object = {};
  if (typeof auth === "function") auth((data) => (said = data));
  return said;
}

test("a stage window that the console opens once more, after a new show, comes to the gateway with the ticket that it is given", () => {
  location.hash = "#ticket=of-the-show-before";
  const socket = openStageSocket(window, false);
  let closed = 0;
  Object.assign(socket.io, { engine: { close: () => (closed += 1) } });
  expect(saidAtTheDoor(socket)).toEqual({ ticket: "of-the-show-before" });

  location.hash = "#ticket=of-this-show";
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  expect(saidAtTheDoor(socket)).toEqual({ ticket: "of-this-show" });
  // Not connected: its next try has it.
  expect(closed).toBe(0);
  socket.connected = true;
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  expect(closed).toBe(1);
});

test("a mirror says that it is one, and a stage that nobody opened for itself has no ticket", () => {
  location.hash = "";
  expect(saidAtTheDoor(openStageSocket(window, false))).toEqual({});
  expect(saidAtTheDoor(openStageSocket(window, true))).toEqual({ mirror: "yes" });
});
