import { expect, test } from "vitest";
import type { VirtualGateway } from "../testing/virtual-gateway.ts";
import { VirtualShow } from "../testing/virtual-show.ts";

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
