import { armedMsMax, type ConsoleHand } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
let gateway: VirtualGateway;
beforeEach(() => {
  show = VirtualShow.running();
  gateway = show.gateway;
});

const idle = { armed: false, holdMs: null, heldMs: 0 };
const shown = (at = gateway): ConsoleHand | undefined => at.stageSaw("consoleHand").at(-1)?.[0];

test("an armed clicker is told to the stages at once, and again when it is disarmed", () => {
  gateway.core.consoles.hand("console", { armed: true, holdMs: null });
  expect(shown()).toEqual({ ...idle, armed: true });
  gateway.core.consoles.hand("console", { armed: false, holdMs: null });
  expect(shown()).toEqual(idle);
  expect(gateway.stageSaw("consoleHand")).toHaveLength(2);
});

test("nobody's hand is left: neither a console that is gone holds, nor one that never says that it let go", () => {
  gateway.core.consoles.hand("console", { armed: false, holdMs: 1_200 });
  expect(shown()).toMatchObject({ holdMs: 1_200 });
  gateway.core.consoleLeft("console");
  expect(shown()).toEqual(idle);
  gateway.core.consoles.hand("console", { armed: true, holdMs: 1_200 });
  show.pass(2_000);
  expect(shown()).toEqual({ ...idle, armed: true });
  show.pass(armedMsMax);
  expect(shown()).toEqual(idle);
});

test("of two consoles that hold, the one that acts first is shown", () => {
  gateway.core.consoles.hand("slow", { armed: false, holdMs: 3_000 });
  gateway.core.consoles.hand("fast", { armed: false, holdMs: 1_200 });
  expect(shown()).toMatchObject({ holdMs: 1_200 });
  gateway.core.consoles.hand("fast", { armed: false, holdMs: null });
  expect(shown()).toMatchObject({ holdMs: 3_000 });
});

test("a stage that comes in the middle of a hold is told how long it has lasted", () => {
  gateway.core.consoles.hand("console", { armed: false, holdMs: 1_200 });
  show.pass(500);
  gateway.core.stageJoined("late stage");
  const told = gateway.told.find(({ to, name }) => to === "late stage" && name === "consoleHand");
  expect(told?.values[0]).toMatchObject({ holdMs: 1_200, heldMs: 500 });
});

test("a stage whose line was lost while a clicker was armed is told, when it is back, that it is so no longer", () => {
  gateway.core.consoles.hand("console", { armed: true, holdMs: null });
  gateway.core.consoles.hand("console", { armed: false, holdMs: null });
  gateway.core.stageJoined("stage that is back");
  const told = gateway.told.find(
    ({ to, name }) => to === "stage that is back" && name === "consoleHand",
  );
  expect(told?.values[0]).toEqual(idle);
});

test("the stages of another gateway show it as well, and no longer once it is over", () => {
  const other = show.startGateway();
  show.pass(500);
  gateway.core.consoles.hand("console", { armed: true, holdMs: null });
  show.pass(1_000);
  expect(shown(other)).toEqual({ ...idle, armed: true });
  gateway.core.consoles.hand("console", { armed: false, holdMs: null });
  show.pass(1_000);
  expect(shown(other)).toEqual(idle);
});
