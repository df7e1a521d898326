import { expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

test("a room that fell away by itself ends no lobby: when it is over, whoever is scanning finds the code again", () => {
  const show = VirtualShow.running();
  show.killRoom(1);
  show.pass(5_000);
  const { act, incident } = show.gateway.core.snapshot();
  expect(incident).toMatchObject({ state: "recovered", startSource: "last-heartbeat" });
  expect(act).toBe("lobby");
});

test("whoever cuts cables out of the lobby has left it", () => {
  const show = VirtualShow.running();
  show.cut("hz");
  show.pass(5_000);
  const { act, incident } = show.gateway.core.snapshot();
  expect(incident).toMatchObject({ state: "recovered", startSource: "fabric" });
  expect(act).toBe("live");
});

test("a room that falls away by itself after a cut brings the lobby back to no screen, nor to a gateway that comes later", () => {
  const show = VirtualShow.running();
  show.cut("hz");
  show.pass(5_000);
  show.restoreEverything();
  show.pass(5_000);
  show.killRoom(4);
  show.pass(30_000);
  const { act, incident } = show.gateway.core.snapshot();
  expect(incident).toMatchObject({ state: "recovered", startSource: "last-heartbeat" });
  expect(act).toBe("live");
  const later = show.startGateway();
  show.pass(5_000);
  expect(later.core.snapshot().act).toBe("live");
});

const actOf = ({ core }: VirtualGateway): string => core.snapshot().act;
function setAct({ core }: VirtualGateway, act: "live" | "report"): void {
  const command = { kind: "turn", change: { dial: "act", value: { act } } } as const;
  core.consoles.perform({ command, shown: core.console().frame }, () => undefined);
}

test("a report belongs to its own run: the next one stops on the screen, whatever was cut while it stood", () => {
  const show = VirtualShow.running({ gateways: 2 });
  const [one, other] = show.gateways as [VirtualGateway, VirtualGateway];
  show.cut("hz");
  show.pass(3_000);
  setAct(one, "report");
  show.pass(2_000);
  show.restoreEverything();
  show.pass(5_000);
  for (const gateway of [one, other]) expect(actOf(gateway)).toBe("report");
  // Nobody has said "again": a cable is pulled, or cut from the list.
  one.told.length = 0;
  other.told.length = 0;
  one.stages = 1;
  other.stages = 1;
  show.cut("sh-a");
  show.pass(3_000);
  for (const gateway of [one, other]) {
    const over = gateway
      .stageSaw("snapshot")
      .filter(([{ incident }]) => incident?.id === 2 && incident.state !== "running");
    expect(new Set(over.map(([{ act }]) => act))).toEqual(new Set(["live"]));
  }
  setAct(other, "report");
  show.pass(2_000);
  const later = show.startGateway();
  show.pass(5_000);
  for (const gateway of [one, other, later]) expect(actOf(gateway)).toBe("report");
});
