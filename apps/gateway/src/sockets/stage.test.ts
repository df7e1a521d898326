import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { Turns } from "../edge/turns.ts";
import { SpentClock } from "../testing/spent-clock.ts";
import { Screens } from "./screens.ts";
import { serveStages, type StageNamespace } from "./stage.ts";

/** Stages that come to a gateway whose welcome takes 4 ms of a clock that the test turns. */
function stagesOfTheTest() {
  const clock = new SpentClock();
  const welcomed: string[] = [];
  const stages = new EventEmitter();
  const guards = new Map<unknown, { isLocal: boolean }>();
  serveStages(stages as unknown as StageNamespace, {
    core: {
      stageJoined(connection) {
        clock.spend(4);
        welcomed.push(connection);
      },
    },
    edge: { guardOf: (socket) => guards.get(socket)! },
    isInvited: (auth) => (auth as { ticket?: string }).ticket === "good",
    screens: new Screens(),
    turns: new Turns(clock, 2),
  });
  const come = (id: string, { auth = {}, isLocal = false } = {}) => {
    const socket = Object.assign(new EventEmitter(), {
      id,
      connected: true,
      conn: {},
      handshake: { auth },
    });
    guards.set(socket, { isLocal });
    stages.emit("connection", socket);
    return socket;
  };
  return { clock, welcomed, come };
}

test("strangers who come as stages one after the other wait for each other, and not the show's own screens for them", () => {
  const { clock, welcomed, come } = stagesOfTheTest();
  const strangers = Array.from({ length: 40 }, (_, at) => come(`stranger ${at}`));
  expect(welcomed).toEqual(["stranger 0"]);
  come("of the console", { auth: { ticket: "good" } });
  come("on this machine", { isLocal: true });
  expect(welcomed.slice(1)).toEqual(["of the console", "on this machine"]);
  // Most are gone again by then, and cost nothing more.
  for (const socket of strangers.slice(1, -1)) socket.connected = false;
  clock.pass(100);
  expect(welcomed.slice(3)).toEqual(["stranger 39"]);
});
