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
  // Long before the next multiple of 1,024 entries.
  expect(copies.compared).toMatchObject({ pastEndOf: incident?.id });
  expect(copies.compared?.digests).toHaveLength(3);
  expect(new Set(copies.compared?.digests).size).toBe(1);
});

test("after Restore the rooms that come back are compared at an entry behind the end, and not by what they told before", () => {
  const show = VirtualShow.running();
  // All five have told of one multiple.
  while (show.gateway.core.snapshot().copies.compared === null) show.pass(1_000);
  show.cut("hz-a", "hz-b");
  show.pass(4_000);
  const { incident } = show.gateway.core.snapshot();
  show.restoreEverything();
  const seen = new Set<string>();
  for (let passed = 0; passed < 5_000; passed += 10) {
    show.pass(10);
    const { rooms, compared } = show.gateway.core.snapshot().copies;
    if (compared !== null)
      seen.add(`${rooms.length} ${compared.pastEndOf} ${new Set(compared.digests).size}`);
  }
  expect([...seen]).toContain(`5 ${incident?.id} 1`);
  for (const said of seen)
    expect([`3 ${incident?.id} 1`, "5 0 1", `5 ${incident?.id} 1`]).toContain(said);
});

test("an entry from before the end of the last incident says so", () => {
  const incident = { number: 4, endedAt: 1_500 } as unknown as RoomStatus["incident"];
  const answering = [2, 3].map(asRoomIndex);
  const digest = { index: 1_024, state: "x", chain: "c" } as unknown as RoomStatus["digest"];
  const endDigest = { index: 1_500, state: "y", chain: "d" } as never;
  const statuses = [2, 3].map((room) => roomStatus(room, { incident, digest, endDigest }));
  const { endDigest: _, ...late } = { ...statuses[1]!, appliedIndex: 1_100 as never };
  const compared = (...told: RoomStatus[]) => {
    const of = (room: RoomIndex): RoomStatus | null =>
      told.find((each) => each.room === room) ?? null;
    const copies = new Copies({ answering, status: of });
    for (const status of told) copies.told(status);
    return copies.view().compared;
  };
  const far = { ...statuses[0]!, appliedIndex: 9_000 as never };
  expect(compared(far, { ...late, incident: null })).toMatchObject({ at: 1_024, pastEndOf: 0 });
  expect(compared(far, statuses[1]!)).toEqual({ at: 1_500, pastEndOf: 4, digests: ["y d", "y d"] });
});

test("whoever was started anew and catches up is not waited for; one that differs is told of all the same", () => {
  const digest = (state: string) => ({ index: 1_024, state, chain: "c" }) as never;
  const whole = [2, 3, 4].map((room) => roomStatus(room, { digest: digest("x") }));
  const view = (last: Partial<RoomStatus>) => {
    const told = [...whole, roomStatus(1, last)];
    const answering = told.map(({ room }) => room);
    const copies = new Copies({
      answering,
      status: (room) => told.find((each) => each.room === room) ?? null,
    });
    for (const status of told) copies.told(status);
    const { rooms, compared } = copies.view();
    return [rooms.map(({ room }) => room), new Set(compared?.digests).size];
  };
  expect(view({ ready: false, digest: null })).toEqual([[2, 3, 4], 1]);
  // As its room says it: whoever differs is not ready either.
  expect(view({ ready: false, diverged: true, digest: digest("y") })).toEqual([[2, 3, 4, 1], 2]);
  const { people, ...funds } = roomStatus(1).funds;
  const less = { ...people, actualCents: -1 as never };
  expect(view({ ready: false, funds: { ...funds, people: less } })[0]).toEqual([2, 3, 4, 1]);
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
  expect(copies.view().compared).toEqual({ at: 1_024, digests: ["x c", "x c"], pastEndOf: 0 });
  tell(3, 2_048, "z");
  expect(copies.view().compared).toEqual({ at: 2_048, digests: ["y c", "z c"], pastEndOf: 0 });
  for (const index of [3, 4, 5, 6, 7]) tell(2, index * 1_024, "later");
  expect(copies.view().compared).toBeNull();
});
