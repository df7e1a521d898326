import { frameKinds, gatewayWordBytesMax } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { gateway, RoomFixture } from "./testing/room-fixture.ts";

function word(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(7).fill(frameKinds.gatewayWord, 0, 1);
}

test("C1 a gateway's word goes to every other gateway as it is, and into no log", () => {
  const fixture = new RoomFixture();
  for (const other of ["gateway-2", "gateway-3"]) fixture.room.gatewayJoined(other);
  const before = fixture.room.status().appliedIndex;
  fixture.room.receive(gateway, word(100));
  expect(fixture.passedOn).toEqual([
    { to: "gateway-2", message: word(100) },
    { to: "gateway-3", message: word(100) },
  ]);
  expect(fixture.room.status().appliedIndex).toBe(before);
});

test("C1 it is passed on while the room catches up, not to whoever has left, and not if it is too long", () => {
  const fixture = new RoomFixture();
  for (const other of ["gateway-2", "gateway-3"]) fixture.room.gatewayJoined(other);
  fixture.room.gatewayLeft("gateway-2");
  fixture.room.receive(gateway, word(gatewayWordBytesMax + 1));
  fixture.room.receive(gateway, word(gatewayWordBytesMax));
  expect(fixture.passedOn.map(({ to }) => to)).toEqual(["gateway-3"]);
});

test("C1 a gateway that comes anew within 15 s is told its own last word, and nobody else's", () => {
  const fixture = new RoomFixture();
  fixture.room.gatewayJoined("gateway-2");
  fixture.room.receive(gateway, word(50));
  fixture.room.receive(gateway, word(100));
  fixture.room.receive("gateway-2", word(70));
  fixture.passedOn.length = 0;
  fixture.room.gatewayLeft(gateway);
  fixture.room.gatewayLeft("gateway-2");
  fixture.passMs(14_000);
  fixture.room.gatewayJoined(gateway);
  expect(fixture.passedOn).toEqual([{ to: gateway, message: word(100) }]);
  fixture.passMs(2_000);
  fixture.room.gatewayJoined("gateway-2");
  fixture.room.gatewayJoined("gateway-3");
  expect(fixture.passedOn).toHaveLength(1);
});
