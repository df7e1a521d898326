import type { CommandAnswer, PresenterCommand } from "@cablecut/protocol";
import { beforeEach, expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

let show: VirtualShow;
let one: VirtualGateway;
let other: VirtualGateway;
beforeEach(() => {
  show = VirtualShow.running({ gateways: 2 });
  [one, other] = show.gateways as [VirtualGateway, VirtualGateway];
});

const hangzhou = ["hz-a/A", "hz-b/A", "hz-a/B", "hz-b/B"] as const;

function give(gateway: VirtualGateway, command: PresenterCommand): CommandAnswer[] {
  const answers: CommandAnswer[] = [];
  const shown = gateway.core.console().frame;
  gateway.core.consoles.perform({ command, shown }, (answer) => answers.push(answer));
  return answers;
}

function cut(targets: readonly string[], intervalMs = 0): PresenterCommand {
  return { kind: "cut", targets: [...targets], intervalMs, evenIfQuorumIsLost: false };
}

const told = ({ core }: VirtualGateway) => core.console().cutsUnderWay;

test("C14 consoles of every gateway are told of a cut that is under way, and where it was ordered, until it has ended", () => {
  expect(told(one)).toEqual([]);
  const made = give(one, cut(hangzhou, 400));
  show.pass(500);
  const cables = expect.arrayContaining([...hangzhou]);
  expect(told(one)).toEqual([{ at: null, cables }]);
  expect(told(other)).toEqual([{ at: one.id, cables }]);
  // The last cable still carries.
  expect(show.gateway.core.snapshot().cables.filter(({ fault }) => fault !== "none")).toHaveLength(
    2,
  );
  show.pass(1_500);
  expect(made).toEqual([{ ok: true }]);
  for (const gateway of [one, other]) expect(told(gateway)).toEqual([]);
});

test("C14 what a cut at another gateway is still to take counts as cut: whoever takes a third room meanwhile is asked", () => {
  give(one, cut(hangzhou, 400));
  show.pass(400);
  expect(give(other, cut(["sh-a"]))).toEqual([{ ok: false, refusal: "would-lose-quorum" }]);
});

test("C14 what is restored in the middle of its cut is being cut no more", () => {
  give(one, cut(hangzhou, 400));
  show.pass(500);
  expect(told(other)).toMatchObject([{ at: one.id }]);
  give(one, { kind: "restore", targets: ["hz"] });
  show.pass(400);
  for (const gateway of [one, other]) expect(told(gateway)).toEqual([]);
  expect(give(other, cut(["sh-a"]))).not.toEqual([{ ok: false, refusal: "would-lose-quorum" }]);
});

test("C14 a cut that was ordered past all gateways counts as well: whoever takes a third room meanwhile is asked", () => {
  show.fabric.cut(hangzhou, 400, () => undefined);
  show.pass(100);
  // One cable is dark, and no console has ordered anything.
  expect(told(one)).toEqual([]);
  for (const gateway of show.gateways)
    expect(give(gateway, cut(["sh-a"]))).toEqual([{ ok: false, refusal: "would-lose-quorum" }]);
  show.restoreEverything();
  show.pass(1_500);
  give(one, cut(["sh-a"]));
  show.pass(100);
  expect(show.isDark(2)).toBe(true);
});

test("C14 a cut by hand in the middle of one past the gateways is one loss: no cable is told of twice, and one incident begins with the first dark room", () => {
  show.fabric.cut(hangzhou, 40, () => undefined);
  show.pass(60);
  give(other, cut(hangzhou, 40));
  show.pass(6_000);
  for (const gateway of show.gateways) {
    const { incident } = gateway.core.snapshot();
    expect(incident).toMatchObject({ id: 1, startSource: "fabric", suspectedRooms: [0, 1] });
    const cuts = gateway.core.console().events.filter(({ kind }) => kind === "cable-cut");
    expect(cuts).toHaveLength(hangzhou.length);
    expect(new Set(cuts.map(({ values }) => values["cable"]))).toEqual(new Set(hangzhou));
    expect(incident?.timeline.filter(({ kind }) => kind === "cable-cut")).toHaveLength(4);
  }
});

test("C14 a gateway that dies in the middle of its cut keeps nobody from cutting for good", () => {
  give(one, cut(hangzhou, 400));
  show.pass(400);
  one.stopForGood();
  show.pass(5_000);
  expect(told(other)).toEqual([]);
});
