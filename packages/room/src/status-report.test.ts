import { expect, test } from "vitest";
import { RoomFixture } from "./testing/room-fixture.ts";

test("an alarm of the engine, and a member of it that is silent, are told while they stand and not named otherwise", () => {
  const fixture = new RoomFixture();
  const told = (): object => {
    const { logAlarm, memberSilent } = fixture.room.status();
    return { logAlarm, memberSilent };
  };
  expect(told()).toEqual({});
  fixture.log.told = { alarm: "no-space", memberSilent: true };
  expect(told()).toEqual({ logAlarm: "no-space", memberSilent: true });
  fixture.log.told = { alarm: null, memberSilent: false };
  expect(Object.keys(fixture.room.status())).not.toContain("memberSilent");
});
