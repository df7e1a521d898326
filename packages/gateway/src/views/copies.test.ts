import { asRoomIndex, type RoomIndex, type RoomStatus } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { roomStatus } from "../testing/room-status.ts";
import { VirtualShow } from "../testing/virtual-show.ts";
import { Copies } from "./copies.ts";

test("after an incident every room that answers says the difference of an entry behind its end", () => {
  const show = VirtualShow.running();
  expect(show.gateway.core.snapshot().copies.rooms.map(({ pastEndOf }) => pastEndOf)).toEqual([
    0, 0, 0, 0, 0,
  ]);
  show.cut("hz-a", "hz-b");
  show.pass(4_000);
  const { copies, incident } = show.gateway.core.snapshot();
  expect(incident?.state).toBe("recovered");
  expect(copies.rooms.map(({ room }) => room)).toEqual([2, 3, 4]);
  for (const { differenceCents, pastEndOf } of copies.rooms)
    expect([differenceCents, pastEndOf]).toEqual([0, incident?.id]);
});

test("digests are compared at one entry that all who answer have told of", () => {
  const answering: RoomIndex[] = [2, 3].map(asRoomIndex);
  const statuses = new Map<RoomIndex, RoomStatus>();
  const copies = new Copies({ answering, status: (room) => statuses.get(room) ?? null });
  const tell = (room: number, index: number, state: string): void => {
    const status = roomStatus(room, {
      digest: { index, state, chain: "c" } as RoomStatus["digest"],
    });
    statuses.set(status.room, status);
    copies.told(status);
  };
  tell(2, 1_024, "x");
  expect(copies.view().compared).toBeNull();
  tell(3, 1_024, "x");
  tell(2, 2_048, "y");
  expect(copies.view().compared).toEqual({ at: 1_024, digests: ["x c", "x c"] });
  tell(3, 2_048, "z");
  expect(copies.view().compared).toEqual({ at: 2_048, digests: ["y c", "z c"] });
  for (const index of [3, 4, 5, 6, 7]) tell(2, index * 1_024, "later");
  expect(copies.view().compared).toBeNull();
});
