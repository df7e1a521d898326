import { expect, test } from "vitest";
import { RoomFixture } from "./testing/room-fixture.ts";

test("the status tells how long commits of this room's own payloads took lately", () => {
  const fixture = new RoomFixture();
  expect(fixture.room.status()).toMatchObject({ commitMs: null, diskSyncMs: null });
  fixture.log.automatic = false;
  fixture.transfer({});
  fixture.nowMs += 12;
  fixture.log.automatic = true;
  fixture.log.commit();
  fixture.runDeferred();
  expect(fixture.room.status().commitMs).toEqual({ p50Ms: 12, p99Ms: 12 });
  fixture.passMs(10_010);
  expect(fixture.room.status().commitMs).toBeNull();
});
