import { paceProfiles } from "@cablecut/failover";
import { asCents } from "@cablecut/protocol";
import { expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

const callToPay = ({ core }: VirtualGateway, on: boolean): void =>
  core.consoles.perform(
    { command: { kind: "cue", on }, shown: core.console().frame },
    () => undefined,
  );
const sceneOf = (gateway: VirtualGateway): string => gateway.core.snapshot().scene;

test("a room that was back, and is cut again while it serves nobody, does not recover once more", () => {
  const show = VirtualShow.running();
  show.cut("hz-a");
  show.pass(30_000);
  // Away because of that incident, however long ago it ended.
  expect(sceneOf(show.gateway)).toBe("recovered");
  show.restoreEverything();
  show.pass(5_000);
  expect(show.gateway.core.snapshot()).toMatchObject({ scene: "live", failback: false });
  show.cut("hz-a");
  show.pass(5_000);
  expect(show.gateway.core.snapshot().rooms[0]).toMatchObject({
    condition: "dark",
    shardsServing: 0,
  });
  expect(sceneOf(show.gateway)).toBe("live");
  const later = show.startGateway();
  show.pass(5_000);
  expect(sceneOf(later)).toBe("live");
});

test("a cut that was taken back by hand is on show for a while, unless the next one is called for: then people are asked to pay", () => {
  const show = VirtualShow.running({ pace: paceProfiles.keynote });
  const { gateway } = show;
  callToPay(gateway, true);
  show.pass(1_000);
  show.cut("hz-a");
  show.pass(6_000);
  expect(sceneOf(gateway)).toBe("switching");
  show.restoreEverything();
  show.pass(4_000);
  // What was called for that cut ended with it.
  expect(gateway.core.snapshot()).toMatchObject({
    scene: "recovered",
    incident: { state: "restored-by-hand" },
    cue: { on: false },
  });
  callToPay(gateway, true);
  expect(gateway.core.snapshot()).toMatchObject({ scene: "live", cue: { on: true } });
  show.pass(2_000);
  expect(sceneOf(gateway)).toBe("live");
});

test("a call to pay is on the screen although a room of the last run stays away", () => {
  const show = VirtualShow.running();
  show.killRoom(0);
  show.pass(30_000);
  expect(sceneOf(show.gateway)).toBe("recovered");
  callToPay(show.gateway, true);
  show.pass(1_000);
  expect(show.gateway.core.snapshot()).toMatchObject({
    scene: "live",
    cue: { on: true },
    rooms: { 0: { condition: "dark" } },
  });
});

test("what a phone keeps is no less when it is locked while the rooms are waited for", () => {
  const show = VirtualShow.running({ pace: paceProfiles.keynote });
  const { core } = show.gateway;
  const { connection } = show.gateway.person("ann");
  show.cut("hz-a");
  show.pass(6_000);
  expect(sceneOf(show.gateway)).toBe("switching");
  core.phones.outbox(connection, { kept: 2, keptCents: asCents(1_776), checking: 0, receipts: 1 });
  core.phones.left(connection);
  expect(core.snapshot().traffic).toMatchObject({ kept: 2, keptMost: 2 });
  show.restoreEverything();
  show.pass(4_000);
  expect(core.snapshot().traffic).toMatchObject({ kept: 0, keptFate: { booked: 0, of: 2 } });
});

test("a room that is killed while a cut that was taken back is on show takes it off the screen as soon as it is suspected", () => {
  const show = VirtualShow.running({ pace: paceProfiles.keynote });
  show.cut("hz-a");
  show.pass(6_000);
  show.restoreEverything();
  show.pass(3_000);
  expect(sceneOf(show.gateway)).toBe("recovered");
  show.killRoom(4);
  const seen: string[] = [];
  for (let passedMs = 0; passedMs < 4_000; passedMs += 200) {
    show.pass(200);
    seen.push(sceneOf(show.gateway));
  }
  expect([...new Set(seen)]).toEqual(["recovered", "switching"]);
  expect(show.gateway.core.snapshot()).toMatchObject({
    incident: { id: 2, state: "running", startSource: "last-heartbeat", suspectedRooms: [4] },
    rooms: { 4: { condition: "switching" } },
  });
});
