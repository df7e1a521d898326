import { expect, test } from "vitest";
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
